-- Empty the staging tables of a model, before it is staged and after it.
create function staging.clear_model()
returns void
language sql
security definer
set search_path = ''
as $$
truncate
    staging.recommendation_games,
    staging.recommendation_weights,
    staging.newcomer_weights,
    staging.game_variants,
    staging.recommendation_players,
    staging.game_similarities;
$$;

comment on function staging.clear_model() is
'Empty the staging tables of a model.';
