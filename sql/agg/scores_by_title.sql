-- The rows of agg.scores_by_title_definition.
create table agg.scores_by_title (
    like agg.scores_by_title_definition including comments
);

create unique index uq_scores_by_title_title_key
on agg.scores_by_title (title_key);

comment on table agg.scores_by_title is
'Ratings of a title; one row per title that has any.';
