-- What do users write about games?  Grain: one row per (user, game).
create view api.reviews as
select
    users.user_id,
    reviews.game_id,
    reviews.posted_on,
    reviews.is_posted_year_inferred,
    reviews.edited_on,
    reviews.is_recommended,
    reviews.sentiment,
    reviews.polarity,
    reviews.helpful_count,
    reviews.helpful_votes_count,
    reviews.funny_count,
    reviews.review
from core.reviews
inner join core.users using (user_key);

comment on view api.reviews is
'Reviews of games by users; one row per (user, game).';
comment on column api.reviews.user_id is
'The user.';
comment on column api.reviews.game_id is
'The game.';
comment on column api.reviews.posted_on is
'Date of the review.';
comment on column api.reviews.is_posted_year_inferred is
'True where the date had no year and that of the crawl was taken.';
comment on column api.reviews.edited_on is
'Date of the last edit.';
comment on column api.reviews.is_recommended is
'The user recommends the game.';
comment on column api.reviews.sentiment is
'0 negative, 1 neutral, 2 positive: the sign of the polarity.';
comment on column api.reviews.polarity is
'TextBlob polarity of the text, -1 to 1; null without a text.';
comment on column api.reviews.helpful_count is
'Readers who found it helpful; null where the count cannot be read.';
comment on column api.reviews.helpful_votes_count is
'Readers who voted on it; null where the store does not say how many.';
comment on column api.reviews.funny_count is
'Readers who found it funny; null where the count cannot be read.';
comment on column api.reviews.review is
'Text of the review.';
