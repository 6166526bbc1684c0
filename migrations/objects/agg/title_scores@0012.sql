-- The score of a title: the mean of its ratings; the published score as long as
-- no ratings at all are loaded; else null.  Grain: one row per title.
create view agg.title_scores as
select
    titles.title_key,
    case
        when rated.ratings_count > 0
            then
                rated.half_stars_sum / 2.0::double precision
                / rated.ratings_count
        when not exists (select from agg.scores_by_title)
            then published.score
    end as score,
    coalesce(rated.ratings_count, 0) as ratings_count,
    agg.title_place(titles.platform_id, titles.show_number) as place
from core.titles
left join agg.scores_by_title as rated using (title_key)
left join core.published_scores as published using (title_key);

comment on view agg.title_scores is
'The score of a title; one row per title.';
comment on column agg.title_scores.title_key is
'The title.';
comment on column agg.title_scores.score is
'Mean of the stars of its ratings, 0.5 to 5, not rounded; of a title without '
'ratings the published mean as long as no ratings at all are loaded, or null.';
comment on column agg.title_scores.ratings_count is
'Its ratings, one of each viewer.';
comment on column agg.title_scores.place is
'Orders titles by platform, then by the number in the id.';
