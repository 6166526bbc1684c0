-- How games to recommend are found.
create type agg.recommendation_method as enum ('weights', 'users', 'content');

comment on type agg.recommendation_method is
'How games to recommend are found: by the weights of the model, by what '
'similar users play, or by what the games are.';
