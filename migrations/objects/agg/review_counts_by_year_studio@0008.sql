-- Which developers do reviews speak for and against?
-- Grain: one row per (kind of year, year, developer).
create materialized view agg.review_counts_by_year_studio as
select
    counts.year_of,
    counts.counted_year,
    game_studios.studio_id,
    studios.name as studio,
    sum(counts.reviews_count)::bigint as reviews_count,
    sum(counts.recommended_count)::bigint as recommended_count,
    sum(counts.warned_count)::bigint as warned_count,
    sum(counts.praised_count)::bigint as praised_count
from agg.review_counts_by_year_game as counts
inner join core.game_studios
    on
        counts.game_id = game_studios.game_id
        and game_studios.role = 'developer'
inner join core.studios using (studio_id)
group by
    counts.year_of,
    counts.counted_year,
    game_studios.studio_id,
    studios.name
with no data;

create unique index uq_review_counts_by_year_studio_year_of_counted_year_studio
on agg.review_counts_by_year_studio (year_of, counted_year, studio);
create index ix_review_counts_by_year_studio_warned
on agg.review_counts_by_year_studio (
    year_of, counted_year, warned_count desc, studio
);
create index ix_review_counts_by_year_studio_praised
on agg.review_counts_by_year_studio (
    year_of, counted_year, praised_count desc, studio
);

comment on materialized view agg.review_counts_by_year_studio is
'Reviews for and against the games of a developer; '
'one row per (kind of year, year, developer).';
comment on column agg.review_counts_by_year_studio.year_of is
'Whether counted_year is that of the posting or of the game''s release.';
comment on column agg.review_counts_by_year_studio.counted_year is
'The year.';
comment on column agg.review_counts_by_year_studio.studio_id is
'The developer; a game counts for each of its developers.';
comment on column agg.review_counts_by_year_studio.studio is
'Name of the developer, which decides ties.';
comment on column agg.review_counts_by_year_studio.reviews_count is
'All reviews.';
comment on column agg.review_counts_by_year_studio.recommended_count is
'Reviews that recommend a game in positive or neutral words.';
comment on column agg.review_counts_by_year_studio.warned_count is
'Reviews that do not recommend a game, in negative words.';
comment on column agg.review_counts_by_year_studio.praised_count is
'Reviews that recommend a game in positive words.';
