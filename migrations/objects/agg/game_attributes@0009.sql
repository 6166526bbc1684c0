-- What is known of a game whose price is sought.
create type agg.game_attributes as (
    genre_keys text [],
    tag_keys text [],
    spec_keys text [],
    developer_id integer,
    publisher_id integer,
    title text,
    release_year numeric,
    is_early_access boolean,
    metascore integer,
    store_sentiment text,
    reviews_count integer,
    recommended_percent numeric,
    owners_count bigint,
    players_count bigint,
    playtime_median_minutes numeric
);

comment on type agg.game_attributes is
'What is known of a game whose price is sought; null is unknown, an empty '
'list is none. Names as agg.name_key() writes them; the year may have a '
'fraction.';
