-- Which developers do reviews speak for and against?  Grain: one row per (kind
-- of year, year, developer).
create view api.review_counts_by_year_studio as
select
    year_of,
    counted_year,
    studio,
    reviews_count,
    recommended_count,
    warned_count,
    praised_count
from agg.review_counts_by_year_studio;

comment on view api.review_counts_by_year_studio is
'Reviews for and against the games of a developer; one row per (kind of '
'year, year, developer).';
comment on column api.review_counts_by_year_studio.year_of is
'''posted'': the year of the review; ''release'': that of the game.';
comment on column api.review_counts_by_year_studio.counted_year is
'The year.';
comment on column api.review_counts_by_year_studio.studio is
'The developer; a game counts for each of its developers.';
comment on column api.review_counts_by_year_studio.reviews_count is
'All reviews.';
comment on column api.review_counts_by_year_studio.recommended_count is
'Reviews that recommend a game in positive or neutral words.';
comment on column api.review_counts_by_year_studio.warned_count is
'Reviews that do not recommend a game, in negative words.';
comment on column api.review_counts_by_year_studio.praised_count is
'Reviews that recommend a game in positive words.';
