-- What do games cost that are equal to this one in genres, features, developer,
-- year or early access?  The most telling combination that is known and
-- occurs; no row where the model has none.
create function agg.price_combination(p_attributes agg.game_attributes)
returns table (
    clues_mask integer,
    mean_usd double precision,
    games_count integer,
    free_percent double precision,
    base_usd double precision
)
language sql
stable
parallel safe
begin atomic
    select
        cells.clues_mask::integer as clues_mask,
        -- the coarser mean counts as two games
        coalesce(
            (own.games_count * own.mean_usd + 2 * cells.mean_usd)
            / (own.games_count + 2),
            cells.mean_usd
        ) as mean_usd,
        coalesce(own.games_count, cells.games_count)::integer as games_count,
        cells.free_percent,
        everybody.mean_usd as base_usd
    from agg.published_price_model as models
    inner join core.price_combinations as everybody
        on models.model_id = everybody.model_id and everybody.clues_mask = 0
    -- genres 1, specs 4, early access 8, release 16, studios 32
    cross join
        unnest(array[5, 33, 17, 9, 1, 20, 4, 48, 32, 24, 16, 8, 0])
        with ordinality as kinds (clues_mask, place)
    inner join core.price_combinations as cells
        on
            models.model_id = cells.model_id
            and kinds.clues_mask = cells.clues_mask
            and case
                when kinds.clues_mask & 1 > 0
                    then agg.combination_genre_keys(p_attributes)
                else '{}'
            end = cells.genre_keys
            and case
                when kinds.clues_mask & 4 > 0 then (p_attributes).spec_keys
                else '{}'
            end = cells.spec_keys
            and case
                when kinds.clues_mask & 16 > 0
                    then floor((p_attributes).release_year)::smallint
                else 0
            end = cells.release_year
            and case
                when kinds.clues_mask & 8 > 0
                    then (p_attributes).is_early_access
                else false
            end = cells.is_early_access
    -- of a developer the games that are known now
    left join
        agg.price_history_for(
            (p_attributes).developer_id, null, null, null
        ) as own
        on kinds.clues_mask & 32 > 0 and own.kind = 'developer'
    where
        agg.attribute_mask(p_attributes) & kinds.clues_mask = kinds.clues_mask
        and (kinds.clues_mask & 32 = 0 or own.games_count > 0)
        -- of genres that are like no other's these say nothing
        and (
            kinds.clues_mask not in (24, 16, 8)
            or agg.attribute_mask(p_attributes) & 1 = 0
        )
    order by kinds.place
    limit 1;
end;

comment on function agg.price_combination(agg.game_attributes) is
'The mean price of the games equal to this one in the most telling clues that '
'are known, as the published model has learnt it.';
