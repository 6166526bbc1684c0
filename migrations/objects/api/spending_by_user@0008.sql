-- What did a user pay, own and recommend?  Grain: one row per user.
create view api.spending_by_user as
select
    users.user_id,
    users.user_url,
    spending.items_count,
    spending.playtime_minutes,
    spending.spent_usd,
    spending.reviews_count,
    spending.recommended_count,
    round(
        100.0 * spending.recommended_count / nullif(spending.reviews_count, 0),
        2
    ) as recommended_percent
from agg.spending_by_user as spending
inner join core.users using (user_key);

comment on view api.spending_by_user is
'What a user paid, owns and recommends; one row per user.';
comment on column api.spending_by_user.user_id is
'The user.';
comment on column api.spending_by_user.user_url is
'Public profile page.';
comment on column api.spending_by_user.items_count is
'Games in the library.';
comment on column api.spending_by_user.playtime_minutes is
'Minutes over the whole library.';
comment on column api.spending_by_user.spent_usd is
'Sum of the known prices of those games, in US dollars.';
comment on column api.spending_by_user.reviews_count is
'Reviews of the user.';
comment on column api.spending_by_user.recommended_count is
'Those of them that recommend.';
comment on column api.spending_by_user.recommended_percent is
'Share of reviews that recommend in percent, 2 decimals; null without '
'reviews.';
