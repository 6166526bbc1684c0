-- What the games of a list must be, as agg.game_filters() makes it of the
-- arguments that the functions of api have in common.
create type agg.recommendation_filters as (
    year_from integer,
    price_to numeric,
    free_only boolean,
    early_access boolean,
    in_catalogue boolean,
    extras boolean,
    genre_ids integer[],
    any_genre_ids integer[],
    no_genre_ids integer[],
    tag_ids integer[],
    any_tag_ids integer[],
    no_tag_ids integer[],
    excluded_game_ids bigint[],
    per_series integer
);

comment on type agg.recommendation_filters is
'What the games of a list must be: null for anything; false for free_only, '
'true for early_access and for extras, and false for in_catalogue let all in. '
'A game has all of genre_ids, one of any_genre_ids and none of no_genre_ids; '
'of a series a list has at most per_series games.';
