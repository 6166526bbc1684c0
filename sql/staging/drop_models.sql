-- Drop the rows of every model but some; what is known of the models stays.
create function staging.drop_models(p_excluded integer[])
returns void
language sql
security definer
set search_path = ''
as $$
delete from core.recommendation_games
where model_id <> all(p_excluded);
delete from core.recommendation_weights
where model_id <> all(p_excluded);
delete from core.newcomer_weights
where model_id <> all(p_excluded);
delete from core.game_variants
where model_id <> all(p_excluded);
delete from core.recommendation_players
where model_id <> all(p_excluded);
delete from core.game_similarities
where model_id <> all(p_excluded);
$$;

comment on function staging.drop_models(integer[]) is
'Drop the rows of all models but these.';
