-- Q21: which games are most similar to a game?
create function api.similar_games(
    p_game_id bigint,
    p_count integer default 10,
    p_year_from integer default null,
    p_genre text default null,
    p_price_to numeric default null,
    p_free_only boolean default false,
    p_early_access boolean default true,
    p_in_catalogue boolean default true
)
returns table (
    place bigint,
    game_id bigint,
    game text,
    score real,
    players_share real,
    content_share real,
    shared json
)
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        row_number() over (order by similar_games.rank) as place,
        offered.game_id,
        offered.game,
        similar_games.score,
        similar_games.players_share,
        similar_games.content_share,
        agg.shared_labels(p_game_id, offered.game_id) as shared
    from api.game_similarities as similar_games
    inner join
        agg.filtered_games(
            row(
                p_year_from,
                api.name_key(p_genre),
                p_price_to,
                p_free_only,
                p_early_access,
                p_in_catalogue
            )::agg.recommendation_filters
        ) as offered
        on similar_games.similar_game_id = offered.game_id
    where similar_games.game_id = p_game_id
    order by similar_games.rank asc
    limit p_count;
end;

comment on function api.similar_games(
    bigint, integer, integer, text, numeric, boolean, boolean, boolean
) is
'The games most similar to a game, of those that pass the filters; at most 50, '
'each with what both have in common. '
'An unknown year or price passes no filter; a genre counts in any case of '
'letters.';
