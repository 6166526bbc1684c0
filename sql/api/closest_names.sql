-- Which known names come closest to an unknown one?  Trigram similarity of
-- pg_trgm: shared three-letter groups over all of both names.
create function api.closest_names(
    p_kind text,
    p_name text,
    p_count integer default 3
)
returns table (
    name text,
    similarity real
)
language sql
stable
parallel safe
begin atomic
    select
        names.name,
        similarity(names.name_key, api.name_key(p_name)) as similarity
    from api.names
    where
        names.kind = p_kind
        and similarity(names.name_key, api.name_key(p_name)) >= 0.2
    order by
        similarity(names.name_key, api.name_key(p_name)) desc,
        names.name asc
    limit p_count;
end;

comment on function api.closest_names(text, text, integer) is
'The known names most similar to a text, nearest first.';
