-- What do the reviews of a studio's games feel like?  Grain: one row per
-- studio; its games are those that it developed.
create view api.sentiment_counts_by_studio as
select
    studios.name as studio,
    coalesce(counts.negative_count, 0) as negative_count,
    coalesce(counts.neutral_count, 0) as neutral_count,
    coalesce(counts.positive_count, 0) as positive_count,
    studios.name_key as studio_key
from core.studios
-- a studio without reviews is known, and has none
left join agg.sentiment_counts_by_studio as counts using (studio_id);

comment on view api.sentiment_counts_by_studio is
'Reviews of the games that a studio developed, by sentiment; one row per '
'studio.';
comment on column api.sentiment_counts_by_studio.studio is
'The studio.';
comment on column api.sentiment_counts_by_studio.negative_count is
'Reviews with a polarity below 0.';
comment on column api.sentiment_counts_by_studio.neutral_count is
'Reviews with a polarity of 0, or without words.';
comment on column api.sentiment_counts_by_studio.positive_count is
'Reviews with a polarity above 0.';
comment on column api.sentiment_counts_by_studio.studio_key is
'The studio as api.name_key() writes it, to look it up by.';
