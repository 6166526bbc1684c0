-- In which order are titles by score, or by ratings?  What a list so sorted is
-- cut from, before the details of its few rows are read.  Grain: one row per
-- title.
create view api.title_scores as
select
    place,
    score,
    ratings_count
from agg.title_scores;

comment on view api.title_scores is
'Scores of titles, and nothing else of them; one row per title.';
comment on column api.title_scores.place is
'Orders titles by platform, then by the number in the id; as in '
'api.title_details.';
comment on column api.title_scores.score is
'Mean of its ratings in stars, 0.5 to 5; the published mean as long as no '
'ratings at all are loaded; null is unknown.';
comment on column api.title_scores.ratings_count is
'Its ratings, one of each viewer.';
