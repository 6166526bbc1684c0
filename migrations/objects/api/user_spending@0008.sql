-- Q11: what did a user pay, own and recommend?
create function api.user_spending(p_user_id text)
returns table (
    user_id text,
    items_count bigint,
    spent_usd numeric,
    reviews_count bigint,
    recommended_percent numeric
)
language sql
stable
parallel safe
begin atomic
    select
        spending.user_id,
        spending.items_count,
        spending.spent_usd,
        spending.reviews_count,
        spending.recommended_percent
    from api.spending_by_user as spending
    where spending.user_id = p_user_id;
end;

comment on function api.user_spending(text) is
'What a user paid, owns and recommends; no row for an unknown user.';
