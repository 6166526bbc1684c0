-- What stands before each word of a name in the index of words: how popular
-- the name is, in steps of four times, and its kind.  So the most popular
-- names with a word can be read alone.
create function agg.search_bucket(p_kind text, p_popularity bigint)
returns text
language sql
immutable
parallel safe
begin atomic
    select
        -- the last step is wide: from there on neighbours may have one score
        chr(
            ascii('a') + width_bucket(
                p_popularity,
                array[4, 16, 64, 256, 1024, 4096, 16384, 65536]::bigint[]
            )
        )
        || case p_kind when 'genre' then 'c' else left(p_kind, 1) end
            as mark;
end;

comment on function agg.search_bucket(text, bigint) is
'A letter for the popularity, ''a'' to ''i'', and one for the kind.';
