-- What did a viewer give beyond what was to be expected?  Computed from the
-- ratings as they are now: so is the viewer's offset, what the viewer gives
-- beyond mean and titles, damped.
create function agg.viewer_residuals(p_viewer_id integer)
returns table (
    title_key integer,
    half_stars smallint,
    residual_stars double precision,
    viewer_offset_stars double precision
)
language sql
stable
parallel safe
begin atomic
    with

    differences as (
        select
            ratings.title_key,
            ratings.half_stars,
            used.viewer_damping,
            ratings.half_stars / 2.0::double precision
            - used.mean_stars
            - coalesce(
                learnt.offset_stars,
                (
                    select known.offset_stars
                    from agg.used_title_offsets as known
                    where known.title_key = ratings.title_key
                )
            ) as difference
        from core.ratings
        cross join agg.used_taste_model as used
        -- what agg.used_title_offsets has where it was learnt, without a look
        -- at each title, of which some viewers rated ten thousand
        left join core.title_offsets as learnt
            on
                ratings.title_key = learnt.title_key
                and learnt.model_id = (
                    select published.model_id
                    from agg.published_taste_model as published
                )
        where ratings.viewer_id = p_viewer_id
    ),

    offset_ones as (
        select
            differences.title_key,
            differences.half_stars,
            differences.difference,
            sum(differences.difference) over ()
            / (count(*) over () + differences.viewer_damping)
                as viewer_offset_stars
        from differences
    )

    select
        offset_ones.title_key,
        offset_ones.half_stars,
        offset_ones.difference - offset_ones.viewer_offset_stars
            as residual_stars,
        offset_ones.viewer_offset_stars
    from offset_ones;
end;

comment on function agg.viewer_residuals(integer) is
'The ratings of a viewer, what each has beyond mean, viewer and title, and the '
'viewer''s offset; no row for a viewer without ratings.';
