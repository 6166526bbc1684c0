-- Staged ratings into core.ratings, one row per (viewer, title): the latest, at
-- a tie the one with more stars, whichever came first, by a file or by
-- feedback; and none that is not later than its deletion.
create function staging.merge_ratings()
returns jsonb
language plpgsql
security definer
set search_path = ''
set work_mem = '256MB'
as $$
declare
    v_staged bigint := (select count(*) from staging.ratings);
    v_is_first boolean := not exists (select from core.ratings);
    v_kept bigint := 0;
    v_inserted bigint := 0;
    v_updated bigint := 0;
begin
    if v_staged > 0 then
        insert into core.viewers (viewer_id)
        select distinct ratings.viewer_id
        from staging.ratings
        where not exists (
            select from core.viewers as known
            where known.viewer_id = ratings.viewer_id
        );
    end if;
    if v_staged > 0 and v_is_first then
        insert into core.ratings (viewer_id, title_key, half_stars, rated_at)
        select
            next.viewer_id,
            next.title_key,
            next.half_stars,
            next.rated_at
        from staging.deduplicated_ratings as next
        where not exists (
            select from core.deleted_ratings as deleted
            where
                deleted.viewer_id = next.viewer_id
                and deleted.title_key = next.title_key
                and deleted.deleted_at >= next.rated_at
        );
        get diagnostics v_inserted = row_count;
        v_kept := v_inserted;
        delete from core.deleted_ratings as deleted
        using core.ratings as held
        where
            deleted.viewer_id = held.viewer_id
            and deleted.title_key = held.title_key;
        -- the triggers are off where begin_first_load() was
        insert into core.touched_keys (source, kind, key)
        select
            'ratings' as source,
            'title' as kind,
            titles.title_key
        from core.titles;
    elsif v_staged > 0 then
        with

        next as materialized (
            select ratings.* from staging.deduplicated_ratings as ratings
        ),

        news as materialized (
            select next.*
            from next
            where
                not exists (
                    select from core.ratings as held
                    where
                        held.viewer_id = next.viewer_id
                        and held.title_key = next.title_key
                        and (held.rated_at, held.half_stars)
                        >= (next.rated_at, next.half_stars)
                )
                and not exists (
                    select from core.deleted_ratings as deleted
                    where
                        deleted.viewer_id = next.viewer_id
                        and deleted.title_key = next.title_key
                        and deleted.deleted_at >= next.rated_at
                )
        ),

        outdone as (
            delete from core.deleted_ratings as deleted
            using news
            where
                deleted.viewer_id = news.viewer_id
                and deleted.title_key = news.title_key
            returning 1
        ),

        updated as (
            update core.ratings as held
            set
                half_stars = news.half_stars,
                rated_at = news.rated_at
            from news
            where
                held.viewer_id = news.viewer_id
                and held.title_key = news.title_key
            returning 1
        ),

        inserted as (
            insert into core.ratings (
                viewer_id, title_key, half_stars, rated_at
            )
            select
                news.viewer_id,
                news.title_key,
                news.half_stars,
                news.rated_at
            from news
            where not exists (
                select from core.ratings as held
                where
                    held.viewer_id = news.viewer_id
                    and held.title_key = news.title_key
            )
            returning 1
        )

        select
            (select count(*) from next),
            (select count(*) from inserted),
            (select count(*) from updated)
        into v_kept, v_inserted, v_updated;
        perform staging.analyze_changed('ratings', v_inserted + v_updated);
    end if;
    return jsonb_build_object(
        'staged', v_staged,
        'kept', v_kept,
        'collapsed', v_staged - v_kept,
        'inserted', v_inserted,
        'updated', v_updated,
        'unchanged', v_kept - v_inserted - v_updated
    );
end;
$$;

comment on function staging.merge_ratings() is
'Merge staged ratings into core.ratings; returns counts of rows.';
