-- What the games of a list must be, as the functions of api take it apart.
create type agg.recommendation_filters as (
    year_from integer,
    genre_key text,
    price_to numeric,
    free_only boolean,
    early_access boolean,
    in_catalogue boolean
);

comment on type agg.recommendation_filters is
'What the games of a list must be: null for anything; false for free_only, '
'true for early_access and false for in_catalogue let all in.';
