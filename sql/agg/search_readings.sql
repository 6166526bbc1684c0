-- What may a text mean that somebody types?  An address of the store or of a
-- profile means the game or the user; else the text as it is, with digits apart
-- from letters, and with an alias put in words.
create function agg.search_readings(p_query text)
returns table (
    place integer,
    kind text,
    reading text
)
language sql
immutable
parallel safe
begin atomic
    with

    addresses as (
        select
            substring(
                p_query
                from
                '(?i)(?:steam(?:powered|community)\.com/(?:\w+/)?(?:app|stats)'
                || '|steam:/(?:/\w+)+|steamdb\.info/app|s\.team/a)/(\d+)'
            ) as game_id,
            substring(
                p_query from '(?i)steamcommunity\.com/(?:id|profiles)/([\w-]+)'
            ) as user_id
    ),

    typed as (
        select
            case
                when addresses.game_id is not null then 'game'
                when addresses.user_id is not null then 'user'
            end as kind,
            agg.search_text(
                coalesce(addresses.game_id, addresses.user_id, p_query)
            ) as reading
        from addresses
    ),

    parted as (
        select
            typed.kind,
            typed.reading,
            regexp_replace(
                typed.reading,
                '(?<=[[:alpha:]])(?=[0-9])|(?<=[0-9])(?=[[:alpha:]])',
                ' ',
                'g'
            ) as parts
        from typed
        where typed.reading is not null
    ),

    aliased as (
        select
            parted.kind,
            trim(
                replace(
                    ' ' || said.reading || ' ',
                    ' ' || aliases.alias || ' ',
                    ' ' || aliases.meaning || ' '
                )
            ) as reading
        from parted
        cross join
            unnest(array[parted.reading, parted.parts]) as said (reading)
        inner join agg.search_aliases as aliases
            on
                strpos(
                    ' ' || said.reading || ' ', ' ' || aliases.alias || ' '
                ) > 0
        where parted.kind is null
        order by length(aliases.alias) desc, aliases.alias asc, said.reading asc
        limit 1
    )

    select
        1 as place,
        parted.kind,
        parted.reading
    from parted
    union all
    select
        2 as place,
        parted.kind,
        parted.parts as reading
    from parted
    where parted.parts <> parted.reading and parted.kind is null
    union all
    select
        3 as place,
        aliased.kind,
        aliased.reading
    from aliased
    union all
    -- the first of a series
    select
        4 as place,
        parted.kind,
        left(parted.parts, -2) as reading
    from parted
    where parted.parts ~ '. 1$' and parted.kind is null;
end;

comment on function agg.search_readings(text) is
'What a text that is typed may mean, as agg.search_text() writes it: 1 itself, '
'2 with digits apart from letters, 3 without aliases, 4 without a last 1; the '
'kind if it is an address of a game or user.';
