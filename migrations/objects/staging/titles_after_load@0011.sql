-- The rows of core.titles as they will be after this load, but for their keys.
-- Of each field the newest crawl that states it counts, and in it the first
-- file, by name.  A duration and an audience rating come from one file with
-- their texts.
create view staging.titles_after_load as
with

ordered as (
    select
        statements.*,
        row_number() over (
            partition by statements.title_id
            order by
                statements.crawled_on desc,
                statements.file_name asc,
                statements.sha256 asc
        ) as place
    from staging.title_statements as statements
),

durations as (
    select distinct on (title_id)
        title_id,
        duration,
        duration_unit,
        duration_text
    from ordered
    where duration_text is not null or duration is not null
    order by title_id asc, duration is null asc, place asc
),

ratings as (
    select distinct on (title_id)
        title_id,
        audience_rating,
        rating_text
    from ordered
    where rating_text is not null
    order by title_id asc, audience_rating is null asc, place asc
),

others as (
    select
        title_id,
        staging.first_known(platform order by place) as platform,
        staging.first_known(kind order by place) as kind,
        staging.first_known(name order by place) as name,
        staging.first_known(release_year order by place) as release_year,
        staging.first_known(added_on order by place) as added_on,
        staging.first_known(description order by place) as description,
        staging.first_known(editorial_score order by place)
            as editorial_score
    from ordered
    group by title_id
)

select
    others.title_id,
    -- as the names of platforms are ordered, in every database
    (ascii(others.platform) - 96)::smallint as platform_id,
    substr(others.title_id, 3)::integer as show_number,
    others.kind,
    others.name,
    agg.name_key(others.name) as name_key,
    others.release_year,
    others.added_on,
    durations.duration,
    durations.duration_unit,
    ratings.audience_rating,
    others.description,
    others.editorial_score,
    coalesce(
        others.kind = 'movie' and durations.duration_unit = 'season', false
    ) as is_kind_doubtful,
    durations.duration_text,
    ratings.rating_text,
    others.platform
from others
left join durations using (title_id)
left join ratings using (title_id);

comment on view staging.titles_after_load is
'Titles of the load as core.titles will hold them; one row per title.';
comment on column staging.titles_after_load.title_id is
'Public id, such as ''as123''.';
comment on column staging.titles_after_load.platform_id is
'The platform that shows it.';
comment on column staging.titles_after_load.show_number is
'The number in its id.';
comment on column staging.titles_after_load.kind is
'''movie'' or ''series''.';
comment on column staging.titles_after_load.name is
'Name as written.';
comment on column staging.titles_after_load.name_key is
'api.name_key() of the name.';
comment on column staging.titles_after_load.release_year is
'Year of the release.';
comment on column staging.titles_after_load.added_on is
'Day on which the platform added it.';
comment on column staging.titles_after_load.duration is
'How long it is, in its unit.';
comment on column staging.titles_after_load.duration_unit is
'''minute'' or ''season''.';
comment on column staging.titles_after_load.audience_rating is
'For whom it is.';
comment on column staging.titles_after_load.description is
'What it is about.';
comment on column staging.titles_after_load.editorial_score is
'1 to 100.';
comment on column staging.titles_after_load.is_kind_doubtful is
'A movie that has seasons.';
comment on column staging.titles_after_load.duration_text is
'Duration as written.';
comment on column staging.titles_after_load.rating_text is
'Audience rating as written.';
comment on column staging.titles_after_load.platform is
'Name of the platform.';
