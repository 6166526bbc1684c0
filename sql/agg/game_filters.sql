-- What the games of a list must be, from the names that somebody gives.
create function agg.game_filters(
    p_year_from integer,
    p_price_to numeric,
    p_free_only boolean,
    p_early_access boolean,
    p_in_catalogue boolean,
    p_extras boolean,
    p_genres text[],
    p_genres_any text[],
    p_genres_none text[],
    p_tags text[],
    p_tags_any text[],
    p_tags_none text[],
    p_excluded bigint[],
    p_per_series integer
)
returns agg.recommendation_filters
language sql
stable
parallel safe
begin atomic
    select
        row(
            p_year_from,
            p_price_to,
            p_free_only,
            p_early_access,
            p_in_catalogue,
            p_extras,
            agg.genre_ids(p_genres),
            agg.genre_ids(p_genres_any),
            agg.genre_ids(p_genres_none),
            agg.tag_ids(p_tags),
            agg.tag_ids(p_tags_any),
            agg.tag_ids(p_tags_none),
            coalesce(array_remove(p_excluded, null), '{}'),
            p_per_series
        )::agg.recommendation_filters as filters;
end;

comment on function agg.game_filters(
    integer, numeric, boolean, boolean, boolean, boolean, text[], text[],
    text[], text[], text[], text[], bigint[], integer
) is
'What the games of a list must be, from names of genres and tags in any '
'spelling; an unknown one is a label that no game has.';
