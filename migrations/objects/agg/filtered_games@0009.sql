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
        and (
            (p_filters).genre_key is null
            or exists (
                select
                from core.game_genres
                where
                    game_genres.game_id = games.game_id
                    and game_genres.genre_id = (
                        select genres.genre_id
                        from core.genres
                        where genres.name_key = (p_filters).genre_key
                    )
            )
        );
end;

comment on function agg.filtered_games(agg.recommendation_filters) is
'Games that pass filters; a game of unknown year or price passes none that '
'asks for one.';
