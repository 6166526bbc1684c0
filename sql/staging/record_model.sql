-- A new model's row in its table: published, in the place of the one that was,
-- or aside.  Columns go by name, as the training names them.
create function staging.record_model(p_table text, p_model jsonb)
returns integer
language plpgsql
set search_path = ''
as $$
declare
    v_model_id integer;
    v_row jsonb := jsonb_build_object(
        'parameters', '{}'::jsonb,
        'metrics', '{}'::jsonb,
        'timings', '{}'::jsonb,
        'versions', '{}'::jsonb
    ) || p_model || jsonb_build_object('finished_at', clock_timestamp());
    v_columns text := (
        select string_agg(quote_ident(names.name), ', ' order by names.name)
        from jsonb_object_keys(v_row) as names (name)
    );
begin
    if p_model ->> 'status' in ('published', 'aside') is not true then
        raise check_violation using
            message = format('a new model cannot be %L', p_model ->> 'status'),
            hint = 'Give the status ''published'' or ''aside''.';
    elsif p_model ->> 'status' = 'published' then
        execute format(
            'update core.%I set status = ''superseded'' '
            'where status = ''published''',
            p_table
        );
    end if;
    execute format(
        'insert into core.%1$I (%2$s) select %2$s '
        'from jsonb_populate_record(null::core.%1$I, $1) returning model_id',
        p_table,
        v_columns
    )
    into v_model_id
    using v_row;
    return v_model_id;
end;
$$;

comment on function staging.record_model(text, jsonb) is
'Write a new model''s row, in the place of the published one if it is '
'published; returns its id.';
