-- The form in which names are equal: trimmed, in lower case.
create function api.name_key(p_name text)
returns text
language sql
immutable
parallel safe
begin atomic
    -- the database's collation folds letters, "C" compares and finds them
    select lower(btrim(p_name) collate "default") collate "C" as name_key;
end;

comment on function api.name_key(text) is
'A name as the columns that end in _key hold it: trimmed, in lower case.';
