-- Empty the staging tables, before a load and after it.
create function staging.clear()
returns void
language sql
security definer
set search_path = ''
as $$
truncate
    staging.files,
    staging.games,
    staging.game_labels,
    staging.labels,
    staging.users,
    staging.items,
    staging.item_names,
    staging.reviews,
    staging.rejects;
$$;

comment on function staging.clear() is
'Empty the staging tables.';
