-- GET /v1/loads/{load_id}: a published run, what it refused and could not read.
create function api.load_document(p_load_id bigint)
returns json
language sql
stable
parallel safe
begin atomic
    with
    refused as (
        select
            rejects.file_name,
            rejects.reason,
            count(*) as rejects_count
        from api.rejects
        where rejects.load_id = p_load_id
        group by rejects.file_name, rejects.reason
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
            'data_version', loads.data_version,
            'started_at', loads.started_at,
            'finished_at', loads.finished_at,
            'crawl_year', loads.crawl_year,
            'totals',
            json_build_object(
                'games_count', loads.counts #> '{totals, games}',
                'games_in_catalogue_count',
                loads.counts #> '{totals, games_in_catalogue}',
                'users_count', loads.counts #> '{totals, users}',
                'items_count', loads.counts #> '{totals, items}',
                'reviews_count', loads.counts #> '{totals, reviews}',
                'titles_count',
                coalesce(loads.counts #> '{totals, titles}', '0'),
                'people_count',
                coalesce(loads.counts #> '{totals, people}', '0'),
                'viewers_count',
                coalesce(loads.counts #> '{totals, viewers}', '0'),
                'ratings_count',
                coalesce(loads.counts #> '{totals, ratings}', '0')
            ),
            'files',
            (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'name', load_files.name,
                                'kind', load_files.kind,
                                'format', load_files.format,
                                'sha256', load_files.sha256,
                                'byte_count', load_files.byte_count,
                                'crawled_on', load_files.crawled_on,
                                'lines_count', load_files.counts -> 'lines',
                                'records_count',
                                load_files.counts -> 'records',
                                'accepted_count',
                                load_files.counts -> 'accepted'
                            )
                            order by load_files.file_number
                        ),
                        '[]'
                    )
                from api.load_files
                where load_files.load_id = loads.load_id
            ),
            'rejects',
            (
                select
                    coalesce(
                        json_agg(
                            refused
                            order by refused.file_name, refused.reason
                        ),
                        '[]'
                    )
                from refused
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
    where loads.load_id = p_load_id and loads.status = 'published';
end;

comment on function api.load_document(bigint) is
'A published run as /v1/loads/{load_id} answers it; null where there is none.';
