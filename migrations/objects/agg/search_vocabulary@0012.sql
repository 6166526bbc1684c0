-- Words of names, to find the one that was meant where one is misspelled.
-- Grain: one row per word.
create materialized view agg.search_vocabulary as
select distinct substr(lexemes.lexeme, 2) collate "C" as word
from agg.search_names as names
cross join unnest(tsvector_to_array(names.words)) as lexemes (lexeme)
where names.kind <> 'user' and starts_with(lexemes.lexeme, '.')
with no data;

create unique index uq_search_vocabulary_word
on agg.search_vocabulary (word);
create index ix_search_vocabulary_word_trigrams
on agg.search_vocabulary using gin (word gin_trgm_ops);

comment on materialized view agg.search_vocabulary is
'Words of names that may be misspelled, all but ids of users; one row per '
'word.';
comment on column agg.search_vocabulary.word is
'A word as agg.search_text() writes it; of a game, the whole name as one too.';
