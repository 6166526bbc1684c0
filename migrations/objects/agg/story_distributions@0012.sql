-- How is it spread?  Quarters, a histogram, and Tukey's fences: one and a half
-- times the middle half beyond it, on a logarithmic scale where the measure has
-- no upper end.  Grain: one row per measure.
create view agg.story_distributions as
with

scales as (
    select
        listed.place,
        listed.measure,
        listed.is_log,
        case
            when listed.is_log
                then array(
                    select
                        trim_scale(
                            (array[1, 2, 5])[numbers.number % 3 + 1]
                            * 10::numeric ^ (numbers.number / 3 - 2)
                        )
                    from generate_series(0, 32) as numbers (number)
                    order by numbers.number
                )
            else array(
                select (listed.step * numbers.number)::numeric
                from generate_series(0, 100) as numbers (number)
                order by numbers.number
            )
        end as bounds
    from
        (
            values
            (1, 'playtime_minutes', true, null),
            (2, 'user_minutes', true, null),
            (3, 'library_games', true, null),
            (4, 'owners', true, null),
            (5, 'price_usd', true, null),
            (6, 'user_reviews', true, null),
            (7, 'game_reviews', true, null),
            (8, 'review_characters', true, null),
            (9, 'metascore', false, 5),
            (10, 'movie_minutes', false, 15),
            (11, 'series_seasons', true, null)
        ) as listed (place, measure, is_log, step)
),

measured as (
    select
        'playtime_minutes' as measure,
        playtime_minutes::numeric as value,
        count(*) as things_count
    from core.items
    where playtime_minutes > 0
    group by playtime_minutes
    union all
    select
        of_user.measure,
        of_user.value,
        count(*) as things_count
    from agg.spending_by_user as spending
    cross join
        lateral (
            values
            ('user_minutes', spending.playtime_minutes::numeric),
            ('library_games', spending.items_count::numeric),
            ('user_reviews', spending.reviews_count::numeric)
        ) as of_user (measure, value)
    where of_user.value > 0
    group by of_user.measure, of_user.value
    union all
    select
        games.measure,
        games.value,
        count(*) as things_count
    from agg.details_by_game as details
    cross join
        lateral (
            values
            ('owners', details.owners_count::numeric),
            ('price_usd', details.price_usd),
            ('game_reviews', details.reviews_count::numeric)
        ) as games (measure, value)
    where games.value > 0
    group by games.measure, games.value
    union all
    select
        'metascore' as measure,
        metascore::numeric as value,
        count(*) as things_count
    from core.games
    where metascore is not null
    group by metascore
    union all
    select
        'review_characters' as measure,
        length(review)::numeric as value,
        count(*) as things_count
    from core.reviews
    where review <> ''
    group by length(review)
    union all
    select
        case duration_unit
            when 'minute' then 'movie_minutes' else 'series_seasons'
        end as measure,
        duration::numeric as value,
        count(*) as things_count
    from core.titles
    where (kind, duration_unit) in (('movie', 'minute'), ('series', 'season'))
    group by duration_unit, duration
),

placed as (
    select
        measured.measure,
        measured.value,
        measured.things_count,
        width_bucket(measured.value, scales.bounds) as bin,
        sum(measured.things_count) over (
            partition by measured.measure
            order by measured.value
        ) as upto_count,
        sum(measured.things_count) over (partition by measured.measure)
            as values_count
    from measured
    inner join scales using (measure)
),

summed as (
    select
        measure,
        values_count,
        min(value) as lowest,
        min(value) filter (where upto_count >= 0.25 * values_count) as p25,
        min(value) filter (where upto_count >= 0.5 * values_count) as median,
        min(value) filter (where upto_count >= 0.75 * values_count) as p75,
        min(value) filter (where upto_count >= 0.99 * values_count) as p99,
        max(value) as highest,
        sum(value * things_count) / values_count as mean,
        min(bin) as least_bin,
        max(bin) as most_bin
    from placed
    group by measure, values_count
),

fenced as (
    select
        scales.place,
        scales.is_log,
        scales.bounds,
        summed.measure,
        summed.values_count,
        summed.lowest,
        summed.p25,
        summed.median,
        summed.p75,
        summed.p99,
        summed.highest,
        summed.mean,
        summed.least_bin,
        summed.most_bin,
        case
            when scales.is_log
                then summed.p25 / (summed.p75 / summed.p25) ^ 1.5
            else summed.p25 - 1.5 * (summed.p75 - summed.p25)
        end as low_fence,
        case
            when scales.is_log
                then summed.p75 * (summed.p75 / summed.p25) ^ 1.5
            else summed.p75 + 1.5 * (summed.p75 - summed.p25)
        end as high_fence
    from summed
    inner join scales using (measure)
),

binned as (
    select
        measure,
        bin,
        sum(things_count) as things_count
    from placed
    group by measure, bin
)

select
    fenced.place,
    fenced.measure,
    fenced.values_count,
    fenced.lowest,
    fenced.p25,
    fenced.median,
    fenced.p75,
    fenced.p99,
    fenced.highest,
    round(fenced.mean, 2) as mean,
    fenced.is_log,
    round(fenced.low_fence, 2) as low_fence,
    round(fenced.high_fence, 2) as high_fence,
    outliers.low_count,
    outliers.high_count,
    round(
        100.0 * (outliers.low_count + outliers.high_count)
        / fenced.values_count,
        2
    ) as outliers_percent,
    histograms.bins
from fenced
cross join
    lateral (
        select
            coalesce(
                sum(placed.things_count)
                filter (where placed.value < fenced.low_fence),
                0
            ) as low_count,
            coalesce(
                sum(placed.things_count)
                filter (where placed.value > fenced.high_fence),
                0
            ) as high_count
        from placed
        where placed.measure = fenced.measure
    ) as outliers
cross join
    lateral (
        select
            json_agg(
                json_build_object(
                    'from', fenced.bounds[numbers.bin],
                    'to', fenced.bounds[numbers.bin + 1],
                    'things_count', coalesce(binned.things_count, 0)
                )
                order by numbers.bin
            ) as bins
        from
            generate_series(fenced.least_bin, fenced.most_bin)
                as numbers (bin)
        -- a gap is a bin too
        left join binned
            on
                numbers.bin = binned.bin
                and fenced.measure = binned.measure
    ) as histograms
order by fenced.place;

comment on view agg.story_distributions is
'How measures are spread; one row per measure of which anything is known.';
comment on column agg.story_distributions.place is
'Place in the list, from 1.';
comment on column agg.story_distributions.measure is
'The measure: minutes of a played game in a library (playtime_minutes); of a '
'user the minutes, the games and the reviews (user_minutes, library_games, '
'user_reviews); of a game the owners, the price where it costs something, the '
'reviews and the metascore (owners, price_usd, game_reviews, metascore); '
'review_characters, movie_minutes and series_seasons.';
comment on column agg.story_distributions.values_count is
'Values above 0; of the metascore all.';
comment on column agg.story_distributions.lowest is
'The lowest.';
comment on column agg.story_distributions.p25 is
'The least value that a quarter does not exceed.';
comment on column agg.story_distributions.median is
'The least value that half do not exceed.';
comment on column agg.story_distributions.p75 is
'The least value that three quarters do not exceed.';
comment on column agg.story_distributions.p99 is
'The least value that 99 in 100 do not exceed.';
comment on column agg.story_distributions.highest is
'The highest.';
comment on column agg.story_distributions.mean is
'The mean, 2 decimals.';
comment on column agg.story_distributions.is_log is
'Whether bins and fences are on a logarithmic scale.';
comment on column agg.story_distributions.low_fence is
'What is less is an outlier: p25 less 1.5 times the middle half.';
comment on column agg.story_distributions.high_fence is
'What is more is an outlier: p75 and 1.5 times the middle half.';
comment on column agg.story_distributions.low_count is
'Outliers below.';
comment on column agg.story_distributions.high_count is
'Outliers above.';
comment on column agg.story_distributions.outliers_percent is
'Share of both in percent, 2 decimals.';
comment on column agg.story_distributions.bins is
'The histogram: from (included), to (excluded; null for the last possible) '
'and things_count, gaps included.';
