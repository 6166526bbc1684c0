-- What do games say of those that are like them, by what they are?  The part
-- of the similarity that is due to content, to the power of 4: what is much
-- like one game goes before what is a little like many.  In millionths, as
-- whole numbers, so that no plan changes a sum of them.
create function agg.content_weights(p_games bigint[])
returns table (game_id bigint, recommended_game_id bigint, weight bigint)
language sql
stable
parallel safe
begin atomic
    select
        lists.game_id,
        listed.game_id as recommended_game_id,
        round(
            1000000
            * power(
                listed.score::double precision * (1 - listed.players_share), 4
            )
        )::bigint as weight
    from agg.published_model
    inner join core.game_similarities as lists using (model_id)
    cross join
        lateral unnest(
            lists.similar_game_ids, lists.scores, lists.players_shares
        ) as listed (game_id, score, players_share)
    where lists.game_id = any(p_games);
end;

comment on function agg.content_weights(bigint[]) is
'What games say of those in their lists of similar games, by content alone, '
'in millionths.';
