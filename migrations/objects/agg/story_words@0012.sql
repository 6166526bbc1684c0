-- Which words tell reviews that recommend from those that do not?  Log-odds
-- with an informative Dirichlet prior (Monroe, Colaresi and Quinn: Fightin'
-- Words, 2008), of how many reviews have a word: the prior is 1,000 mentions,
-- shared out as all reviews share theirs.  By the users' own verdict, as a
-- polarity is itself computed from words.  Grain: one row per (side, place).
create view agg.story_words as
with

counted as (
    select
        words.word,
        count(*) filter (where reviews.is_recommended) as yes_count,
        count(*) filter (where not reviews.is_recommended) as no_count
    from core.reviews
    cross join
        lateral (
            select distinct btrim(pieces.word, '''') as word
            from
                regexp_split_to_table(
                    lower(reviews.review), '[^[:alpha:]'']+'
                ) as pieces (word)
            where length(btrim(pieces.word, '''')) between 2 and 30
        ) as words
    group by words.word
),

totals as (
    select
        sum(yes_count) as yes_count,
        sum(no_count) as no_count,
        1000.0 / sum(yes_count + no_count) as mentions
    from counted
),

-- with what is expected of a word before it is counted
expected as (
    select
        counted.word,
        counted.yes_count,
        counted.no_count,
        counted.yes_count + (
            totals.mentions * (counted.yes_count + counted.no_count)
        )::double precision as for_it,
        counted.no_count + (
            totals.mentions * (counted.yes_count + counted.no_count)
        )::double precision as against_it
    from counted
    cross join totals
    where counted.yes_count + counted.no_count >= 5
),

scored as (
    select
        expected.word,
        expected.yes_count,
        expected.no_count,
        (
            ln(expected.for_it / (totals.yes_count + 1000 - expected.for_it))
            - ln(
                expected.against_it
                / (totals.no_count + 1000 - expected.against_it)
            )
        ) / sqrt(1 / expected.for_it + 1 / expected.against_it) as z
    from expected
    cross join totals
    where totals.yes_count > 0 and totals.no_count > 0
),

placed as (
    select
        word,
        yes_count,
        no_count,
        z,
        case when z > 0 then 'recommended' else 'not recommended' end as side,
        row_number() over (
            partition by (z > 0) order by abs(z) desc, word collate "C" asc
        ) as place
    from scored
    where z <> 0
)

select
    placed.side,
    placed.place,
    placed.word,
    placed.yes_count as recommended_count,
    placed.no_count as not_recommended_count,
    round(
        100.0 * placed.yes_count / (placed.yes_count + placed.no_count), 2
    ) as recommended_percent,
    round(placed.z::numeric, 2) as z
from placed
where placed.place <= 30
order by placed.side desc, placed.place asc;

comment on view agg.story_words is
'Words that tell reviews that recommend from those that do not; one row per '
'(side, place), 30 places each, none while all reviews say the same.';
comment on column agg.story_words.side is
'''recommended'' or ''not recommended'': where the word is more frequent.';
comment on column agg.story_words.place is
'Place by how surely it is, from 1.';
comment on column agg.story_words.word is
'The word, in small letters, as users wrote it: 2 to 30 letters, in 5 reviews '
'or more.';
comment on column agg.story_words.recommended_count is
'Reviews with it that recommend their game.';
comment on column agg.story_words.not_recommended_count is
'Reviews with it that do not.';
comment on column agg.story_words.recommended_percent is
'The share of the former in percent, 2 decimals.';
comment on column agg.story_words.z is
'Its log-odds by their standard error, 2 decimals: above 0 where it is more '
'frequent in reviews that recommend.';
