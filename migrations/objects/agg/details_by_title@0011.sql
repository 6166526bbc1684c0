-- What platforms say of a title, and what it is asked for by.  Grain: one row
-- per title.
create materialized view agg.details_by_title as
with

genres as (
    select
        links.title_key,
        categories.genre,
        min(links.position) as first_position
    from core.title_categories as links
    inner join core.categories using (category_id)
    where categories.genre is not null
    group by links.title_key, categories.genre
),

genre_lists as (
    select
        title_key,
        array_agg(genre order by first_position asc, genre asc) as genres,
        array_agg(agg.name_key(genre)) as genre_keys
    from genres
    group by title_key
),

category_lists as (
    select
        links.title_key,
        array_agg(categories.name order by links.position asc) as categories
    from core.title_categories as links
    inner join core.categories using (category_id)
    group by links.title_key
),

country_lists as (
    select
        links.title_key,
        array_agg(countries.name order by links.position asc) as countries,
        array_agg(countries.name_key) as country_keys
    from core.title_countries as links
    inner join core.countries using (country_id)
    group by links.title_key
),

people_lists as (
    select
        links.title_key,
        array_agg(people.name order by links.position asc) filter (
            where links.role = 'director'
        ) as directors,
        array_agg(people.name order by links.position asc) filter (
            where links.role = 'actor'
        ) as actors
    from core.title_credits as links
    inner join core.people using (person_id)
    group by links.title_key
),

same_works as (
    select
        titles.title_key,
        array_agg(
            copies.title_id
            order by copies.platform_id asc, copies.show_number asc
        ) as title_ids
    from core.titles
    inner join core.titles as copies
        on
            titles.work_id = copies.work_id
            and titles.title_key <> copies.title_key
    group by titles.title_key
),

placed as (
    select
        titles.title_key,
        titles.title_id,
        titles.work_id,
        titles.kind,
        titles.name,
        titles.name_key,
        titles.release_year,
        titles.added_on,
        titles.duration,
        titles.duration_unit,
        titles.audience_rating,
        titles.description,
        titles.editorial_score,
        titles.is_kind_doubtful,
        titles.duration_text,
        titles.rating_text,
        platforms.name as platform,
        agg.title_place(titles.platform_id, titles.show_number) as place
    from core.titles
    inner join core.platforms using (platform_id)
)

select
    placed.title_key,
    placed.place,
    placed.title_id,
    placed.platform,
    placed.kind,
    placed.name,
    placed.release_year,
    placed.added_on,
    placed.duration,
    placed.duration_unit,
    placed.audience_rating,
    placed.audience_rating is not null as is_rated,
    coalesce(genre_lists.genres, '{}') as genres,
    coalesce(category_lists.categories, '{}') as categories,
    coalesce(country_lists.countries, '{}') as countries,
    coalesce(people_lists.directors, '{}') as directors,
    coalesce(people_lists.actors, '{}') as actors,
    placed.description,
    placed.editorial_score,
    placed.is_kind_doubtful,
    coalesce(same_works.title_ids, '{}') as same_work_ids,
    placed.duration_text,
    placed.rating_text,
    case when placed.duration_unit = 'minute' then placed.duration end
        as minutes,
    placed.work_id,
    placed.name_key,
    agg.name_key(placed.audience_rating) as audience_rating_key,
    coalesce(genre_lists.genre_keys, '{}') as genre_keys,
    coalesce(country_lists.country_keys, '{}') as country_keys
from placed
-- a title may have none of each
left join genre_lists using (title_key)
left join category_lists using (title_key)
left join country_lists using (title_key)
left join people_lists using (title_key)
left join same_works using (title_key)
with no data;

create unique index uq_details_by_title_title_key
on agg.details_by_title (title_key);
create unique index uq_details_by_title_title_id
on agg.details_by_title (title_id);
-- one for each way to sort; read backwards they serve the other direction where
-- few rows have the same value
create unique index uq_details_by_title_place
on agg.details_by_title (place);
create index ix_details_by_title_name_place
on agg.details_by_title (name, place);
create index ix_details_by_title_release_year_place
on agg.details_by_title (release_year, place);
create index ix_details_by_title_latest_release_year_place
on agg.details_by_title (release_year desc, place);
create index ix_details_by_title_added_on_place
on agg.details_by_title (added_on, place);
create index ix_details_by_title_latest_added_on_place
on agg.details_by_title (added_on desc, place);
create index ix_details_by_title_minutes_place
on agg.details_by_title (minutes, place);
create index ix_details_by_title_most_minutes_place
on agg.details_by_title (minutes desc, place);
create index ix_details_by_title_platform_release_year
on agg.details_by_title (platform, release_year);
create index ix_details_by_title_genre_keys
on agg.details_by_title using gin (genre_keys);
create index ix_details_by_title_country_keys
on agg.details_by_title using gin (country_keys);

comment on materialized view agg.details_by_title is
'What platforms say of a title, and what it is asked for by; one row per '
'title.';
comment on column agg.details_by_title.title_key is
'The title.';
comment on column agg.details_by_title.place is
'Orders titles by platform, then by the number in the id.';
comment on column agg.details_by_title.title_id is
'Public id, such as ''as123''.';
comment on column agg.details_by_title.platform is
'The platform that shows it, in lower case.';
comment on column agg.details_by_title.kind is
'''movie'' or ''series'', as the platform says.';
comment on column agg.details_by_title.name is
'Name as written.';
comment on column agg.details_by_title.release_year is
'Year of the release.';
comment on column agg.details_by_title.added_on is
'Day on which the platform added it; null is unknown.';
comment on column agg.details_by_title.duration is
'How long it is, in its unit; null is unknown.';
comment on column agg.details_by_title.duration_unit is
'''minute'' or ''season''; null with the duration.';
comment on column agg.details_by_title.audience_rating is
'For whom it is, such as ''PG-13''; null is unknown.';
comment on column agg.details_by_title.is_rated is
'False where for whom it is is unknown.';
comment on column agg.details_by_title.genres is
'Common genres, in the order of the platform''s categories.';
comment on column agg.details_by_title.categories is
'The platform''s own categories, in its order.';
comment on column agg.details_by_title.countries is
'Countries that made it, in the platform''s order.';
comment on column agg.details_by_title.directors is
'Directors, in the platform''s order.';
comment on column agg.details_by_title.actors is
'Cast, in the platform''s order.';
comment on column agg.details_by_title.description is
'What it is about, as the platform says.';
comment on column agg.details_by_title.editorial_score is
'1 to 100, of an older crawl; no mean of ratings.';
comment on column agg.details_by_title.is_kind_doubtful is
'A movie that has seasons.';
comment on column agg.details_by_title.same_work_ids is
'Titles of the same name, kind and year on platforms.';
comment on column agg.details_by_title.duration_text is
'Duration as written.';
comment on column agg.details_by_title.rating_text is
'Audience rating as written.';
comment on column agg.details_by_title.minutes is
'The duration of what is measured in minutes.';
comment on column agg.details_by_title.work_id is
'The same for titles of the same name, kind and year.';
comment on column agg.details_by_title.name_key is
'The name as agg.name_key() writes it.';
comment on column agg.details_by_title.audience_rating_key is
'The audience rating as agg.name_key() writes it.';
comment on column agg.details_by_title.genre_keys is
'The genres as agg.name_key() writes them.';
comment on column agg.details_by_title.country_keys is
'The countries as agg.name_key() writes them.';
