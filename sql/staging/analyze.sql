-- Count what was staged, so that the merges are planned for its real size.
create function staging.analyze()
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    analyze
        staging.games,
        staging.game_labels,
        staging.users,
        staging.items,
        staging.item_names,
        staging.reviews;
end;
$$;

comment on function staging.analyze() is
'Take statistics of the staging tables, for the plans of the merges.';
