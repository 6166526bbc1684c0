-- What did the games of studios and of a series cost, all of them?  What a
-- game would see that is yet to come, of usual prices.  Grain: one row per
-- kind of line.
create function agg.price_history_for(
    p_developer_id integer,
    p_publisher_id integer,
    p_series text,
    p_is_extra boolean
)
returns table (
    kind text,
    last_usd numeric,
    mean_usd numeric,
    games_count bigint
)
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        known.kind,
        (max(array[priced.place, priced.usual_usd]))[2] as last_usd,
        avg(priced.usual_usd) as mean_usd,
        count(priced.usual_usd) as games_count
    from
        agg.price_sequence_keys(
            p_developer_id, p_publisher_id, p_series, p_is_extra
        ) as known
    -- nobody may have made anything there yet
    left join agg.price_sequences as priced
        on
            known.kind = priced.kind
            and known.line_key = priced.line_key
            and priced.usual_usd is not null
    group by known.kind;
end;

comment on function agg.price_history_for(integer, integer, text, boolean) is
'What the games of studios and of a series cost, as a game yet to come sees '
'them, unusual prices left out; one row per kind of line.';
