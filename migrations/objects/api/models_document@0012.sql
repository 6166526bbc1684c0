-- GET /v1/models: what was trained, and what was decided over it; the latest of
-- each kind first.
create function api.models_document()
returns json
language sql
stable
parallel safe
security definer
set search_path = ''
begin atomic
    with

    latest as (
        select
            models.kind,
            models.model_id,
            models.status,
            models.method,
            models.data_version,
            models.finished_at as trained_at,
            models.decision,
            row_number() over (
                partition by models.kind order by models.model_id desc
            ) as place
        from api.models
    )

    select
        json_build_object(
            'data',
            coalesce(
                json_agg(
                    json_build_object(
                        'kind', latest.kind,
                        'model_id', latest.model_id,
                        'status', latest.status,
                        'method', latest.method,
                        'data_version', latest.data_version,
                        'trained_at', latest.trained_at,
                        'decision', latest.decision
                    )
                    order by latest.kind asc, latest.model_id desc
                ),
                '[]'
            )
        ) as answer
    from latest
    where latest.place <= 10;
end;

comment on function api.models_document() is
'The latest ten trainings of each kind, as /v1/models answers them.';
