-- What is unknown?  Grain: one row per (kind of thing, field).
create view agg.story_missing as
with

games as (
    select
        count(*) as rows_count,
        count(games.name) as name,
        count(games.released_on) as released_on,
        count(games.release_year) as release_year,
        count(games.price_usd) as price_usd,
        count(games.discount_price_usd) as discount_price_usd,
        count(games.is_early_access) as is_early_access,
        count(games.metascore) as metascore,
        count(games.store_sentiment) as store_sentiment,
        count(nullif(details.genres, '{}')) as genres,
        count(nullif(details.tags, '{}')) as tags,
        count(nullif(details.specs, '{}')) as specs,
        count(nullif(details.developers, '{}')) as developers,
        count(nullif(details.publishers, '{}')) as publishers,
        count(details.owners_count) as owners_count
    from core.games
    inner join agg.details_by_game as details using (game_id)
    where games.is_in_catalogue
),

users as (
    select
        count(*) as rows_count,
        count(*) filter (where has_library) as library,
        count(steam_id) as steam_id,
        count(user_url) as user_url
    from core.users
),

reviews as (
    select
        count(*) as rows_count,
        count(*) filter (where not is_posted_year_inferred) as posted_year,
        count(edited_on) as edited_on,
        count(helpful_count) as helpful_count,
        count(funny_count) as funny_count,
        count(polarity) as review
    from core.reviews
),

titles as (
    select
        count(*) as rows_count,
        count(release_year) as release_year,
        count(added_on) as added_on,
        count(duration) as duration,
        count(audience_rating) as audience_rating,
        count(description) as description,
        count(editorial_score) as editorial_score,
        count(nullif(directors, '{}')) as directors,
        count(nullif(actors, '{}')) as actors,
        count(nullif(countries, '{}')) as countries,
        count(nullif(categories, '{}')) as categories
    from agg.details_by_title
),

known as (
    select
        'games' as subject,
        rows_count,
        to_jsonb(games) as counts
    from games
    union all
    select
        'users' as subject,
        rows_count,
        to_jsonb(users) as counts
    from users
    union all
    select
        'reviews' as subject,
        rows_count,
        to_jsonb(reviews) as counts
    from reviews
    union all
    select
        'titles' as subject,
        rows_count,
        to_jsonb(titles) as counts
    from titles
)

select
    known.subject,
    counted.key as field,
    known.rows_count,
    known.rows_count - counted.value::bigint as missing_count,
    round(
        100.0 * (known.rows_count - counted.value::bigint) / known.rows_count, 2
    ) as missing_percent
from known
cross join lateral jsonb_each_text(known.counts - 'rows_count') as counted
where known.rows_count > 0
order by known.subject asc, missing_count desc, counted.key asc;

comment on view agg.story_missing is
'What is unknown; one row per (kind of thing, field), none of what is not '
'loaded.';
comment on column agg.story_missing.subject is
'The kind of thing: ''games'' of the catalogue, ''users'', ''reviews'' or '
'''titles''.';
comment on column agg.story_missing.field is
'The field; of a review ''review'' is its text, ''posted_year'' the year of '
'its date; of a user ''library'' is whether there is one.';
comment on column agg.story_missing.rows_count is
'Things of this kind.';
comment on column agg.story_missing.missing_count is
'Those of them whose field is unknown, or empty.';
comment on column agg.story_missing.missing_percent is
'Their share in percent, 2 decimals.';
