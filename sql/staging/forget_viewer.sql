-- Remove a viewer for good, on request: ratings, those that were taken back or
-- wait, and what the ledger keeps of refused ratings that name the viewer.
--
-- A small number may be another's stars or time: what the ledger loses then is
-- one more refused text, not its count.
create function staging.forget_viewer(p_viewer_id integer)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_ratings bigint;
    v_rejects bigint;
    v_number text := '(?<![[:alnum:]_.-])' || p_viewer_id || '(?![[:alnum:]_.-])';
begin
    if
        not exists (
            select from core.viewers where viewers.viewer_id = p_viewer_id
        )
        and not exists (
            select from core.pending_ratings as pending
            where pending.viewer_id = p_viewer_id
        )
    then
        return null;
    end if;

    delete from core.ratings where ratings.viewer_id = p_viewer_id;
    get diagnostics v_ratings = row_count;
    delete from core.deleted_ratings as deleted
    where deleted.viewer_id = p_viewer_id;
    delete from core.pending_ratings as pending
    where pending.viewer_id = p_viewer_id;
    delete from core.viewers where viewers.viewer_id = p_viewer_id;
    -- it is computed anew, without
    delete from core.story_parts;

    delete from core.rejects
    using core.load_files
    where
        rejects.load_id = load_files.load_id
        and rejects.file_number = load_files.file_number
        and load_files.kind = 'ratings'
        and (rejects.raw ~ v_number or rejects.detail ~ v_number);
    get diagnostics v_rejects = row_count;
    update core.load_warnings
    set
        examples = (
            select coalesce(jsonb_agg(example), '[]')
            from jsonb_array_elements(load_warnings.examples) as example
            where example::text !~ v_number
        )
    from core.load_files
    where
        load_warnings.load_id = load_files.load_id
        and load_warnings.file_number = load_files.file_number
        and load_files.kind = 'ratings'
        and load_warnings.examples::text ~ v_number;

    insert into core.forgotten_viewers (viewer_id, forgotten_at)
    values (p_viewer_id, clock_timestamp())
    on conflict (viewer_id) do nothing;
    return jsonb_build_object(
        'viewers', 1, 'ratings', v_ratings, 'rejects', v_rejects
    );
end;
$$;

comment on function staging.forget_viewer(integer) is
'Remove a viewer and all that is the viewer''s; returns counts, null where '
'there is none of this id.';
