-- What did a user pay, own and recommend?  Grain: one row per user.
create materialized view agg.spending_by_user as
with

libraries as (
    select
        items.user_key,
        count(*) as items_count,
        sum(items.playtime_minutes) as playtime_minutes,
        sum(games.price_usd) as spent_usd
    from core.items
    inner join core.games using (game_id)
    group by items.user_key
),

opinions as (
    select
        user_key,
        count(*) as reviews_count,
        count(*) filter (where is_recommended) as recommended_count
    from core.reviews
    group by user_key
)

select
    users.user_key,
    coalesce(libraries.items_count, 0) as items_count,
    coalesce(libraries.playtime_minutes, 0) as playtime_minutes,
    coalesce(libraries.spent_usd, 0) as spent_usd,
    coalesce(opinions.reviews_count, 0) as reviews_count,
    coalesce(opinions.recommended_count, 0) as recommended_count
from core.users
-- a user may have no library, no review, or neither
left join libraries using (user_key)
left join opinions using (user_key)
with no data;

create unique index uq_spending_by_user_user_key
on agg.spending_by_user (user_key);

comment on materialized view agg.spending_by_user is
'What a user paid, owns and recommends; one row per user.';
comment on column agg.spending_by_user.user_key is
'The user.';
comment on column agg.spending_by_user.items_count is
'Games in the library.';
comment on column agg.spending_by_user.playtime_minutes is
'Minutes over the whole library.';
comment on column agg.spending_by_user.spent_usd is
'Sum of the known prices of those games, in US dollars.';
comment on column agg.spending_by_user.reviews_count is
'Reviews of the user.';
comment on column agg.spending_by_user.recommended_count is
'Those of them that recommend.';
