-- Which tags have these names, in any spelling?
create function agg.tag_ids(p_names text[])
returns integer[]
language sql
stable
parallel safe
begin atomic
    select array_agg(coalesce(tags.tag_id, -1)) as tag_ids
    from unnest(p_names) as given (name)
    left join core.tags on tags.name_key = api.name_key(given.name);
end;

comment on function agg.tag_ids(text[]) is
'Keys of tags by their names, -1 for an unknown one; null without names.';
