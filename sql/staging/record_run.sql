-- One row of the ledger, with its files, rejects and warnings.
create function staging.record_run(
    p_run jsonb, p_kind text, p_status text, p_data_version bigint
)
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_load_id bigint;
begin
    insert into core.loads (
        kind,
        status,
        started_at,
        finished_at,
        data_version,
        crawl_year,
        counts,
        timings,
        settings,
        versions,
        error
    )
    values (
        p_kind,
        p_status,
        coalesce((p_run ->> 'started_at')::timestamptz, clock_timestamp()),
        clock_timestamp(),
        p_data_version,
        (p_run ->> 'crawl_year')::smallint,
        coalesce(p_run -> 'counts', '{}'),
        coalesce(p_run -> 'timings', '{}'),
        coalesce(p_run -> 'settings', '{}'),
        coalesce(p_run -> 'versions', '{}'),
        p_run ->> 'error'
    )
    returning load_id into v_load_id;

    insert into core.load_files (
        load_id,
        file_number,
        name,
        kind,
        format,
        sha256,
        byte_count,
        counts,
        crawled_on,
        crawl_year,
        reviewed_until
    )
    select
        v_load_id,
        files.file_number,
        files.name,
        files.kind,
        files.format,
        files.sha256,
        files.byte_count,
        files.counts,
        nullif(crawls.crawled_on, '-infinity'),
        crawls.crawl_year,
        crawls.reviewed_until
    from staging.files
    left join staging.crawls using (file_number);

    insert into core.rejects (
        load_id,
        file_number,
        line_number,
        record_number,
        kind,
        reason,
        detail,
        raw
    )
    select
        v_load_id,
        rejects.file_number,
        rejects.line_number,
        rejects.record_number,
        rejects.kind,
        rejects.reason,
        rejects.detail,
        rejects.raw
    from staging.rejects
    order by
        rejects.file_number,
        rejects.line_number,
        rejects.record_number;

    insert into core.load_warnings (
        load_id,
        file_number,
        field,
        kind,
        occurrences_count,
        present_count,
        examples
    )
    select
        v_load_id,
        warnings.file_number,
        warnings.field,
        warnings.kind,
        warnings.occurrences_count,
        warnings.present_count,
        warnings.examples
    from
        jsonb_to_recordset(coalesce(p_run -> 'warnings', '[]')) as warnings (
            file_number smallint,
            field text,
            kind text,
            occurrences_count bigint,
            present_count bigint,
            examples jsonb
        );
    return v_load_id;
end;
$$;

comment on function staging.record_run(jsonb, text, text, bigint) is
'Write a run, its files, rejects and warnings into the ledger; returns its id.';
