-- What each feature adds to a price (and to both ends of its range), in US
-- dollars: the steps of the way
-- through every tree, each laid to the feature that was asked for.  The
-- effects of an output, with that of no feature, sum to what it foresees.
create function agg.price_feature_effects(p_values double precision[])
returns table (output text, feature smallint, effect_usd double precision)
language sql
stable
parallel safe
set enable_hashjoin = off
set enable_mergejoin = off
begin atomic
    with recursive

    steps as (
        select
            nodes.model_id,
            nodes.output,
            nodes.tree,
            nodes.feature,
            case
                when p_values[nodes.feature] is null then nodes.missing_node
                when p_values[nodes.feature] <= nodes.threshold
                    then nodes.lower_node
                else nodes.upper_node
            end as next_node,
            nodes.value,
            null::smallint as moved_by,
            nodes.value as effect_usd
        from core.price_model_nodes as nodes
        inner join agg.published_price_model using (model_id)
        where nodes.node = 0
        union all
        select
            nodes.model_id,
            nodes.output,
            nodes.tree,
            nodes.feature,
            case
                when p_values[nodes.feature] is null then nodes.missing_node
                when p_values[nodes.feature] <= nodes.threshold
                    then nodes.lower_node
                else nodes.upper_node
            end as next_node,
            nodes.value,
            steps.feature as moved_by,
            nodes.value - steps.value as effect_usd
        from steps
        inner join core.price_model_nodes as nodes
            on
                steps.model_id = nodes.model_id
                and steps.output = nodes.output
                and steps.tree = nodes.tree
                and steps.next_node = nodes.node
    )

    select
        steps.output,
        steps.moved_by as feature,
        sum(steps.effect_usd) as effect_usd
    from steps
    group by steps.output, steps.moved_by;
end;

comment on function agg.price_feature_effects(double precision[]) is
'What each feature adds to an output of the published price model, in US '
'dollars; the effect of no feature is the average.';
