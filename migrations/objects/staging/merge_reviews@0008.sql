-- Staged reviews into core.reviews, one row per (user, game).
create function staging.merge_reviews(p_crawl_year smallint default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
set work_mem = '128MB'
as $$
declare
    v_crawl_year smallint := coalesce(p_crawl_year, staging.crawl_year());
    v_staged bigint;
    v_rejected bigint;
    v_kept bigint;
    v_inferred bigint;
    v_inserted bigint;
    v_updated bigint;
begin
    v_rejected := staging.reject_undatable_reviews(v_crawl_year);
    select count(*) into v_staged from staging.reviews;
    with

    next as materialized (
        select reviews.* from staging.reviews_after_load(v_crawl_year) as reviews
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
            polarity = next.polarity
        from next
        where
            reviews.user_key = next.user_key
            and reviews.game_id = next.game_id
            and (
                reviews.posted_on <= next.posted_on
                -- the same day, of another year to infer
                or (
                    reviews.is_posted_year_inferred
                    and next.is_posted_year_inferred
                    and to_char(reviews.posted_on, 'MMDD')
                    = to_char(next.posted_on, 'MMDD')
                )
            )
            -- the last column of core.reviews, sentiment, follows polarity
            and row(reviews.*) is distinct from row(next.*, reviews.sentiment)
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
            polarity
        )
        select next.* from next
        where not exists (
            select from core.reviews
            where
                reviews.user_key = next.user_key
                and reviews.game_id = next.game_id
        )
        returning 1
    )

    select
        count(*),
        count(*) filter (where next.is_posted_year_inferred),
        (select count(*) from inserted),
        (select count(*) from updated)
    into v_kept, v_inferred, v_inserted, v_updated
    from next;
    analyze core.reviews;
    return jsonb_build_object(
        'staged', v_staged,
        'kept', v_kept,
        'rejected', v_rejected,
        'collapsed', v_staged - v_rejected - v_kept,
        'inserted', v_inserted,
        'updated', v_updated,
        'unchanged', v_kept - v_inserted - v_updated,
        'inferred_year', v_inferred,
        'crawl_year', v_crawl_year
    );
end;
$$;

comment on function staging.merge_reviews(smallint) is
'Merge staged reviews into core.reviews; returns counts of rows.';
