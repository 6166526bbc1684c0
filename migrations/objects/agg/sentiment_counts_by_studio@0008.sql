-- What do the reviews of a developer's games feel like?
-- Grain: one row per developer with a reviewed game.
create materialized view agg.sentiment_counts_by_studio as
select
    game_studios.studio_id,
    sum(counts.negative_count)::bigint as negative_count,
    sum(counts.neutral_count)::bigint as neutral_count,
    sum(counts.positive_count)::bigint as positive_count
from agg.sentiment_counts_by_game as counts
inner join core.game_studios using (game_id)
where game_studios.role = 'developer'
group by game_studios.studio_id
with no data;

create unique index uq_sentiment_counts_by_studio_studio_id
on agg.sentiment_counts_by_studio (studio_id);

comment on materialized view agg.sentiment_counts_by_studio is
'Reviews of a developer''s games by sentiment; one row per developer.';
comment on column agg.sentiment_counts_by_studio.studio_id is
'The developer; a game counts for each of its developers.';
comment on column agg.sentiment_counts_by_studio.negative_count is
'Reviews with a polarity below 0.';
comment on column agg.sentiment_counts_by_studio.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column agg.sentiment_counts_by_studio.positive_count is
'Reviews with a polarity above 0.';
