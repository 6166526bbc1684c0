-- What a recommendation is for.
create type agg.recommendation_goal as enum ('own', 'play');

comment on type agg.recommendation_goal is
'What a recommendation is for: what will be owned, or what will be played.';
