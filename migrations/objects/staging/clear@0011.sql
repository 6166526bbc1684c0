-- Empty the staging tables, before a load and after it.
create function staging.clear()
returns void
language sql
security definer
set search_path = ''
as $$
truncate
    staging.files,
    staging.crawls,
    staging.games,
    staging.game_statements,
    staging.labels,
    staging.users,
    staging.items,
    staging.item_names,
    staging.known_lines,
    staging.reviews,
    staging.titles,
    staging.title_statements,
    staging.title_labels,
    staging.scores,
    staging.title_similarities,
    staging.ratings,
    staging.rejects;
$$;

comment on function staging.clear() is
'Empty the staging tables.';
