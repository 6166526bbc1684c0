-- What did earlier games of the same studios and series cost?  Grain: one row
-- per (game, kind of line).  A game sees only those before it, of them only
-- prices that are not hidden, and as a newcomer none of its own developer's.
create function agg.price_history(
    p_hidden bigint[] default '{}', p_as_newcomer boolean default false
)
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
            priced.developer_id,
            case when hidden.game_id is null then priced.price_usd end
                as price_usd
        from agg.price_sequences as priced
        -- most prices are not hidden
        left join hidden using (game_id)
    ),

    seen as (
        select
            told.game_id,
            told.kind,
            told.developer_id,
            -- the greatest of these is the latest
            max(
                array[told.place, told.price_usd, told.developer_id]
            ) filter (
                where told.price_usd is not null
            ) over earlier as latest,
            coalesce(sum(told.price_usd) over earlier, 0) as all_usd,
            count(told.price_usd) over earlier as all_count,
            -- where no developer is named, no game is known to be its own
            case
                when p_as_newcomer and told.developer_id is not null
                    then coalesce(sum(told.price_usd) over own, 0)
                else 0
            end as own_usd,
            case
                when p_as_newcomer and told.developer_id is not null
                    then count(told.price_usd) over own
                else 0
            end as own_count
        from told
        window
            earlier as (
                partition by told.kind, told.line_key
                order by told.place
                rows between unbounded preceding and 1 preceding
            ),
            own as (
                partition by told.kind, told.line_key, told.developer_id
                order by told.place
                rows between unbounded preceding and 1 preceding
            )
    )

    select
        seen.game_id,
        seen.kind,
        case
            when p_as_newcomer and seen.latest[3] = seen.developer_id
                -- for the latest of the others
                then
                    (seen.all_usd - seen.own_usd)
                    / nullif(seen.all_count - seen.own_count, 0)
            else seen.latest[2]
        end as last_usd,
        (seen.all_usd - seen.own_usd)
        / nullif(seen.all_count - seen.own_count, 0) as mean_usd,
        seen.all_count - seen.own_count as games_count
    from seen;
end;

comment on function agg.price_history(bigint[], boolean) is
'What earlier games of the same studios and series cost, those hidden left '
'out, and of a newcomer those of its own developer; one row per (game, kind '
'of line).';
