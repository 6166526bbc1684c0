-- GET /v1/games/{game_id}/price: what a game costs, and what it should cost.
create function api.game_price_document(p_game_id bigint)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'game_id', details.game_id,
            'game', details.name,
            'name', details.name,
            'price_usd', details.price_usd,
            'predicted_usd', found.predicted_usd,
            'low_usd', found.low_usd,
            'high_usd', found.high_usd,
            'coverage_percent', 80,
            'free_percent', found.free_percent,
            'is_held_out', found.is_held_out,
            'difference_percent', found.difference_percent,
            'verdict', found.verdict,
            'judgement',
            case
                when found.price_usd = 0 then 'free'
                when found.difference_percent < 0
                    then format(
                        'under-priced by %s %%',
                        round(-found.difference_percent)
                    )
                when found.difference_percent >= 0
                    then format(
                        'over-priced by %s %%', round(found.difference_percent)
                    )
            end,
            'genre_percentile', found.genre_percentile,
            'genres',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'genre', genres.name,
                                'percentile', places.percentile,
                                'average_price_usd', prices.average_price_usd,
                                'priced_count', prices.priced_count
                            )
                            order by genres.name
                        ),
                        '[]'
                    )
                from core.game_genres
                inner join core.genres using (genre_id)
                inner join agg.prices_by_genre as prices using (genre_id)
                -- a game without a price has no place
                left join
                    agg.price_ranks_by_genre as places
                    using (genre_id, game_id)
                where game_genres.game_id = details.game_id
            ),
            'accuracy', agg.price_accuracy(null),
            'model', agg.price_model_document()
        ) as answer
    from agg.details_by_game as details
    -- only games of the catalogue have a prediction
    left join api.price_predictions as found using (game_id)
    where details.game_id = p_game_id;
end;

comment on function api.game_price_document(bigint) is
'What a game costs and should cost, as /v1/games/{game_id}/price answers it; '
'null for an unknown game.';
