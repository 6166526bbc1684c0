-- Who is a user, and what did the user pay, own and recommend?  Grain: one row
-- per user.
create view api.user_details as
select
    users.user_id,
    users.steam_id::text as steam_id,
    users.user_url,
    users.has_library,
    spending.items_count,
    spending.playtime_minutes,
    spending.spent_usd,
    spending.reviews_count,
    spending.recommended_count,
    spending.recommended_percent
from api.users
inner join api.spending_by_user as spending using (user_id);

comment on view api.user_details is
'Everything known of a user; one row per user.';
comment on column api.user_details.user_id is
'The user''s public id; case-sensitive.';
comment on column api.user_details.steam_id is
'64-bit account number, as text: many JSON readers round it; not unique.';
comment on column api.user_details.user_url is
'Public profile page.';
comment on column api.user_details.has_library is
'False for a user seen in reviews only.';
comment on column api.user_details.items_count is
'Games in the library.';
comment on column api.user_details.playtime_minutes is
'Minutes over the whole library.';
comment on column api.user_details.spent_usd is
'Sum of the known prices of those games, in US dollars.';
comment on column api.user_details.reviews_count is
'Reviews of the user.';
comment on column api.user_details.recommended_count is
'Those of them that recommend.';
comment on column api.user_details.recommended_percent is
'Share of reviews that recommend in percent, 2 decimals; null without '
'reviews.';
