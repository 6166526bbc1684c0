-- Which model answers where one is asked for, or none?  What is not published
-- cannot answer: the baseline does.
create function agg.used_taste_method(p_model text)
returns text
language sql
stable
parallel safe
begin atomic
    select
        case
            when p_model in ('baseline', 'user_pearson') then p_model
            when used.method_name = 'baseline' then 'baseline'
            else coalesce(p_model, used.method_name)
        end as answer
    from agg.used_taste_model as used;
end;

comment on function agg.used_taste_method(text) is
'The model that answers: p_model where it can, else the published one.';
