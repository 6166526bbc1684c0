-- Which reviews say one thing and mean another?  Of the clear cases, with a
-- polarity of 0.3 from zero and 40 letters or more, those that most readers
-- found helpful.  Grain: one row per (is_recommended, place), 4 places each.
create view agg.story_contradictions as
with

placed as (
    select
        reviews.is_recommended,
        row_number() over (
            partition by reviews.is_recommended
            order by
                reviews.helpful_count desc nulls last,
                abs(reviews.polarity) desc,
                reviews.user_key asc,
                reviews.game_id asc
        ) as place,
        reviews.user_key,
        reviews.game_id,
        reviews.posted_on,
        reviews.polarity,
        reviews.helpful_count,
        left(reviews.review, 400) as review
    from core.reviews
    where
        length(reviews.review) >= 40
        and case
            when reviews.is_recommended then reviews.polarity <= -0.3
            else reviews.polarity >= 0.3
        end
)

select
    placed.is_recommended,
    placed.place,
    users.user_id,
    placed.game_id,
    games.name as game,
    placed.posted_on,
    round(placed.polarity::numeric, 3) as polarity,
    placed.helpful_count,
    placed.review
from placed
inner join core.users using (user_key)
inner join agg.details_by_game as games using (game_id)
where placed.place <= 4
order by placed.is_recommended desc, placed.place asc;

comment on view agg.story_contradictions is
'Reviews whose words and verdict disagree; one row per (is_recommended, '
'place), 4 places each.';
comment on column agg.story_contradictions.is_recommended is
'True: it recommends in negative words; false: it does not, in positive ones.';
comment on column agg.story_contradictions.place is
'Place by readers who found it helpful, then by polarity, from 1.';
comment on column agg.story_contradictions.user_id is
'Who wrote it.';
comment on column agg.story_contradictions.game_id is
'The game.';
comment on column agg.story_contradictions.game is
'Its name.';
comment on column agg.story_contradictions.posted_on is
'Date of the review.';
comment on column agg.story_contradictions.polarity is
'Polarity of its words, -1 to 1, 3 decimals.';
comment on column agg.story_contradictions.helpful_count is
'Readers who found it helpful; null is unknown.';
comment on column agg.story_contradictions.review is
'The first 400 characters of its text, as the user wrote it.';
