-- Everything known of a title.  Grain: one row per title.
create view api.title_details as
select
    details.title_id,
    details.platform,
    details.kind,
    details.name,
    details.release_year,
    details.added_on,
    details.duration,
    details.duration_unit,
    details.audience_rating,
    details.is_rated,
    details.genres,
    details.categories,
    details.countries,
    details.directors,
    details.actors,
    details.description,
    scores.score,
    scores.ratings_count,
    details.editorial_score,
    details.is_kind_doubtful,
    details.same_work_ids,
    details.duration_text,
    details.rating_text,
    details.place,
    details.minutes,
    details.audience_rating_key,
    details.genre_keys,
    details.country_keys
from agg.details_by_title as details
inner join agg.title_scores as scores using (title_key);

comment on view api.title_details is
'Everything known of a title; one row per title.';
comment on column api.title_details.title_id is
'Public id, such as ''as123''.';
comment on column api.title_details.platform is
'The platform that shows it, in lower case.';
comment on column api.title_details.kind is
'''movie'' or ''series'', as the platform says.';
comment on column api.title_details.name is
'Name as written.';
comment on column api.title_details.release_year is
'Year of the release.';
comment on column api.title_details.added_on is
'Day on which the platform added it; null is unknown.';
comment on column api.title_details.duration is
'How long it is, in its unit; null is unknown.';
comment on column api.title_details.duration_unit is
'''minute'' or ''season''; null with the duration.';
comment on column api.title_details.audience_rating is
'For whom it is, such as ''PG-13''; null is unknown.';
comment on column api.title_details.is_rated is
'False where for whom it is is unknown.';
comment on column api.title_details.genres is
'Common genres, in the order of the platform''s categories.';
comment on column api.title_details.categories is
'The platform''s own categories, in its order.';
comment on column api.title_details.countries is
'Countries that made it, in the platform''s order.';
comment on column api.title_details.directors is
'Directors, in the platform''s order.';
comment on column api.title_details.actors is
'Cast, in the platform''s order.';
comment on column api.title_details.description is
'What it is about, as the platform says.';
comment on column api.title_details.score is
'Mean of its ratings in stars, 0.5 to 5; the published mean as long as no '
'ratings at all are loaded; null is unknown.';
comment on column api.title_details.ratings_count is
'Its ratings, one of each viewer.';
comment on column api.title_details.editorial_score is
'1 to 100, of an older crawl; no mean of ratings.';
comment on column api.title_details.is_kind_doubtful is
'A movie that has seasons.';
comment on column api.title_details.same_work_ids is
'Titles of the same name, kind and year on platforms.';
comment on column api.title_details.duration_text is
'Duration as written.';
comment on column api.title_details.rating_text is
'Audience rating as written.';
comment on column api.title_details.place is
'Orders titles by platform, then by the number in the id.';
comment on column api.title_details.minutes is
'The duration of what is measured in minutes.';
comment on column api.title_details.audience_rating_key is
'The audience rating as agg.name_key() writes it.';
comment on column api.title_details.genre_keys is
'The genres as agg.name_key() writes them.';
comment on column api.title_details.country_keys is
'The countries as agg.name_key() writes them.';
