-- The genres of a game's combination: early access is a genre of the store too.
create function agg.combination_genre_keys(p_attributes agg.game_attributes)
returns text[]
language sql
immutable
parallel safe
begin atomic
    select
        case (p_attributes).is_early_access
            when true
                then
                    agg.label_keys(
                        (p_attributes).genre_keys || 'early access'::text
                    )
            when false
                then array_remove((p_attributes).genre_keys, 'early access')
            else (p_attributes).genre_keys
        end as genre_keys;
end;

comment on function agg.combination_genre_keys(agg.game_attributes) is
'The genres of a game''s combination, that of early access as it is told.';
