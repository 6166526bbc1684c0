-- How did a viewer rate a title?  Grain: one row per (viewer, title).
create view api.rating_details as
select
    ratings.viewer_id,
    details.title_id,
    details.name as title,
    details.platform,
    details.kind,
    details.release_year,
    ratings.half_stars / 2.0::double precision as stars,
    ratings.rated_at,
    details.place as title_place
from core.ratings
inner join agg.details_by_title as details using (title_key);

comment on view api.rating_details is
'Ratings that count, with their titles; one row per (viewer, title).';
comment on column api.rating_details.viewer_id is
'The viewer.';
comment on column api.rating_details.title_id is
'The title.';
comment on column api.rating_details.title is
'Name of the title.';
comment on column api.rating_details.platform is
'The platform that shows it.';
comment on column api.rating_details.kind is
'''movie'' or ''series''.';
comment on column api.rating_details.release_year is
'Year of its release.';
comment on column api.rating_details.stars is
'Stars, 0.5 to 5 in halves.';
comment on column api.rating_details.rated_at is
'When it was given.';
comment on column api.rating_details.title_place is
'A number that orders titles by their ids.';
