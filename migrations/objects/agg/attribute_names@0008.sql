-- The names of known attributes, which answers call clues, from the sum of
-- their numbers.
create function agg.attribute_names(p_mask integer)
returns text[]
language sql
immutable
parallel safe
begin atomic
    select
        array(
            select clues.name
            from
                unnest(
                    array[
                        'genres', 'tags', 'specs', 'early_access', 'release',
                        'studios', 'title', 'reception'
                    ]
                ) with ordinality as clues (name, place)
            where (p_mask >> (clues.place - 1)::integer) & 1 = 1
            order by clues.place
        ) as names;
end;

comment on function agg.attribute_names(integer) is
'The names of clues, from the sum of their numbers.';
