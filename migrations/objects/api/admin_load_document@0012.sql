-- GET /v1/admin/loads/{load_id}: a run of any status, with what it refused.
create function api.admin_load_document(
    p_load_id bigint,
    p_file text default null,
    p_reason text default null,
    p_count integer default 200
)
returns json
language sql
stable
parallel safe
begin atomic
    with

    files as (
        select
            load_files.file_number,
            load_files.name,
            load_files.kind,
            load_files.format,
            load_files.sha256,
            load_files.byte_count,
            load_files.crawled_on,
            load_files.counts
        from api.load_files
        where load_files.load_id = p_load_id
    ),

    reasons as (
        select
            rejects.file_name,
            rejects.reason,
            count(*) as rejects_count
        from api.rejects
        where rejects.load_id = p_load_id
        group by rejects.file_name, rejects.reason
    ),

    shown as (
        select
            rejects.file_name,
            rejects.line_number,
            rejects.record_number,
            rejects.kind,
            rejects.reason,
            rejects.detail,
            rejects.raw
        from api.rejects
        where
            rejects.load_id = p_load_id
            and (p_file is null or rejects.file_name = p_file)
            and (p_reason is null or rejects.reason = p_reason)
        order by
            rejects.file_name asc,
            rejects.line_number asc,
            rejects.record_number asc
        limit p_count
    ),

    warned as (
        select
            load_warnings.file_name,
            load_warnings.field,
            load_warnings.kind,
            load_warnings.occurrences_count,
            load_warnings.present_count,
            load_warnings.occurrences_percent,
            load_warnings.examples
        from api.load_warnings
        where load_warnings.load_id = p_load_id
    )

    select
        json_build_object(
            'load_id', loads.load_id,
            'kind', loads.kind,
            'status', loads.status,
            'data_version', loads.data_version,
            'started_at', loads.started_at,
            'finished_at', loads.finished_at,
            'error', loads.error,
            'counts', loads.counts,
            'timings', loads.timings,
            'settings', loads.settings,
            'versions', loads.versions,
            'files',
            (
                select
                    coalesce(
                        json_agg(files order by files.file_number), '[]'
                    )
                from files
            ),
            'reasons',
            (
                select
                    coalesce(
                        json_agg(
                            reasons
                            order by
                                reasons.rejects_count desc,
                                reasons.file_name asc,
                                reasons.reason asc
                        ),
                        '[]'
                    )
                from reasons
            ),
            'rejects',
            (
                select
                    coalesce(
                        json_agg(
                            shown
                            order by
                                shown.file_name,
                                shown.line_number,
                                shown.record_number
                        ),
                        '[]'
                    )
                from shown
            ),
            'warnings',
            (
                select
                    coalesce(
                        json_agg(
                            warned
                            order by warned.file_name, warned.field, warned.kind
                        ),
                        '[]'
                    )
                from warned
            )
        ) as answer
    from api.loads
    where loads.load_id = p_load_id;
end;

comment on function api.admin_load_document(bigint, text, text, integer) is
'A run of any status as /v1/admin/loads/{load_id} answers it, with the first '
'refused pieces, of a file and a reason where these are given; null where '
'there is none.';
