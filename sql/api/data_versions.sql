-- Which data are being served?  Grain: one row, none before the first load.
create view api.data_versions as
select
    data_version,
    finished_at as published_at,
    (counts #>> '{totals, games}')::bigint as games_count,
    (counts #>> '{totals, games_in_catalogue}')::bigint
        as games_in_catalogue_count,
    (counts #>> '{totals, users}')::bigint as users_count,
    (counts #>> '{totals, items}')::bigint as items_count,
    (counts #>> '{totals, reviews}')::bigint as reviews_count,
    coalesce((counts #>> '{totals, titles}')::bigint, 0) as titles_count,
    coalesce((counts #>> '{totals, people}')::bigint, 0) as people_count,
    coalesce((counts #>> '{totals, viewers}')::bigint, 0) as viewers_count,
    coalesce((counts #>> '{totals, ratings}')::bigint, 0) as ratings_count,
    coalesce(
        (select followed.events_count from core.followed_events as followed), 0
    ) as followed_events_count,
    coalesce(
        (
            select followed.events_count + followed.ratings_count
            from core.followed_events as followed
        ),
        0
    ) + (
        select count(*) from core.pending_events as pending
        where pending.is_applied
    ) + (
        select count(*) from core.pending_ratings as pending
        where pending.is_applied
    ) as applied_events_count,
    (
        select max(latest.load_id) from core.loads as latest
        where latest.kind = 'load' and latest.status = 'published'
    ) as last_load_id,
    (
        select count(*) from core.load_warnings as warnings
        where warnings.load_id = (
            select max(latest.load_id) from core.loads as latest
            where latest.kind = 'load' and latest.status = 'published'
        )
    ) as warnings_count
from core.loads
where data_version is not null
order by data_version desc
limit 1;

comment on view api.data_versions is
'The data version being served; one row, none before the first load.';
comment on column api.data_versions.data_version is
'Rises by one with each publication.';
comment on column api.data_versions.published_at is
'When the version was published.';
comment on column api.data_versions.games_count is
'Games, in the catalogue or not.';
comment on column api.data_versions.games_in_catalogue_count is
'Games of the catalogue.';
comment on column api.data_versions.users_count is
'Users.';
comment on column api.data_versions.items_count is
'Games in libraries.';
comment on column api.data_versions.reviews_count is
'Reviews.';
comment on column api.data_versions.titles_count is
'Streaming titles.';
comment on column api.data_versions.people_count is
'Actors and directors of titles.';
comment on column api.data_versions.viewers_count is
'Viewers who rated titles.';
comment on column api.data_versions.ratings_count is
'Ratings of titles.';
comment on column api.data_versions.followed_events_count is
'Events that the aggregates have come to show so far; never falls.';
comment on column api.data_versions.applied_events_count is
'Events and ratings that answers about their users, viewers and titles show, '
'those and more; never falls within a version.';
comment on column api.data_versions.last_load_id is
'The last load of files that was published.';
comment on column api.data_versions.warnings_count is
'What that load could not read as it stands, counted by file, field and kind.';
