-- Which attributes are known?  The sum of their numbers, as price_model_errors
-- has it.
create function agg.attribute_mask(p_attributes agg.game_attributes)
returns integer
language sql
immutable
parallel safe
begin atomic
    select
        ((p_attributes).genre_keys is not null)::integer * 1
        + ((p_attributes).tag_keys is not null)::integer * 2
        + ((p_attributes).spec_keys is not null)::integer * 4
        + ((p_attributes).is_early_access is not null)::integer * 8
        + ((p_attributes).release_year is not null)::integer * 16
        + (
            (p_attributes).developer_id is not null
            or (p_attributes).publisher_id is not null
        )::integer * 32
        + ((p_attributes).title is not null)::integer * 64
        + (
            (p_attributes).metascore is not null
            or (p_attributes).store_sentiment is not null
            or (p_attributes).reviews_count is not null
            or (p_attributes).recommended_percent is not null
        )::integer * 128 as clues_mask;
end;

comment on function agg.attribute_mask(agg.game_attributes) is
'The clues that are given, as the sum of their numbers.';
