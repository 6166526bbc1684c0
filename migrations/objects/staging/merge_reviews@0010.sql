-- Staged reviews into core.reviews, one row per (user, game).
create function staging.merge_reviews()
returns jsonb
language plpgsql
security definer
set search_path = ''
set work_mem = '128MB'
as $$
declare
    v_staged bigint;
    v_rejected bigint;
    v_kept bigint;
    v_inferred bigint;
    v_inserted bigint;
    v_updated bigint;
begin
    v_rejected := staging.reject_undatable_reviews();
    select count(*) into v_staged from staging.reviews;
    with

    next as materialized (
        select reviews.* from staging.reviews_after_load as reviews
    ),

    updated as (
        update core.reviews
        set
            posted_on = next.posted_on,
            is_posted_year_inferred = next.is_posted_year_inferred,
            edited_on = next.edited_on,
            is_recommended = next.is_recommended,
            helpful_count = next.helpful_count,
            helpful_votes_count = next.helpful_votes_count,
            funny_count = next.funny_count,
            review = next.review,
            polarity = next.polarity,
            crawled_on = next.crawled_on,
            event_id = next.event_id
        from next
        where
            next.place = 1
            and reviews.user_key = next.user_key
            and reviews.game_id = next.game_id
            and (
                reviews.posted_on,
                reviews.is_posted_year_inferred,
                reviews.edited_on,
                reviews.is_recommended,
                reviews.helpful_count,
                reviews.helpful_votes_count,
                reviews.funny_count,
                reviews.review,
                reviews.polarity,
                reviews.crawled_on,
                reviews.event_id
            ) is distinct from (
                next.posted_on,
                next.is_posted_year_inferred,
                next.edited_on,
                next.is_recommended,
                next.helpful_count,
                next.helpful_votes_count,
                next.funny_count,
                next.review,
                next.polarity,
                next.crawled_on,
                next.event_id
            )
        returning 1
    ),

    inserted as (
        insert into core.reviews (
            user_key,
            game_id,
            posted_on,
            is_posted_year_inferred,
            edited_on,
            is_recommended,
            helpful_count,
            helpful_votes_count,
            funny_count,
            review,
            polarity,
            crawled_on,
            event_id
        )
        select
            next.user_key,
            next.game_id,
            next.posted_on,
            next.is_posted_year_inferred,
            next.edited_on,
            next.is_recommended,
            next.helpful_count,
            next.helpful_votes_count,
            next.funny_count,
            next.review,
            next.polarity,
            next.crawled_on,
            next.event_id
        from next
        where
            next.place = 1
            and not exists (
                select from core.reviews
                where
                    reviews.user_key = next.user_key
                    and reviews.game_id = next.game_id
            )
        returning 1
    ),

    first as (
        delete from core.outdone_reviews as outdone
        using next
        where
            next.place = 1
            and outdone.user_key = next.user_key
            and outdone.game_id = next.game_id
            and outdone.posted_day = next.posted_day
    ),

    behind as (
        insert into core.outdone_reviews as outdone (
            user_key,
            game_id,
            posted_on,
            is_posted_year_inferred,
            edited_on,
            is_recommended,
            helpful_count,
            helpful_votes_count,
            funny_count,
            review,
            polarity,
            crawled_on,
            event_id,
            posted_day
        )
        select
            next.user_key,
            next.game_id,
            next.posted_on,
            next.is_posted_year_inferred,
            next.edited_on,
            next.is_recommended,
            next.helpful_count,
            next.helpful_votes_count,
            next.funny_count,
            next.review,
            next.polarity,
            next.crawled_on,
            next.event_id,
            next.posted_day
        from next
        where next.place > 1
        on conflict (user_key, game_id, posted_day) do update
        set
            posted_on = excluded.posted_on,
            is_posted_year_inferred = excluded.is_posted_year_inferred,
            edited_on = excluded.edited_on,
            is_recommended = excluded.is_recommended,
            helpful_count = excluded.helpful_count,
            helpful_votes_count = excluded.helpful_votes_count,
            funny_count = excluded.funny_count,
            review = excluded.review,
            polarity = excluded.polarity,
            crawled_on = excluded.crawled_on,
            event_id = excluded.event_id
        where row(outdone.*) is distinct from row(excluded.*)
    )

    select
        count(*),
        count(*) filter (where next.is_posted_year_inferred),
        (select count(*) from inserted),
        (select count(*) from updated)
    into v_kept, v_inferred, v_inserted, v_updated
    from next
    where next.place = 1;
    perform staging.analyze_changed('reviews', v_inserted + v_updated);
    return jsonb_build_object(
        'staged', v_staged,
        'kept', v_kept,
        'rejected', v_rejected,
        'collapsed', v_staged - v_rejected - v_kept,
        'inserted', v_inserted,
        'updated', v_updated,
        'unchanged', v_kept - v_inserted - v_updated,
        'inferred_year', v_inferred,
        'crawl_year', (select max(crawl_year) from staging.crawls)
    );
end;
$$;

comment on function staging.merge_reviews() is
'Merge staged reviews into core.reviews; returns counts of rows.';
