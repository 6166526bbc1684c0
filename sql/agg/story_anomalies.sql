-- What should somebody look at?  Each rule says what it looks for; none of them
-- is a proof of anything.  Grain: one row per rule.
create view agg.story_anomalies as
with

rules as (
    select
        listed.place,
        listed.rule
    from (
        values
        (1, 'longer_than_released'),
        (2, 'quarter_of_all_days'),
        (3, 'two_weeks_too_long'),
        (4, 'two_weeks_over_total'),
        (5, 'nothing_played'),
        (6, 'one_studio'),
        (7, 'same_text'),
        (8, 'reviewed_unplayed'),
        (9, 'reviewed_before_release'),
        (10, 'discount_above_price')
    ) as listed (place, rule)
),

-- read once: most items meet no rule
odd_items as (
    select
        items.user_key,
        items.game_id,
        items.playtime_minutes,
        items.playtime_2weeks_minutes,
        case
            when games.is_early_access is not true
                then 1440 * (
                    -- when the minutes were told, or a bound of it
                    coalesce(
                        nullif(items.crawled_on, '-infinity'),
                        (select max(reviews.posted_on) from core.reviews)
                    ) - games.released_on
                )
        end as released_minutes
    from core.items
    inner join core.games using (game_id)
    where
        items.playtime_2weeks_minutes > 20160
        or items.playtime_2weeks_minutes > items.playtime_minutes
        or 4 * items.playtime_minutes > 1440 * (
            coalesce(
                nullif(items.crawled_on, '-infinity'),
                (select max(reviews.posted_on) from core.reviews)
            ) - games.released_on
        )
),

found as (
    select
        rules.rule,
        odd_items.user_key,
        odd_items.game_id,
        rules.value
    from odd_items
    cross join
        lateral (
            values
            (
                'longer_than_released',
                odd_items.playtime_minutes::numeric,
                odd_items.released_minutes > 0
                and odd_items.playtime_minutes > odd_items.released_minutes
            ),
            (
                'quarter_of_all_days',
                odd_items.playtime_minutes::numeric,
                odd_items.released_minutes >= 1440 * 365
                and 4 * odd_items.playtime_minutes > odd_items.released_minutes
                and odd_items.playtime_minutes <= odd_items.released_minutes
            ),
            (
                'two_weeks_too_long',
                odd_items.playtime_2weeks_minutes::numeric,
                odd_items.playtime_2weeks_minutes > 20160
            ),
            (
                'two_weeks_over_total',
                odd_items.playtime_2weeks_minutes::numeric,
                odd_items.playtime_2weeks_minutes > odd_items.playtime_minutes
            )
        ) as rules (rule, value, is_met)
    where rules.is_met
    union all
    select
        'nothing_played' as rule,
        user_key,
        null as game_id,
        items_count::numeric as value
    from agg.spending_by_user
    where items_count >= 100 and playtime_minutes = 0
    union all
    select
        'one_studio' as rule,
        reviewers.user_key,
        null as game_id,
        count(distinct reviewers.game_id)::numeric as value
    from (
        select
            reviews.user_key,
            reviews.game_id,
            studios.studio_id,
            count(*) over (partition by reviews.user_key, studios.studio_id)
                as of_studio_count,
            written.reviews_count
        from core.reviews
        inner join agg.spending_by_user as written using (user_key)
        inner join core.game_studios as studios
            on
                reviews.game_id = studios.game_id
                and studios.role = 'developer'
        where
            written.reviews_count >= 4
            and written.recommended_count = written.reviews_count
    ) as reviewers
    where reviewers.of_studio_count = reviewers.reviews_count
    group by reviewers.user_key
    union all
    select
        'same_text' as rule,
        user_key,
        min(game_id) as game_id,
        count(*)::numeric as value
    from core.reviews
    where length(review) >= 40
    group by user_key, review
    having count(*) >= 2
    union all
    select
        'reviewed_unplayed' as rule,
        reviews.user_key,
        reviews.game_id,
        length(reviews.review)::numeric as value
    from core.reviews
    inner join core.items using (user_key, game_id)
    where items.playtime_minutes = 0 and reviews.review <> ''
    union all
    select
        'reviewed_before_release' as rule,
        reviews.user_key,
        reviews.game_id,
        (games.released_on - reviews.posted_on)::numeric as value
    from core.reviews
    inner join core.games using (game_id)
    where
        reviews.posted_on < games.released_on
        and games.is_early_access is not true
    union all
    select
        'discount_above_price' as rule,
        null as user_key,
        game_id,
        discount_price_usd as value
    from core.games
    where discount_price_usd > price_usd
),

placed as (
    select
        rule,
        user_key,
        game_id,
        value,
        count(*) over (partition by rule) as found_count,
        row_number() over (
            partition by rule order by value desc, user_key asc, game_id asc
        ) as place
    from found
)

select
    rules.rule,
    coalesce(max(placed.found_count), 0) as found_count,
    coalesce(
        json_agg(
            json_build_object(
                'place', placed.place,
                'value', placed.value,
                'user_id', users.user_id,
                'game_id', placed.game_id,
                'game', games.name
            )
            order by placed.place
        ) filter (where placed.place is not null),
        '[]'
    ) as examples
from rules
left join placed on rules.rule = placed.rule and placed.place <= 3
-- a rule may have found nothing, and it is about users or about games
left join core.users on placed.user_key = users.user_key
left join agg.details_by_game as games on placed.game_id = games.game_id
group by rules.place, rules.rule
order by rules.place;

comment on view agg.story_anomalies is
'What is worth a look; one row per rule, whether it found anything or not.';
comment on column agg.story_anomalies.rule is
'longer_than_released: more minutes of a game, not of early access, than '
'there were from its release to the day of the crawl (to the latest review '
'where that is unknown); quarter_of_all_days: more than a quarter of these '
'minutes, six hours a day, over a year or more; two_weeks_too_long: more than '
'20,160 minutes in two weeks; two_weeks_over_total: more in two weeks than in '
'all; nothing_played: a library of 100 games or more, none started; '
'one_studio: 4 reviews or more, all of which recommend, all of games of one '
'developer; same_text: the same words, 40 characters or more, for several '
'games; reviewed_unplayed: a review of an owned game with no minute played; '
'reviewed_before_release: a review of a day before the release, not of early '
'access; discount_above_price.';
comment on column agg.story_anomalies.found_count is
'What it found.';
comment on column agg.story_anomalies.examples is
'The 3 with the largest value: place, value (minutes, games, reviews, '
'characters, days or US dollars), user_id, game_id and game; null where the '
'rule is not about it.';
