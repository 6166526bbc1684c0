-- The words of a name without "and", which people write, leave out or write as
-- "&"; the first word stays.
create function agg.without_and(p_search_text text)
returns text
language sql
immutable
parallel safe
begin atomic
    select regexp_replace(p_search_text, ' and(?= |$)', '', 'g') as search_text;
end;

comment on function agg.without_and(text) is
'A name as agg.search_text() gives it, without "and" after its first word.';
