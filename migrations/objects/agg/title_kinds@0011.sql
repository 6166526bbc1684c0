-- By which words is a kind of title asked for?  Grain: one row per word.
create view agg.title_kinds as
select
    words.word,
    words.kind
from (
    values
    ('movie', 'movie'),
    ('pelicula', 'movie'),
    ('película', 'movie'),
    ('series', 'series'),
    ('serie', 'series'),
    ('tv show', 'series')
) as words (word, kind);

comment on view agg.title_kinds is
'Words for the kinds of titles; one row per word.';
comment on column agg.title_kinds.word is
'The word, as agg.name_key() writes it.';
comment on column agg.title_kinds.kind is
'''movie'' or ''series''.';
