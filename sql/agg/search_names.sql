-- The rows of agg.search_names_definition.
create table agg.search_names (
    like agg.search_names_definition including comments
);

create unique index uq_search_names_kind_id
on agg.search_names (kind, id);
create index ix_search_names_words
on agg.search_names using gin (words);
create index ix_search_names_user
on agg.search_names (agg.search_key(search_text) collate "C")
where kind = 'user';
create index ix_search_names_title_key
on agg.search_names (title_key)
where title_key is not null;
create index ix_search_names_person_id
on agg.search_names (person_id)
where person_id is not null;
-- a user who buys something has the row written anew
create index ix_search_names_user_key
on agg.search_names (user_key)
where user_key is not null;

comment on table agg.search_names is
'Names of games, studios, genres, users, titles and people, with how popular '
'they are; one row per (kind, id).';
