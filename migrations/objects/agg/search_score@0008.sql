-- How well does a name, whose words begin with those typed, suit them?
create function agg.search_score(
    p_search_text text, p_typed text, p_popularity bigint
)
returns double precision
language sql
immutable
parallel safe
begin atomic
    select
        case
            when p_search_text = p_typed then 3
            when starts_with(p_search_text, p_typed) then 2
            else 1.5
        end
        + ln(1 + p_popularity) / 10 as score;
end;

comment on function agg.search_score(text, text, bigint) is
'The higher, the better a name that begins with a text, or has a word that '
'does.';
