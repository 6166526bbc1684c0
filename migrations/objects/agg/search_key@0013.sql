-- The letters and digits of a name, without what people leave out or put in:
-- blanks between words, "and" or "&".
create function agg.search_key(p_search_text text)
returns text
language sql
immutable
parallel safe
begin atomic
    select
        -- an index of words takes no word of 2 KB
        left(replace(agg.without_and(p_search_text), ' ', ''), 200)
            as search_key;
end;

comment on function agg.search_key(text) is
'A name as agg.search_text() gives it, written as one word without "and".';
