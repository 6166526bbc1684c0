-- How well does a name suit a text?  A name that is the text comes before all
-- others; then counts how the text was found in it, and popularity in steps of
-- four times; within a step how much of the name was typed, whether it begins
-- so, and popularity.
create function agg.search_score(
    p_name text,
    p_name_text text,
    p_popularity bigint,
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
    -- an expression without "from", so that Postgres puts it where it is called
    select
        case
            when not p_is_equalled then case when p_is_whole then 2 else 1.5 end
            when p_name = p_query then 8
            when p_name_text = p_search_text then 6
            -- its letters alone: "fear" is F.E.A.R., but "ark" seldom AR-K
            when agg.search_key(p_name_text) = agg.search_key(p_search_text)
                then 2.25
            -- its id
            else 4
        end
        + (
            ascii(agg.search_step(p_popularity)) - ascii('a')
            + 0.2 * least(
                1,
                ln(1 + p_popularity) / ln(4)
                - (ascii(agg.search_step(p_popularity)) - ascii('a'))
            )
            + 0.6 * least(
                1,
                length(p_search_text)::double precision / length(p_name_text)
            )
            + case
                when starts_with(p_name_text, p_search_text) then 0.19 else 0
            end
        )
        * ln(4) / 10 as score;
end;

comment on function agg.search_score(
    text, text, bigint, text, text, boolean, boolean
) is
'How well a name suits what was typed; the higher, the better.';
