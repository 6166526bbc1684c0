-- How well does a name suit a text?  A name that is the text comes before all
-- others; then counts how the text was found in it, and popularity in steps of
-- four times; within a step how much of the name was typed, whether it begins
-- so, and popularity.
create function agg.search_score(
    p_name agg.search_names,
    p_query text,
    p_search_text text,
    p_is_equalled boolean,
    p_is_whole boolean
)
returns double precision
language sql
immutable
parallel safe
begin atomic
    select
        case
            when p_is_equalled and (p_name).name = p_query then 8
            when p_is_equalled and (p_name).search_text = p_search_text then 6
            -- its letters alone: "fear" is F.E.A.R., but "ark" seldom AR-K
            when
                p_is_equalled
                and agg.search_key((p_name).search_text)
                = agg.search_key(p_search_text)
                then 2.25
            -- its id
            when p_is_equalled then 4
            when p_is_whole then 2
            else 1.5
        end
        + (
            ranked.step
            + 0.2 * least(1, ranked.popularity - ranked.step)
            + 0.6 * least(
                1,
                length(p_search_text)::double precision
                / length((p_name).search_text)
            )
            + case
                when starts_with((p_name).search_text, p_search_text) then 0.19
                else 0
            end
        )
        * ln(4) / 10 as score
    from
        (
            select
                ascii(agg.search_step((p_name).popularity))
                - ascii('a') as step,
                ln(1 + (p_name).popularity) / ln(4) as popularity
        ) as ranked;
end;

comment on function agg.search_score(
    agg.search_names, text, text, boolean, boolean
) is
'The higher, the better a name that a text may mean.';
