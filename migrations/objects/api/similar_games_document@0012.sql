-- GET /v1/games/{game_id}/similar: the games most similar to a game.
create function api.similar_games_document(
    p_game_id bigint,
    p_count integer default 10,
    p_year_from integer default null,
    p_genre text default null,
    p_price_to numeric default null,
    p_free_only boolean default false,
    p_early_access boolean default true,
    p_in_catalogue boolean default true,
    p_genres text[] default null,
    p_genres_any text[] default null,
    p_genres_none text[] default null,
    p_tags text[] default null,
    p_tags_any text[] default null,
    p_tags_none text[] default null,
    p_exclude bigint[] default null,
    p_extras boolean default false,
    p_per_series integer default null
)
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    select
        json_build_object(
            'game_id', games.game_id,
            'model', agg.model_document(),
            'data',
            (
                select coalesce(json_agg(found order by found.place), '[]')
                from
                    api.similar_games(
                        games.game_id, p_count, p_year_from, p_genre,
                        p_price_to, p_free_only, p_early_access, p_in_catalogue,
                        p_genres, p_genres_any, p_genres_none, p_tags,
                        p_tags_any, p_tags_none, p_exclude, p_extras,
                        p_per_series
                    ) as found
            )
        ) as answer
    from api.games
    where games.game_id = p_game_id;
end;

comment on function api.similar_games_document(
    bigint, integer, integer, text, numeric, boolean, boolean, boolean,
    text[], text[], text[], text[], text[], text[], bigint[], boolean, integer
) is
'Similar games as /v1/games/{game_id}/similar answers them; null for an '
'unknown game.';
