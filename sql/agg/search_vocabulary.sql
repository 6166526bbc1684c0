-- Words of names, to find the one that was meant where one is misspelled.  A
-- word stays when the last name with it goes: it then finds nothing.
create table agg.search_vocabulary (
    word text collate "C" not null
);

create unique index uq_search_vocabulary_word
on agg.search_vocabulary (word);
create index ix_search_vocabulary_word_trigrams
on agg.search_vocabulary using gin (word gin_trgm_ops);

comment on table agg.search_vocabulary is
'Words of names that may be misspelled, all but ids of users; one row per '
'word.';
comment on column agg.search_vocabulary.word is
'A word as agg.search_text() writes it; of a game, the whole name as one too.';
