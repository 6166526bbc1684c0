-- GET /v1/admin: runs, models and aggregates, as operators see them.
create function api.admin_document(p_count integer default 100)
returns json
language sql
stable
parallel safe
begin atomic
    with

    refused as (
        select
            rejects.load_id,
            count(*) as rejects_count
        from api.rejects
        group by rejects.load_id
    ),

    warned as (
        select
            load_warnings.load_id,
            count(*) as warnings_count
        from api.load_warnings
        group by load_warnings.load_id
    ),

    runs as (
        select
            loads.load_id,
            loads.kind,
            loads.status,
            loads.started_at,
            loads.finished_at,
            round(
                extract(epoch from loads.finished_at - loads.started_at), 1
            ) as seconds,
            loads.data_version,
            loads.error,
            coalesce(refused.rejects_count, 0) as rejects_count,
            coalesce(warned.warnings_count, 0) as warnings_count
        from api.loads
        -- most runs have none
        left join refused using (load_id)
        left join warned using (load_id)
        order by loads.load_id desc
        limit p_count
    ),

    models as (
        select
            trained.training as kind,
            trained.model_id,
            trained.status,
            trained.data_version,
            trained.finished_at,
            round(
                extract(epoch from trained.finished_at - trained.started_at), 1
            ) as seconds
        from api.models as trained
    ),

    metrics as (
        select
            measured.kind,
            measured.document,
            measured.metric,
            bool_or(measured.is_main) as is_main,
            json_object_agg(measured.model_id, measured.value) as by_model
        from api.model_metrics as measured
        group by measured.kind, measured.document, measured.metric
    )

    select
        json_build_object(
            'runs',
            (
                select
                    coalesce(
                        json_agg(runs order by runs.load_id desc), '[]'
                    )
                from runs
            ),
            'models',
            (
                select
                    coalesce(
                        json_agg(
                            models
                            order by models.kind asc, models.model_id desc
                        ),
                        '[]'
                    )
                from models
            ),
            'metrics',
            (
                select
                    coalesce(
                        json_agg(
                            metrics
                            order by
                                metrics.kind asc,
                                metrics.document desc,
                                metrics.metric asc
                        ),
                        '[]'
                    )
                from metrics
            ),
            'ages',
            (
                select
                    coalesce(
                        json_agg(model_ages order by model_ages.kind), '[]'
                    )
                from api.model_ages
            ),
            'aggregates',
            (
                select
                    coalesce(
                        json_agg(
                            aggregates
                            order by
                                aggregates.byte_count desc, aggregates.name asc
                        ),
                        '[]'
                    )
                from api.aggregates
            )
        ) as answer;
end;

comment on function api.admin_document(integer) is
'The latest runs, models with their metrics, and aggregates, as '
'/v1/admin answers them.';
