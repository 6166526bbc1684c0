-- The rows of agg.scores_by_title_year_definition.
create table agg.scores_by_title_year (
    like agg.scores_by_title_year_definition including comments
);

create unique index uq_scores_by_title_year_title_key_rated_year
on agg.scores_by_title_year (title_key, rated_year);

comment on table agg.scores_by_title_year is
'Ratings of a title by the year in which they were given; one row per (title, '
'year).';
