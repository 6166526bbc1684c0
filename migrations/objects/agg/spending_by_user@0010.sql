-- The rows of agg.spending_by_user_definition.
create table agg.spending_by_user (
    like agg.spending_by_user_definition including comments
);

create unique index uq_spending_by_user_user_key
on agg.spending_by_user (user_key);

comment on table agg.spending_by_user is
'What a user paid, owns and recommends; one row per user.';
