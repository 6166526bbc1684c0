-- How are games found for who asks for a method?  Where no libraries taught
-- the published model, what the games are is all that is known.
create function agg.used_method(p_method text)
returns agg.recommendation_method
language sql
stable
parallel safe
begin atomic
    select
        case
            when
                exists (
                    select
                    from core.recommendation_models as models
                    where
                        models.status = 'published'
                        and models.method = 'content'
                )
                then 'content'
            else p_method
        end::agg.recommendation_method as used_method;
end;

comment on function agg.used_method(text) is
'The method that answers who asks for one: ''content'' where no libraries '
'taught the published model, else the one that is asked for.';
