-- Bring a viewer's rating, or that it is taken back (p_half_stars is null),
-- into ratings and scores, by the rule of their merge: the newest counts, and
-- a deletion is kept with its time until a newer rating comes.  Returns whether
-- there was no rating before.
--
-- One rating of a title after the other: a sum that is computed beside another
-- would lack it.
create function staging.apply_rating(
    p_viewer_id integer,
    p_title_key integer,
    p_half_stars integer,
    p_rated_at timestamptz
)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_is_new boolean;
    v_aggregate text;
begin
    perform pg_catalog.pg_advisory_xact_lock(
        pg_catalog.hashtext('ludoteca rating'), p_title_key
    );
    v_is_new := not exists (
        select from core.ratings
        where
            ratings.viewer_id = p_viewer_id
            and ratings.title_key = p_title_key
    );
    if p_half_stars is null then
        delete from core.ratings
        where
            ratings.viewer_id = p_viewer_id
            and ratings.title_key = p_title_key
            and ratings.rated_at <= p_rated_at;
        insert into core.deleted_ratings as deleted (
            viewer_id, title_key, deleted_at
        )
        select
            p_viewer_id,
            p_title_key,
            p_rated_at
        where not exists (
            select from core.ratings
            where
                ratings.viewer_id = p_viewer_id
                and ratings.title_key = p_title_key
        )
        on conflict (viewer_id, title_key) do update
        set deleted_at = greatest(deleted.deleted_at, excluded.deleted_at);
    else
        insert into core.viewers (viewer_id)
        values (p_viewer_id)
        on conflict (viewer_id) do nothing;
        insert into core.ratings as known (
            viewer_id, title_key, half_stars, rated_at
        )
        select
            p_viewer_id,
            p_title_key,
            p_half_stars,
            p_rated_at
        where not exists (
            select from core.deleted_ratings as deleted
            where
                deleted.viewer_id = p_viewer_id
                and deleted.title_key = p_title_key
                and deleted.deleted_at >= p_rated_at
        )
        on conflict (viewer_id, title_key) do update
        set
            half_stars = excluded.half_stars,
            rated_at = excluded.rated_at
        where
            (known.rated_at, known.half_stars)
            < (excluded.rated_at, excluded.half_stars);
        delete from core.deleted_ratings as deleted
        where
            deleted.viewer_id = p_viewer_id
            and deleted.title_key = p_title_key
            and deleted.deleted_at < p_rated_at;
    end if;

    -- the one adds the other up
    foreach v_aggregate in array
        array['scores_by_title_year', 'scores_by_title']
    loop
        perform agg.replace_rows(
            v_aggregate,
            format(
                'select found.* from agg.%I as found where title_key = %s',
                v_aggregate || '_definition',
                p_title_key
            ),
            format('title_key = %s', p_title_key)
        );
    end loop;
    return v_is_new;
end;
$$;

comment on function staging.apply_rating(
    integer, integer, integer, timestamptz
) is
'Bring a rating, or that it is taken back, into ratings and scores; returns '
'whether there was none before.';
