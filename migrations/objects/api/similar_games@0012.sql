-- Q21: which games are most similar to a game?
create function api.similar_games(
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
    with

    wished as materialized (
        select
            agg.game_filters(
                p_year_from,
                p_price_to,
                p_free_only,
                p_early_access,
                p_in_catalogue,
                -- what is like something that is no game may be none either
                p_extras or exists (
                    select
                    from api.game_variants as asked
                    where asked.game_id = p_game_id and asked.is_extra
                ),
                array_remove(array_append(p_genres, p_genre), null),
                p_genres_any,
                p_genres_none,
                p_tags,
                p_tags_any,
                p_tags_none,
                p_exclude,
                p_per_series
            ) as filters
    ),

    offered as (
        select
            similar_games.*,
            passing.game,
            case
                when p_per_series is not null
                    then
                        row_number() over (
                            partition by
                                series.series_id,
                                case
                                    when series.series_id is null
                                        then passing.game_id
                                end
                            order by similar_games.rank
                        )
            end as place_in_series
        from api.game_similarities as similar_games
        cross join wished
        inner join
            lateral agg.filtered_games(wished.filters) as passing
            on similar_games.similar_game_id = passing.game_id
        left join api.game_variants as series
            on similar_games.similar_game_id = series.game_id
        where similar_games.game_id = p_game_id
    )

    select
        row_number() over (order by offered.rank) as place,
        offered.similar_game_id as game_id,
        offered.game,
        offered.score,
        offered.players_share,
        offered.content_share,
        agg.shared_labels(p_game_id, offered.similar_game_id) as shared
    from offered
    where (offered.place_in_series <= p_per_series) is not false
    order by offered.rank asc
    limit p_count;
end;

comment on function api.similar_games(
    bigint, integer, integer, text, numeric, boolean, boolean, boolean,
    text[], text[], text[], text[], text[], text[], bigint[], boolean, integer
) is
'The games most similar to a game, of those that pass the filters; at most 50, '
'each with what both have in common. '
'An unknown year or price passes no filter; names of genres and tags count in '
'any case of letters. p_extras true lets in what is no game (downloadable '
'content, soundtracks, demos, tools, films); a series has at most p_per_series '
'games; the rest as in recommended_games().';
