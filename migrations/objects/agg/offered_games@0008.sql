-- Which games fit wishes?  Of what is unknown about a game none fits.
create function agg.offered_games(p_wishes agg.wishes)
returns table (game_id bigint, game text)
language sql
stable
parallel safe
begin atomic
    select
        games.game_id,
        coalesce(games.name, 'App ' || games.game_id) as game
    from core.games
    where
        (games.is_in_catalogue or not (p_wishes).in_catalogue)
        and (
            (p_wishes).year_from is null
            or games.release_year >= (p_wishes).year_from
        )
        and (
            (p_wishes).price_to is null
            or games.price_usd <= (p_wishes).price_to
        )
        and (games.price_usd = 0 or not (p_wishes).free_only)
        and (games.is_early_access is not true or (p_wishes).early_access)
        and (
            (p_wishes).genre_key is null
            or exists (
                select
                from core.game_genres
                where
                    game_genres.game_id = games.game_id
                    and game_genres.genre_id = (
                        select genres.genre_id
                        from core.genres
                        where genres.name_key = (p_wishes).genre_key
                    )
            )
        );
end;

comment on function agg.offered_games(agg.wishes) is
'Games that fit wishes; a game of unknown year or price fits none that asks '
'for one.';
