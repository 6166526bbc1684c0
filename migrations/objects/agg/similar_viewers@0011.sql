-- Which raters of a title agree with a viewer on other titles?  By the
-- correlation of what both gave, beyond the titles' offsets and beyond their
-- own means, on what both rated: shrunk by how little that is, positive ones
-- only.  Of the viewer the newest 500 ratings count.
create function agg.similar_viewers(p_viewer_id integer, p_title_key integer)
returns table (
    viewer_id integer,
    titles_count bigint,
    similarity double precision,
    half_stars smallint,
    residual_stars double precision
)
language sql
stable
rows 50
parallel safe
-- two lists of keys look up the covering index (title_key, viewer_id) at once;
-- a bitmap would fetch each row, and the planner thinks that there are few
set enable_bitmapscan = off
begin atomic
    with

    newest as materialized (
        select
            ratings.title_key,
            ratings.half_stars
        from core.ratings
        where
            ratings.viewer_id = p_viewer_id
            and ratings.title_key <> p_title_key
        order by ratings.rated_at desc, ratings.title_key asc
        limit 500
    ),

    own as materialized (
        select
            newest.title_key,
            known.offset_stars,
            newest.half_stars / 2.0::double precision
            - known.offset_stars as difference
        from newest
        inner join agg.used_title_offsets as known
            on newest.title_key = known.title_key
    ),

    raters as materialized (
        select
            ratings.viewer_id,
            ratings.half_stars
        from core.ratings
        where
            ratings.title_key = p_title_key
            and ratings.viewer_id <> p_viewer_id
    ),

    compared as (
        select
            ratings.viewer_id,
            count(*) as titles_count,
            corr(
                own.difference,
                ratings.half_stars / 2.0::double precision - own.offset_stars
            ) as agreement
        from core.ratings
        inner join own on ratings.title_key = own.title_key
        where
            ratings.title_key = any(array(select newest.title_key from newest))
            and ratings.viewer_id = any(
                array(select raters.viewer_id from raters)
            )
        group by ratings.viewer_id
        having count(*) >= 3
    ),

    alike as (
        select
            compared.viewer_id,
            compared.titles_count,
            compared.agreement * (compared.titles_count - 1)
            / (compared.titles_count - 1 + 50) as similarity
        from compared
        where compared.agreement > 0
    )

    select
        alike.viewer_id,
        alike.titles_count,
        alike.similarity,
        raters.half_stars,
        raters.half_stars / 2.0::double precision
        - used.mean_stars
        - coalesce(learnt.offset_stars, agg.viewer_offset(alike.viewer_id))
        - known.offset_stars as residual_stars
    from alike
    inner join raters using (viewer_id)
    cross join agg.used_taste_model as used
    inner join agg.used_title_offsets as known
        on known.title_key = p_title_key
    -- left: a viewer who is new since the training has none
    left join core.viewer_offsets as learnt
        on
            alike.viewer_id = learnt.viewer_id
            and learnt.model_id = (
                select published.model_id
                from agg.published_taste_model as published
            );
end;

comment on function agg.similar_viewers(integer, integer) is
'Raters of a title who agree with a viewer on at least three other titles: how '
'much, and what each gave the title beyond what was to be expected.';
