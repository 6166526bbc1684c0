-- Where do words and verdict disagree?  Grain: one row per sentiment.
create view agg.story_sentiments as
with

counted as (
    select
        sentiment,
        count(*) as reviews_count,
        count(*) filter (where is_recommended) as recommended_count
    from core.reviews
    group by sentiment
)

select
    (array['negative', 'neutral', 'positive'])[sentiment + 1] as sentiment,
    reviews_count,
    round(100.0 * reviews_count / sum(reviews_count) over (), 2)
        as reviews_percent,
    recommended_count,
    reviews_count - recommended_count as not_recommended_count,
    round(100.0 * recommended_count / reviews_count, 2) as recommended_percent,
    case sentiment
        when 0 then recommended_count
        when 2 then reviews_count - recommended_count
        else 0
    end as disagreeing_count,
    round(
        100.0 * case sentiment
            when 0 then recommended_count
            when 2 then reviews_count - recommended_count
            else 0
        end / sum(reviews_count) over (),
        2
    ) as disagreeing_percent
from counted
order by counted.sentiment;

comment on view agg.story_sentiments is
'What reviews feel like, and whether they recommend; one row per sentiment '
'that any review has.';
comment on column agg.story_sentiments.sentiment is
'''negative'', ''neutral'' or ''positive'': the sign of the polarity of the '
'words; ''neutral'' is without words, too.';
comment on column agg.story_sentiments.reviews_count is
'Reviews.';
comment on column agg.story_sentiments.reviews_percent is
'Share of all reviews in percent, 2 decimals.';
comment on column agg.story_sentiments.recommended_count is
'Those that recommend their game.';
comment on column agg.story_sentiments.not_recommended_count is
'Those that do not.';
comment on column agg.story_sentiments.recommended_percent is
'The share that recommends in percent, 2 decimals.';
comment on column agg.story_sentiments.disagreeing_count is
'Negative ones that recommend, positive ones that do not; 0 of neutral ones.';
comment on column agg.story_sentiments.disagreeing_percent is
'Their share of all reviews in percent, 2 decimals.';
