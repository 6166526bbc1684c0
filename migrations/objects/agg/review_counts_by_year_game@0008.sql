-- Which games do reviews speak for and against?
-- Grain: one row per (kind of year, year, game).
create materialized view agg.review_counts_by_year_game as
with

dated as (
    select
        'posted'::agg.year_of as year_of,
        extract(year from posted_on)::smallint as counted_year,
        game_id,
        is_recommended,
        sentiment
    from core.reviews
    union all
    select
        'release'::agg.year_of as year_of,
        games.release_year as counted_year,
        reviews.game_id,
        reviews.is_recommended,
        reviews.sentiment
    from core.reviews
    inner join core.games using (game_id)
    where games.release_year is not null
)

select
    year_of,
    counted_year,
    game_id,
    count(*) as reviews_count,
    count(*) filter (
        where is_recommended and sentiment in (1, 2)
    ) as recommended_count,
    count(*) filter (
        where not is_recommended and sentiment = 0
    ) as warned_count,
    count(*) filter (
        where is_recommended and sentiment = 2
    ) as praised_count
from dated
group by year_of, counted_year, game_id
with no data;

create unique index uq_review_counts_by_year_game_year_of_counted_year_game_id
on agg.review_counts_by_year_game (year_of, counted_year, game_id);
create index ix_review_counts_by_year_game_recommended
on agg.review_counts_by_year_game (
    year_of, counted_year, recommended_count desc, game_id
);
create index ix_review_counts_by_year_game_warned
on agg.review_counts_by_year_game (
    year_of, counted_year, warned_count desc, game_id
);

comment on materialized view agg.review_counts_by_year_game is
'Reviews for and against a game; one row per (kind of year, year, game).';
comment on column agg.review_counts_by_year_game.year_of is
'Whether counted_year is that of the posting or of the game''s release.';
comment on column agg.review_counts_by_year_game.counted_year is
'The year.';
comment on column agg.review_counts_by_year_game.game_id is
'The game.';
comment on column agg.review_counts_by_year_game.reviews_count is
'All reviews.';
comment on column agg.review_counts_by_year_game.recommended_count is
'Reviews that recommend the game in positive or neutral words.';
comment on column agg.review_counts_by_year_game.warned_count is
'Reviews that do not recommend the game, in negative words.';
comment on column agg.review_counts_by_year_game.praised_count is
'Reviews that recommend the game in positive words.';
