-- Staged scores into core.published_scores: of a title the newest crawl's, and
-- in it the highest, so that no order of files or lines counts.  Titles may
-- come later.
create function staging.merge_scores()
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_staged bigint := (select count(*) from staging.scores);
    v_counts jsonb;
begin
    with

    next as materialized (
        select distinct on (scores.title_id)
            scores.title_id,
            titles.title_key,
            scores.score,
            crawls.crawled_on
        from staging.scores
        inner join staging.crawls using (file_number)
        left join core.titles using (title_id)
        order by
            scores.title_id asc, crawls.crawled_on desc, scores.score desc
    ),

    updated as (
        update core.published_scores as known
        set
            score = next.score,
            crawled_on = next.crawled_on
        from next
        where
            known.title_id = next.title_id
            and (next.crawled_on, next.score)
            > (known.crawled_on, known.score)
        returning 1
    ),

    inserted as (
        insert into core.published_scores (
            title_id, title_key, score, crawled_on
        )
        select
            next.title_id,
            next.title_key,
            next.score,
            next.crawled_on
        from next
        where not exists (
            select from core.published_scores as known
            where known.title_id = next.title_id
        )
        returning 1
    ),

    counted as (
        select
            (select count(*) from next) as kept,
            (
                select count(*) from next where next.title_key is null
            ) as of_unknown_titles,
            (select count(*) from inserted) as inserted,
            (select count(*) from updated) as updated
    )

    select
        jsonb_build_object(
            'staged', v_staged,
            'kept', counted.kept,
            'collapsed', v_staged - counted.kept,
            'inserted', counted.inserted,
            'updated', counted.updated,
            'unchanged', counted.kept - counted.inserted - counted.updated,
            'of_unknown_titles', counted.of_unknown_titles
        )
    into v_counts
    from counted;
    perform staging.analyze_changed(
        'published_scores',
        (v_counts ->> 'inserted')::bigint + (v_counts ->> 'updated')::bigint
    );
    return v_counts;
end;
$$;

comment on function staging.merge_scores() is
'Merge staged scores into core.published_scores; returns counts of rows.';
