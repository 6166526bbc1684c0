-- How popular is a name, in steps of four times?  So the most popular names
-- with a word can be read alone.
create function agg.search_step(p_popularity bigint)
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
        ) as step;
end;

comment on function agg.search_step(bigint) is
'A letter for the popularity, ''a'' to ''i''.';
