-- Staged titles into core.titles, one row per title of a platform.  A title
-- keeps its key for good.
create function staging.merge_titles()
returns jsonb
language plpgsql
security definer
set search_path = ''
set work_mem = '64MB'
as $$
declare
    v_counts jsonb;
    v_inserted bigint;
    v_updated bigint;
    v_statements bigint;
begin
    if not exists (select from staging.titles) then
        return jsonb_build_object(
            'staged', 0,
            'kept', 0,
            'collapsed', 0,
            'inserted', 0,
            'updated', 0,
            'unchanged', 0
        );
    end if;
    analyze staging.titles;
    perform staging.gather_title_statements();
    analyze staging.title_statements;

    select
        jsonb_build_object(
            'staged', count(*),
            'kept', count(distinct titles.title_id),
            'collapsed', count(*) - count(distinct titles.title_id)
        )
    into v_counts
    from staging.titles;

    delete from core.title_statements as known
    using staging.title_statements as next
    where
        known.title_id = next.title_id
        and known.sha256 = next.sha256
        and row(known.*) is distinct from row(next.*);
    insert into core.title_statements
    select next.*
    from staging.title_statements as next
    where not exists (
        select from core.title_statements as known
        where
            known.title_id = next.title_id
            and known.sha256 = next.sha256
    );
    get diagnostics v_statements = row_count;

    insert into core.platforms (platform_id, name, prefix)
    select distinct
        next.platform_id,
        next.platform,
        left(next.platform, 1) as prefix
    from staging.titles_after_load as next
    where not exists (
        select from core.platforms as known
        where known.platform_id = next.platform_id
    );

    with

    next as materialized (
        select titles_after_load.* from staging.titles_after_load
    ),

    updated as (
        update core.titles as known
        set
            kind = next.kind,
            name = next.name,
            name_key = next.name_key,
            release_year = next.release_year,
            added_on = next.added_on,
            duration = next.duration,
            duration_unit = next.duration_unit,
            audience_rating = next.audience_rating,
            description = next.description,
            editorial_score = next.editorial_score,
            is_kind_doubtful = next.is_kind_doubtful,
            duration_text = next.duration_text,
            rating_text = next.rating_text
        from next
        where
            known.title_id = next.title_id
            and row(
                known.kind,
                known.name,
                known.release_year,
                known.added_on,
                known.duration,
                known.duration_unit,
                known.audience_rating,
                known.description,
                known.editorial_score,
                known.duration_text,
                known.rating_text
            ) is distinct from row(
                next.kind,
                next.name,
                next.release_year,
                next.added_on,
                next.duration,
                next.duration_unit,
                next.audience_rating,
                next.description,
                next.editorial_score,
                next.duration_text,
                next.rating_text
            )
        returning 1
    ),

    new as (
        select
            nextval(
                pg_get_serial_sequence('core.titles', 'title_key')
            )::integer as title_key,
            ordered.*
        from (
            select next.* from next
            where not exists (
                select from core.titles as known
                where known.title_id = next.title_id
            )
            order by next.platform_id, next.show_number
        ) as ordered
    ),

    inserted as (
        insert into core.titles (
            title_id,
            title_key,
            platform_id,
            show_number,
            work_id,
            kind,
            name,
            name_key,
            release_year,
            added_on,
            duration,
            duration_unit,
            audience_rating,
            description,
            editorial_score,
            is_kind_doubtful,
            duration_text,
            rating_text
        )
        overriding system value
        select
            new.title_id,
            new.title_key,
            new.platform_id,
            new.show_number,
            -- unless it is another's, as is told below
            new.title_key as work_id,
            new.kind,
            new.name,
            new.name_key,
            new.release_year,
            new.added_on,
            new.duration,
            new.duration_unit,
            new.audience_rating,
            new.description,
            new.editorial_score,
            new.is_kind_doubtful,
            new.duration_text,
            new.rating_text
        from new
        returning 1
    )

    select
        (select count(*) from inserted),
        (select count(*) from updated)
    into v_inserted, v_updated;

    update core.titles as known
    set work_id = works.work_id
    from staging.works as works
    where
        known.title_key = works.title_key
        and known.work_id <> works.work_id;
    -- scores that came before their titles
    update core.published_scores as scores
    set title_key = titles.title_key
    from core.titles
    where
        scores.title_key is null
        and scores.title_id = titles.title_id;

    perform staging.analyze_changed('titles', v_inserted + v_updated);
    perform staging.analyze_changed('title_statements', v_statements);
    return v_counts || jsonb_build_object(
        'inserted', v_inserted,
        'updated', v_updated,
        'unchanged', (v_counts ->> 'kept')::bigint - v_inserted - v_updated
    );
end;
$$;

comment on function staging.merge_titles() is
'Merge staged titles into core.titles; returns counts of rows.';
