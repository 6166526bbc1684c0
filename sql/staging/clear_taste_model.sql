-- Empty the staging tables of a taste model, before it is staged and after.
create function staging.clear_taste_model()
returns void
language sql
security definer
set search_path = ''
as $$
truncate
    staging.title_offsets,
    staging.viewer_offsets,
    staging.hidden_ratings,
    staging.title_weights,
    staging.clusters,
    staging.title_clusters;
$$;

comment on function staging.clear_taste_model() is
'Empty the staging tables of a taste model.';
