-- Which clues are there?  The sum of their numbers, as price_model_errors has
-- it.
create function agg.price_clues_mask(p_clues agg.price_clues)
returns integer
language sql
immutable
parallel safe
begin atomic
    select
        ((p_clues).genre_keys is not null)::integer * 1
        + ((p_clues).tag_keys is not null)::integer * 2
        + ((p_clues).spec_keys is not null)::integer * 4
        + ((p_clues).is_early_access is not null)::integer * 8
        + ((p_clues).release_year is not null)::integer * 16
        + (
            (p_clues).developer_id is not null
            or (p_clues).publisher_id is not null
        )::integer * 32
        + ((p_clues).title is not null)::integer * 64
        + (
            (p_clues).metascore is not null
            or (p_clues).store_sentiment is not null
            or (p_clues).reviews_count is not null
            or (p_clues).recommended_percent is not null
        )::integer * 128 as clues_mask;
end;

comment on function agg.price_clues_mask(agg.price_clues) is
'The clues that are given, as the sum of their numbers.';
