-- What did a user pay, own and recommend?  Grain: one row per user.
create view agg.spending_by_user_definition as
with

-- added up, not joined: so Postgres reads nothing but the users asked for
parts as (
    select
        user_key,
        0 as items_count,
        0 as playtime_minutes,
        0 as spent_usd,
        0 as reviews_count,
        0 as recommended_count
    from core.users
    union all
    select
        items.user_key,
        count(*) as items_count,
        sum(items.playtime_minutes) as playtime_minutes,
        sum(games.price_usd) as spent_usd,
        0 as reviews_count,
        0 as recommended_count
    from core.items
    inner join core.games using (game_id)
    group by items.user_key
    union all
    select
        user_key,
        0 as items_count,
        0 as playtime_minutes,
        0 as spent_usd,
        count(*) as reviews_count,
        count(*) filter (where is_recommended) as recommended_count
    from core.reviews
    group by user_key
)

select
    user_key,
    sum(items_count)::bigint as items_count,
    sum(playtime_minutes)::bigint as playtime_minutes,
    sum(spent_usd) as spent_usd,
    sum(reviews_count)::bigint as reviews_count,
    sum(recommended_count)::bigint as recommended_count
from parts
group by user_key;

comment on view agg.spending_by_user_definition is
'What a user paid, owns and recommends; one row per user.';
comment on column agg.spending_by_user_definition.user_key is
'The user.';
comment on column agg.spending_by_user_definition.items_count is
'Games in the library.';
comment on column agg.spending_by_user_definition.playtime_minutes is
'Minutes over the whole library.';
comment on column agg.spending_by_user_definition.spent_usd is
'Sum of the known prices of those games, in US dollars.';
comment on column agg.spending_by_user_definition.reviews_count is
'Reviews of the user.';
comment on column agg.spending_by_user_definition.recommended_count is
'Those of them that recommend.';
