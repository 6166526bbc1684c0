-- Names that a text may mean as it is spelled: the p_count best are among
-- them.  From the most popular names down, step by step; names of lower steps
-- are only looked at while there are not enough, and after that only those
-- that have its words whole, and that are the text: both count more.
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
            queries.whole,
            queries.equalled,
            coalesce(p_count, 2147483647) as wanted_count
        from agg.search_queries(p_query, p_kind) as queries
    ),

    steps as materialized (
        select
            places.step,
            typed.search_text,
            typed.wanted_count,
            replace(typed.begun, '~', chr(places.step))::tsquery as begun,
            replace(typed.whole, '~', chr(places.step))::tsquery as whole,
            replace(typed.equalled, '~', chr(places.step))::tsquery as equalled
        from typed
        cross join generate_series(ascii('a'), ascii('i')) as places (step)
    ),

    walked as (
        select
            ascii('i') + 1 as step,
            0::bigint as begun_count,
            0::bigint as whole_count,
            0::bigint as equalled_count,
            null::agg.search_names[] as found
        union all
        select
            steps.step,
            walked.begun_count + here.begun_count as begun_count,
            walked.whole_count + here.whole_count as whole_count,
            walked.equalled_count + here.equalled_count as equalled_count,
            here.found
        from walked
        inner join steps on walked.step - 1 = steps.step
        cross join
            lateral (
                select
                    count(*) as begun_count,
                    count(*) filter (
                        where names.words @@ steps.whole
                    ) as whole_count,
                    count(*) filter (
                        where names.words @@ steps.equalled
                    ) as equalled_count,
                    array_agg(names) as found
                from agg.search_names as names
                where
                    names.words @@ case
                        when walked.begun_count < steps.wanted_count
                            then steps.begun
                        when walked.whole_count < steps.wanted_count
                            then steps.whole
                        else steps.equalled
                    end
            ) as here
        where walked.equalled_count < steps.wanted_count
    )

    select
        names.kind,
        names.id,
        names.name,
        names.popularity,
        agg.search_score(
            names.name,
            names.search_text,
            names.popularity,
            p_query,
            steps.search_text,
            names.words @@ steps.equalled,
            names.words @@ steps.whole
        )::real as score
    from walked
    inner join steps using (step)
    cross join lateral unnest(walked.found) as names;
end;

comment on function agg.search_prefix(text, integer, text) is
'Names that a text may mean as it is spelled, the p_count best among them.';
