-- What did the other games of the same studios and series cost, later ones
-- too?  What agg.price_history_for() would tell of a game if it were not in
-- the catalogue, of usual prices.  Grain: one row per (game, kind of line).
create function agg.price_history_of_others(p_hidden bigint[] default '{}')
returns table (
    game_id bigint,
    kind text,
    last_usd numeric,
    mean_usd numeric,
    games_count bigint
)
language sql
stable
security definer
set search_path = ''
set work_mem = '256MB'
begin atomic
    with

    hidden as (
        select distinct ids.game_id
        from unnest(p_hidden) as ids (game_id)
    ),

    told as (
        select
            priced.kind,
            priced.line_key,
            priced.game_id,
            priced.place,
            case when hidden.game_id is null then priced.usual_usd end
                as price_usd
        from agg.price_sequences as priced
        -- most prices are not hidden
        left join hidden using (game_id)
    ),

    lines as (
        select
            told.kind,
            told.line_key,
            sum(told.price_usd) as all_usd,
            count(told.price_usd) as all_count,
            max(told.place) filter (
                where told.price_usd is not null
            ) as latest_place,
            array_agg(told.price_usd order by told.place desc) filter (
                where told.price_usd is not null
            ) as latest_usd
        from told
        group by told.kind, told.line_key
    )

    select
        told.game_id,
        told.kind,
        -- of the latest game the last but one
        case
            when told.place = lines.latest_place then lines.latest_usd[2]
            else lines.latest_usd[1]
        end as last_usd,
        (lines.all_usd - coalesce(told.price_usd, 0))
        / nullif(lines.all_count - num_nonnulls(told.price_usd), 0)
            as mean_usd,
        lines.all_count - num_nonnulls(told.price_usd) as games_count
    from told
    inner join lines using (kind, line_key);
end;

comment on function agg.price_history_of_others(bigint[]) is
'What the other games of the same studios and series cost, later ones too, '
'those hidden and unusual prices left out; one row per (game, kind of '
'line).';
