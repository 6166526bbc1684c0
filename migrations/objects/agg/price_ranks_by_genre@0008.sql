-- How dear is a game among those of a genre?  Grain: one row per (genre,
-- priced game).
create materialized view agg.price_ranks_by_genre as
with

placed as (
    select
        game_genres.genre_id,
        game_genres.game_id,
        rank() over (
            partition by game_genres.genre_id
            order by games.price_usd
        ) as place,
        count(*) over (
            partition by game_genres.genre_id, games.price_usd
        ) as equals_count,
        count(*) over (
            partition by game_genres.genre_id
        ) as games_count
    from core.game_genres
    inner join core.games using (game_id)
    where games.price_usd is not null
)

select
    genre_id,
    game_id,
    -- of equal prices half are below
    round(
        100.0 * (place - 1 + equals_count / 2.0) / games_count, 2
    ) as percentile
from placed
with no data;

create unique index uq_price_ranks_by_genre_game_id_genre_id
on agg.price_ranks_by_genre (game_id, genre_id);

comment on materialized view agg.price_ranks_by_genre is
'How dear a game is among those of a genre; one row per (genre, priced game).';
comment on column agg.price_ranks_by_genre.genre_id is
'A genre of the game.';
comment on column agg.price_ranks_by_genre.game_id is
'The game.';
comment on column agg.price_ranks_by_genre.percentile is
'Share of the genre''s priced games that cost less, in percent; of those that '
'cost the same half are counted.';
