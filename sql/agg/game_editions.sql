-- Which ids are the same games as these?  Themselves, and their other editions.
create function agg.game_editions(p_games bigint[])
returns bigint[]
language sql
stable
parallel safe
begin atomic
    select
        p_games || array(
            select editions.game_id
            from core.game_variants as given
            inner join core.game_variants as editions
                using (model_id, main_game_id)
            where
                given.game_id = any(p_games)
                and given.model_id = (
                    select published.model_id
                    from agg.published_model as published
                )
        ) as game_ids;
end;

comment on function agg.game_editions(bigint[]) is
'Ids of games and of their other editions.';
