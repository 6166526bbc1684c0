-- Which users are there?  Grain: one row per user.
create view api.users as
select
    user_id,
    steam_id,
    user_url,
    has_library
from core.users;

comment on view api.users is
'Users of the community; one row per user.';
comment on column api.users.user_id is
'The user''s public id; case-sensitive.';
comment on column api.users.steam_id is
'64-bit account number; not unique.';
comment on column api.users.user_url is
'Public profile page.';
comment on column api.users.has_library is
'False for a user seen in reviews only.';
