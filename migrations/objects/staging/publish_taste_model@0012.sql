-- The end of a training on ratings: all of the staged model at once, published
-- with a new data version.
create function staging.publish_taste_model(p_model jsonb, p_run jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_model_id integer;
    v_unknown text := (
        select string_agg(firsts.title_key::text, ', ')
        from (
            select named.title_key
            from (
                select offsets.title_key
                from staging.title_offsets as offsets
                union
                select weights.title_key
                from staging.title_weights as weights
                union
                select weights.other_title_key
                from staging.title_weights as weights
                union
                select members.title_key
                from staging.title_clusters as members
            ) as named
            where not exists (
                select from core.titles
                where titles.title_key = named.title_key
            )
            order by named.title_key
            limit 5
        ) as firsts
    );
begin
    if v_unknown is not null then
        raise foreign_key_violation using
            message = format('the model names unknown titles: %s', v_unknown),
            hint = 'Train it again on the data that are loaded now.';
    end if;

    v_model_id := staging.record_model('taste_models', p_model);
    perform staging.replace_model_rows(
        'taste_models',
        v_model_id,
        array[
            'title_offsets',
            'viewer_offsets',
            'hidden_ratings',
            'title_weights',
            'clusters',
            'title_clusters'
        ]
    );
    perform staging.clear_taste_model();
    if p_model ->> 'status' = 'published' then
        perform staging.publish(p_run, 'similarities');
    end if;
    return v_model_id;
end;
$$;

comment on function staging.publish_taste_model(jsonb, jsonb) is
'Publish the staged taste model, or keep it aside; returns its id.';
