-- Which games pass filters?  What is unknown of a game passes none.
create function agg.filtered_games(p_filters agg.recommendation_filters)
returns table (game_id bigint, game text)
language sql
stable
parallel safe
begin atomic
    select
        games.game_id,
        agg.game_name(games.game_id, games.name) as game
    from core.games
    where
        (games.is_in_catalogue or not (p_filters).in_catalogue)
        and (
            (p_filters).year_from is null
            or games.release_year >= (p_filters).year_from
        )
        and (
            (p_filters).price_to is null
            or games.price_usd <= (p_filters).price_to
        )
        and (games.price_usd = 0 or not (p_filters).free_only)
        and (games.is_early_access is not true or (p_filters).early_access)
        and games.game_id <> all((p_filters).excluded_game_ids)
        and (
            coalesce(
                (p_filters).genre_ids,
                (p_filters).any_genre_ids,
                (p_filters).no_genre_ids,
                (p_filters).tag_ids,
                (p_filters).any_tag_ids,
                (p_filters).no_tag_ids
            ) is null
            or exists (
                select
                from agg.labels_by_game as labels
                where
                    labels.game_id = games.game_id
                    and labels.genre_ids
                    @> coalesce((p_filters).genre_ids, '{}')
                    and labels.tag_ids @> coalesce((p_filters).tag_ids, '{}')
                    and (labels.genre_ids && (p_filters).any_genre_ids)
                    is not false
                    and (labels.tag_ids && (p_filters).any_tag_ids)
                    is not false
                    and (labels.genre_ids && (p_filters).no_genre_ids)
                    is not true
                    and (labels.tag_ids && (p_filters).no_tag_ids)
                    is not true
            )
        )
        and (
            (p_filters).extras
            or not exists (
                select
                from core.game_variants as variants
                where
                    variants.model_id = (
                        select published.model_id
                        from agg.published_model as published
                    )
                    and variants.game_id = games.game_id
                    and variants.is_extra
            )
        );
end;

comment on function agg.filtered_games(agg.recommendation_filters) is
'Games that pass filters; a game of unknown year or price passes none that '
'asks for one.';
