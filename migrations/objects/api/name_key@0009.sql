-- The form in which names are equal.
create function api.name_key(p_name text)
returns text
language sql
immutable
parallel safe
begin atomic
    select agg.name_key(p_name) as name_key;
end;

comment on function api.name_key(text) is
'A name as the columns that end in _key hold it: equal for all spellings that '
'differ in case, normalisation, invisible characters or blanks at the ends.';
