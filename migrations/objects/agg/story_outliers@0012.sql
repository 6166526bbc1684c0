-- Which values are the largest?  Grain: one row per (measure, place), 5 places
-- each; whether they are outliers is told by agg.story_distributions.
create view agg.story_outliers as
with

longest as (
    select
        'playtime_minutes' as measure,
        items.playtime_minutes::numeric as value,
        items.game_id,
        items.user_key,
        null::text as title_id
    from core.items
    where items.playtime_minutes > 0
    order by items.playtime_minutes desc, items.user_key asc, items.game_id asc
    limit 5
),

users as (
    select
        measures.measure,
        measures.value,
        null::bigint as game_id,
        spending.user_key,
        null::text as title_id,
        row_number() over (
            partition by measures.measure
            order by measures.value desc, spending.user_key asc
        ) as place
    from agg.spending_by_user as spending
    cross join
        lateral (
            values
            ('user_minutes', spending.playtime_minutes::numeric),
            ('library_games', spending.items_count::numeric),
            ('user_reviews', spending.reviews_count::numeric)
        ) as measures (measure, value)
    where measures.value > 0
),

games as (
    select
        measures.measure,
        measures.value,
        details.game_id,
        null::integer as user_key,
        null::text as title_id,
        row_number() over (
            partition by measures.measure
            order by measures.value desc, details.game_id asc
        ) as place
    from agg.details_by_game as details
    cross join
        lateral (
            values
            ('owners', details.owners_count::numeric),
            ('price_usd', details.price_usd),
            ('game_reviews', details.reviews_count::numeric),
            ('metascore', details.metascore::numeric)
        ) as measures (measure, value)
    where measures.value > 0
),

wordiest as (
    select
        'review_characters' as measure,
        length(reviews.review)::numeric as value,
        reviews.game_id,
        reviews.user_key,
        null::text as title_id
    from core.reviews
    where reviews.review <> ''
    order by
        length(reviews.review) desc,
        reviews.user_key asc,
        reviews.game_id asc
    limit 5
),

titles as (
    select
        case duration_unit
            when 'minute' then 'movie_minutes' else 'series_seasons'
        end as measure,
        duration::numeric as value,
        null::bigint as game_id,
        null::integer as user_key,
        title_id,
        row_number() over (
            partition by duration_unit order by duration desc, title_id asc
        ) as place
    from core.titles
    where (kind, duration_unit) in (('movie', 'minute'), ('series', 'season'))
),

chosen as (
    select
        measure,
        value,
        game_id,
        user_key,
        title_id
    from longest
    union all
    select
        measure,
        value,
        game_id,
        user_key,
        title_id
    from users
    where place <= 5
    union all
    select
        measure,
        value,
        game_id,
        user_key,
        title_id
    from games
    where place <= 5
    union all
    select
        measure,
        value,
        game_id,
        user_key,
        title_id
    from wordiest
    union all
    select
        measure,
        value,
        game_id,
        user_key,
        title_id
    from titles
    where place <= 5
)

select
    chosen.measure,
    row_number() over (
        partition by chosen.measure
        order by
            chosen.value desc,
            chosen.user_key asc,
            chosen.game_id asc,
            chosen.title_id asc
    ) as place,
    chosen.value,
    chosen.game_id,
    games.name as game,
    users.user_id,
    chosen.title_id,
    titles.name as title
from chosen
-- each is of a game, a user or a title
left join agg.details_by_game as games using (game_id)
left join core.users using (user_key)
left join core.titles using (title_id)
order by chosen.measure, place;

comment on view agg.story_outliers is
'The largest values of each measure; one row per (measure, place), 5 places '
'each.';
comment on column agg.story_outliers.measure is
'The measure, as agg.story_distributions calls it.';
comment on column agg.story_outliers.place is
'Place by value, from 1.';
comment on column agg.story_outliers.value is
'The value.';
comment on column agg.story_outliers.game_id is
'The game; null where it is not of one.';
comment on column agg.story_outliers.game is
'Its name.';
comment on column agg.story_outliers.user_id is
'The user; null where it is not of one.';
comment on column agg.story_outliers.title_id is
'The streaming title; null where it is not of one.';
comment on column agg.story_outliers.title is
'Its name.';
