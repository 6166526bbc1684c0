-- What is there twice?  Grain: one row per rule.
create view agg.story_duplicates as
with

games as (
    select
        sum(named.games_count) as of_count,
        sum(named.games_count) filter (where named.games_count > 1)
            as rows_count
    from (
        select count(*) as games_count
        from core.games
        where is_in_catalogue and name is not null
        group by name
    ) as named
),

reviews as (
    select
        sum(written.reviews_count) as of_count,
        sum(written.reviews_count) filter (where written.reviews_count > 1)
            as rows_count
    from (
        select count(*) as reviews_count
        from core.reviews
        where review is not null
        group by review
    ) as written
),

users as (
    select
        sum(known.users_count) as of_count,
        sum(known.users_count) filter (where known.users_count > 1)
            as rows_count
    from (
        select count(*) as users_count
        from core.users
        where steam_id is not null
        group by steam_id
    ) as known
),

titles as (
    select
        sum(works.titles_count) as of_count,
        sum(works.titles_count) filter (where works.titles_count > 1)
            as rows_count
    from (
        select count(*) as titles_count
        from core.titles
        group by work_id
    ) as works
),

collapsed as (
    select
        merged.key as name,
        sum((merged.value ->> 'staged')::bigint) as of_count,
        sum((merged.value ->> 'collapsed')::bigint) as rows_count
    from core.loads
    cross join lateral jsonb_each(loads.counts -> 'merge') as merged
    where
        loads.kind = 'load'
        and loads.status = 'published'
        and merged.key in (
            'games', 'users', 'items', 'reviews', 'titles', 'ratings'
        )
    group by merged.key
),

found as (
    select
        1 as place,
        'games with the name of another' as rule,
        coalesce(games.rows_count, 0) as rows_count,
        games.of_count
    from games
    union all
    select
        2 as place,
        'reviews with the very text of another' as rule,
        coalesce(reviews.rows_count, 0) as rows_count,
        reviews.of_count
    from reviews
    union all
    select
        3 as place,
        'users with the account number of another' as rule,
        coalesce(users.rows_count, 0) as rows_count,
        users.of_count
    from users
    union all
    select
        4 as place,
        'titles that are on another platform too' as rule,
        coalesce(titles.rows_count, 0) as rows_count,
        titles.of_count
    from titles
    union all
    select
        5 as place,
        'records of ' || collapsed.name || ' that repeat another in the files'
            as rule,
        collapsed.rows_count,
        collapsed.of_count
    from collapsed
)

select
    rule,
    rows_count,
    of_count,
    round(100.0 * rows_count / of_count, 2) as rows_percent
from found
where of_count > 0
order by place, rule;

comment on view agg.story_duplicates is
'What is there twice, in the data and in the files; one row per rule that has '
'anything to look at.';
comment on column agg.story_duplicates.rule is
'What counts as twice, in words.';
comment on column agg.story_duplicates.rows_count is
'What meets the rule; of the files, what was left out for it.';
comment on column agg.story_duplicates.of_count is
'What was looked at.';
comment on column agg.story_duplicates.rows_percent is
'The share that meets it in percent, 2 decimals.';
