-- What do users write about games, by name?  Grain: one row per (user, game).
create view api.review_details as
select
    users.user_id,
    reviews.game_id,
    agg.game_name(games.game_id, games.name) as name,
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
inner join core.users using (user_key)
inner join core.games using (game_id);

comment on view api.review_details is
'Reviews of games by users, with the game''s name; one row per (user, game).';
comment on column api.review_details.user_id is
'The user.';
comment on column api.review_details.game_id is
'The game.';
comment on column api.review_details.name is
'Its name; ''App'' and the id where no file names it.';
comment on column api.review_details.posted_on is
'Date of the review.';
comment on column api.review_details.is_posted_year_inferred is
'True where the date had no year and that of the crawl was taken.';
comment on column api.review_details.edited_on is
'Date of the last edit.';
comment on column api.review_details.is_recommended is
'The user recommends the game.';
comment on column api.review_details.sentiment is
'0 negative, 1 neutral, 2 positive: the sign of the polarity.';
comment on column api.review_details.polarity is
'TextBlob polarity of the text, -1 to 1; null without a text.';
comment on column api.review_details.helpful_count is
'Readers who found it helpful; null where the count cannot be read.';
comment on column api.review_details.helpful_votes_count is
'Readers who voted on it; null where the store does not say how many.';
comment on column api.review_details.funny_count is
'Readers who found it funny; null where the count cannot be read.';
comment on column api.review_details.review is
'Text of the review.';
