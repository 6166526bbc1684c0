-- How games to recommend are found.
create type agg.recommendation_method as enum ('weights', 'users');

comment on type agg.recommendation_method is
'How games to recommend are found: by the weights of the model, or by what '
'similar users play.';
