-- The aggregates that are tables: which keys their rows follow.  Each has a
-- view of its name and _definition, which says what its rows are.
create view agg.keyed_aggregates as
select
    keyed.aggregate,
    keyed.kind,
    keyed.key_column
from (
    values
    ('playtime_by_game', 'game', 'game_id'),
    ('playtime_by_genre_user', 'genre', 'genre_id'),
    ('playtime_by_genre_user', 'user', 'user_key'),
    ('playtime_by_genre_user_year', 'genre_top', 'genre_id'),
    ('spending_by_user', 'user', 'user_key'),
    ('names_by_game', 'game', 'game_id'),
    ('labels_by_game', 'game', 'game_id'),
    ('details_by_game', 'game', 'game_id'),
    ('search_names', 'game', 'game_id'),
    ('search_names', 'studio', 'studio_id'),
    ('search_names', 'genre', 'genre_id'),
    ('search_names', 'user', 'user_key'),
    ('search_names', 'title', 'title_key'),
    ('search_names', 'person', 'person_id'),
    ('scores_by_title_year', 'title', 'title_key'),
    ('scores_by_title', 'title', 'title_key')
) as keyed (aggregate, kind, key_column);

comment on view agg.keyed_aggregates is
'Aggregates that are refreshed by keys; one row per (aggregate, kind of key).';
comment on column agg.keyed_aggregates.aggregate is
'The table, in schema agg.';
comment on column agg.keyed_aggregates.kind is
'What its rows are of: ''user'', ''game'', ''genre'', ''studio'', ''title'', '
'or ''genre_top'' for the top players of a genre.';
comment on column agg.keyed_aggregates.key_column is
'The column with its key; null in rows of another kind.';
