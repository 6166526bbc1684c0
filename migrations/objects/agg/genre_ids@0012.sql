-- Which genres have these names, in any spelling?
create function agg.genre_ids(p_names text[])
returns integer[]
language sql
stable
parallel safe
begin atomic
    select array_agg(coalesce(genres.genre_id, -1)) as genre_ids
    from unnest(p_names) as given (name)
    left join core.genres on genres.name_key = api.name_key(given.name);
end;

comment on function agg.genre_ids(text[]) is
'Keys of genres by their names, -1 for an unknown one; null without names.';
