-- What the load's files say of each (viewer, title): in a file the latest
-- rating counts, at a tie the later line; between files the latest, at a tie
-- the one with more stars.
create view staging.deduplicated_ratings as
with

by_file as (
    select distinct on (
        ratings.viewer_id, titles.title_key, ratings.file_number
    )
        ratings.viewer_id,
        titles.title_key,
        ratings.half_stars,
        ratings.rated_at
    from staging.ratings
    inner join core.titles using (platform_id, show_number)
    order by
        ratings.viewer_id asc,
        titles.title_key asc,
        ratings.file_number asc,
        ratings.rated_at desc,
        ratings.line_number desc
)

select distinct on (viewer_id, title_key)
    viewer_id,
    title_key,
    half_stars,
    rated_at
from by_file
order by
    viewer_id asc, title_key asc, rated_at desc, half_stars desc;

comment on view staging.deduplicated_ratings is
'Staged ratings that may go to core; one row per (viewer, title).';
comment on column staging.deduplicated_ratings.viewer_id is
'The viewer.';
comment on column staging.deduplicated_ratings.title_key is
'The title.';
comment on column staging.deduplicated_ratings.half_stars is
'Half stars, 1 to 10.';
comment on column staging.deduplicated_ratings.rated_at is
'When it was given.';
