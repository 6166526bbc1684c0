-- What came out each year, at what price, and what became of it?  Grain: one
-- row per release year.
create view agg.story_years as
with

priced as (
    select
        release_year as year,
        count(*) filter (where price_usd > 0) as priced_count,
        percentile_disc(0.5) within group (order by price_usd)
        filter (where price_usd > 0) as median_price_usd,
        coalesce(sum(owners_count), 0) as copies_count
    from agg.details_by_game
    where release_year is not null
    group by release_year
),

opinions as (
    select
        release_year as year,
        sum(reviews_count) as reviews_count,
        sum(recommended_count) as recommended_count
    from agg.details_by_game
    where release_year is not null
    group by release_year
)

select
    years.year,
    years.games_count,
    rank() over (order by years.games_count desc) as games_place,
    round(100.0 * years.games_count / sum(years.games_count) over (), 2)
        as games_percent,
    years.free_count,
    round(100.0 * years.free_count / nullif(years.games_count, 0), 2)
        as free_percent,
    priced.priced_count,
    priced.median_price_usd,
    priced.copies_count,
    coalesce(years.playtime_minutes, 0) as playtime_minutes,
    rank() over (order by coalesce(years.playtime_minutes, 0) desc)
        as playtime_place,
    round(
        100.0 * coalesce(years.playtime_minutes, 0)
        / nullif(sum(years.playtime_minutes) over (), 0),
        2
    ) as playtime_percent,
    years.negative_count,
    years.neutral_count,
    years.positive_count,
    round(100.0 * years.positive_count / nullif(opinions.reviews_count, 0), 2)
        as positive_percent,
    round(
        100.0 * opinions.recommended_count / nullif(opinions.reviews_count, 0),
        2
    ) as recommended_percent
from agg.years as years
inner join priced using (year)
inner join opinions using (year)
order by years.year;

comment on view agg.story_years is
'What came out each year and what became of it; one row per release year.';
comment on column agg.story_years.year is
'Release year of the games.';
comment on column agg.story_years.games_count is
'Games released.';
comment on column agg.story_years.games_place is
'Place by games released, from 1; equal years share one.';
comment on column agg.story_years.games_percent is
'Share of all games with a known year in percent, 2 decimals.';
comment on column agg.story_years.free_count is
'Those of them with a price of 0.';
comment on column agg.story_years.free_percent is
'Their share in percent, 2 decimals.';
comment on column agg.story_years.priced_count is
'Those that cost something.';
comment on column agg.story_years.median_price_usd is
'The least price that half of those do not exceed; null where there is none.';
comment on column agg.story_years.copies_count is
'Copies in libraries, of games whose owners are known.';
comment on column agg.story_years.playtime_minutes is
'Minutes over all owners.';
comment on column agg.story_years.playtime_place is
'Place by playtime, from 1; equal years share one.';
comment on column agg.story_years.playtime_percent is
'Share of the playtime of all years in percent, 2 decimals; null without any.';
comment on column agg.story_years.negative_count is
'Reviews of these games with a polarity below 0, of any year.';
comment on column agg.story_years.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column agg.story_years.positive_count is
'Reviews with a polarity above 0.';
comment on column agg.story_years.positive_percent is
'Share of these in percent, 2 decimals; null without reviews.';
comment on column agg.story_years.recommended_percent is
'Share of the reviews that recommend in percent, 2 decimals; null without.';
