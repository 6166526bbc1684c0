-- Which genres are played, by how many?  Grain: one row per genre.
create view agg.story_genres as
with

-- a bit a genre: the players of a genre are those with its bit in any game
bits as (
    select
        genre_id,
        row_number() over (order by genre_id)::integer - 1 as place,
        count(*) over ()::integer as bits_count
    from core.genres
),

masks as (
    select
        labels.game_id,
        bit_or(
            set_bit(repeat('0', bits.bits_count)::bit varying, bits.place, 1)
        ) as mask
    from core.game_genres as labels
    inner join bits using (genre_id)
    group by labels.game_id
),

players as (
    select
        items.user_key,
        bit_or(masks.mask) as mask
    from core.items
    inner join masks using (game_id)
    where items.playtime_minutes > 0
    group by items.user_key
),

masked as (
    select
        mask,
        count(*) as players_count
    from players
    group by mask
),

counted as (
    select
        bits.genre_id,
        coalesce(
            sum(masked.players_count)
            filter (where get_bit(masked.mask, bits.place) = 1),
            0
        ) as players_count
    from bits
    -- there may be no players at all
    left join masked on true
    group by bits.genre_id
)

select
    genres.name as genre,
    coalesce(played.place, rank() over (order by played.place asc))
        as playtime_place,
    coalesce(played.games_count, 0) as games_count,
    coalesce(played.playtime_minutes, 0) as playtime_minutes,
    round(
        100.0 * coalesce(played.playtime_minutes, 0) / nullif(
            (
                select sum(games.playtime_minutes)
                from agg.playtime_by_game as games
            ),
            0
        ),
        2
    ) as playtime_percent,
    counted.players_count,
    rank() over (order by counted.players_count desc) as players_place,
    round(played.playtime_minutes::numeric / nullif(counted.players_count, 0))
        as minutes_per_player
from core.genres
inner join counted using (genre_id)
left join agg.playtime_by_genre as played using (genre_id)
order by playtime_place, genre;

comment on view agg.story_genres is
'Playtime and players of genres; one row per genre.';
comment on column agg.story_genres.genre is
'The genre; a game counts in each of its genres.';
comment on column agg.story_genres.playtime_place is
'Place by playtime, from 1.';
comment on column agg.story_genres.games_count is
'Games.';
comment on column agg.story_genres.playtime_minutes is
'Minutes over all owners.';
comment on column agg.story_genres.playtime_percent is
'Share of all playtime in percent, 2 decimals: over all genres more than 100; '
'null where nothing was played.';
comment on column agg.story_genres.players_count is
'Users who played any of its games for a minute or more.';
comment on column agg.story_genres.players_place is
'Place by players, from 1; equal genres share one.';
comment on column agg.story_genres.minutes_per_player is
'Minutes for each of them; null without any.';
