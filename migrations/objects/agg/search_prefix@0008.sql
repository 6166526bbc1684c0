-- Names whose words begin with the words typed: the p_count best are among
-- them.  From the most popular names down, step by step; names of lower steps
-- are only looked at while there are not enough, and after that only those
-- that begin with the whole text, and that are the text: both count more.
create function agg.search_prefix(p_query text, p_count integer, p_kind text)
returns table (
    kind text,
    id text,
    name text,
    popularity bigint,
    score real
)
language sql
stable
parallel safe
begin atomic
    with recursive

    typed as (
        select
            queries.search_text,
            queries.begun,
            queries.started,
            queries.equalled,
            coalesce(p_count, 2147483647) as wanted_count
        from agg.search_queries(p_query, p_kind) as queries
    ),

    walked as (
        select
            ascii('i') + 1 as step,
            0::bigint as begun_count,
            0::bigint as started_count,
            0::bigint as equalled_count,
            null::agg.search_names[] as found
        union all
        select
            walked.step - 1 as step,
            walked.begun_count + here.begun_count as begun_count,
            walked.started_count + here.started_count as started_count,
            walked.equalled_count + here.equalled_count as equalled_count,
            here.found
        from walked
        cross join typed
        cross join
            lateral (
                select
                    count(*) as begun_count,
                    count(*) filter (
                        where starts_with(names.search_text, typed.search_text)
                    ) as started_count,
                    count(*) filter (
                        where names.search_text = typed.search_text
                    ) as equalled_count,
                    array_agg(names) as found
                from agg.search_names as names
                where
                    names.words @@ replace(
                        case
                            when walked.begun_count < typed.wanted_count
                                then typed.begun
                            when walked.started_count < typed.wanted_count
                                then typed.started
                            else typed.equalled
                        end,
                        '~',
                        chr(walked.step - 1)
                    )::tsquery
            ) as here
        where
            walked.step > ascii('a')
            and walked.equalled_count < typed.wanted_count
    )

    select
        names.kind,
        names.id,
        names.name,
        names.popularity,
        agg.search_score(
            names.search_text, typed.search_text, names.popularity
        )::real as score
    from walked
    cross join typed
    cross join lateral unnest(walked.found) as names;
end;

comment on function agg.search_prefix(text, integer, text) is
'Names whose words begin with those typed, the p_count best among them.';
