-- What goes with what?  Spearman's rank correlation, equal values having their
-- mean rank, of every pair of measures over what has both.  Grain: one row per
-- pair of measures of 10 things or more.
create view agg.story_correlations as
with

measured as (
    select
        'games' as subject,
        details.game_id as thing,
        measures.measure,
        measures.value
    from agg.details_by_game as details
    cross join
        lateral (
            values
            ('price', details.price_usd::double precision),
            ('release year', details.release_year::double precision),
            ('owners', details.owners_count::double precision),
            (
                'median playtime',
                details.playtime_median_minutes::double precision
            ),
            (
                'share of owners who played',
                details.players_count::double precision
                / nullif(details.owners_count, 0)
            ),
            ('reviews', nullif(details.reviews_count, 0)::double precision),
            ('metascore', details.metascore::double precision),
            (
                'share of reviews that recommend',
                case
                    when details.reviews_count >= 10
                        then
                            details.recommended_count::double precision
                            / details.reviews_count
                end
            ),
            (
                'share of reviews that read as positive',
                case
                    when details.reviews_count >= 10
                        then
                            details.positive_count::double precision
                            / details.reviews_count
                end
            )
        ) as measures (measure, value)
    where measures.value is not null
    union all
    select
        'users' as subject,
        spending.user_key as thing,
        measures.measure,
        measures.value
    from agg.spending_by_user as spending
    cross join
        lateral (
            values
            (
                'games in the library',
                nullif(spending.items_count, 0)::double precision
            ),
            (
                'playtime',
                nullif(spending.playtime_minutes, 0)::double precision
            ),
            (
                'reviews written',
                nullif(spending.reviews_count, 0)::double precision
            ),
            (
                'share of reviews that recommend',
                spending.recommended_count::double precision
                / nullif(spending.reviews_count, 0)
            )
        ) as measures (measure, value)
    where measures.value is not null
),

paired as (
    select
        one.subject,
        one.measure,
        other.measure as other_measure,
        one.value,
        other.value as other_value
    from measured as one
    inner join measured as other using (subject, thing)
    where one.measure < other.measure collate "C"
),

ranked as (
    select
        subject,
        measure,
        other_measure,
        rank() over (
            partition by subject, measure, other_measure order by value
        ) + (
            count(*) over (
                partition by subject, measure, other_measure, value
            ) - 1
        ) / 2.0::double precision as place,
        rank() over (
            partition by subject, measure, other_measure order by other_value
        ) + (
            count(*) over (
                partition by subject, measure, other_measure, other_value
            ) - 1
        ) / 2.0::double precision as other_place
    from paired
),

correlated as (
    select
        subject,
        measure,
        other_measure,
        count(*) as things_count,
        corr(place, other_place) as coefficient
    from ranked
    group by subject, measure, other_measure
    having count(*) >= 10
)

select
    subject,
    row_number() over (
        partition by subject
        order by abs(coefficient) desc, measure asc, other_measure asc
    ) as place,
    measure,
    other_measure,
    things_count,
    round(coefficient::numeric, 3) as coefficient
from correlated
-- no rank goes with what is the same for all
where coefficient is not null
order by subject, place;

comment on view agg.story_correlations is
'Spearman''s rank correlations; one row per pair of measures that 10 things or '
'more have, and that are not the same for all.';
comment on column agg.story_correlations.subject is
'Of what: ''games'' or ''users''.';
comment on column agg.story_correlations.place is
'Place by strength among the pairs of a subject, from 1.';
comment on column agg.story_correlations.measure is
'The one measure, in words. Shares of a game''s reviews are of games with 10 '
'reviews or more; of users libraries, playtime and reviews count from 1.';
comment on column agg.story_correlations.other_measure is
'The other measure.';
comment on column agg.story_correlations.things_count is
'Games or users of which both are known.';
comment on column agg.story_correlations.coefficient is
'Spearman''s coefficient, -1 to 1, 3 decimals.';
