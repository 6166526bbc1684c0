-- What is the score of a title?  Grain: one row per title.
create view api.scores_by_title as
select
    titles.title_id,
    titles.name,
    scores.score,
    scores.ratings_count
from agg.title_scores as scores
inner join core.titles using (title_key);

comment on view api.scores_by_title is
'Score of a title, the mean of its ratings; one row per title.';
comment on column api.scores_by_title.title_id is
'The title.';
comment on column api.scores_by_title.name is
'Name of the title.';
comment on column api.scores_by_title.score is
'Mean of the stars of its ratings, 0.5 to 5, not rounded; of a title without '
'ratings the published mean as long as no ratings at all are loaded, or null.';
comment on column api.scores_by_title.ratings_count is
'Its ratings, one of each viewer.';
