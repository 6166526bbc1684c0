-- Genres, tags, specs and studios of staged games into their tables; to be
-- called after choose_labels().
--
-- A load without labels leaves them alone, unless games have gone: then names
-- may be spelt otherwise, or be nobody's.
create function staging.merge_labels(p_are_games_gone boolean default false)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_staged bigint;
    v_kept bigint;
    v_changes bigint;
begin
    if
        not p_are_games_gone
        and not exists (select from staging.games)
    then
        return jsonb_build_object(
            'staged', 0, 'kept', 0, 'collapsed', 0, 'updated', 0
        );
    end if;

    v_changes
        := staging.merge_dimension(
            'genres', 'genre_id', 'game_genres', array['genre']
        )
        + staging.merge_dimension(
            'tags', 'tag_id', 'game_tags', array['tag']
        )
        + staging.merge_dimension(
            'specs', 'spec_id', 'game_specs', array['spec']
        )
        + staging.merge_dimension(
            'studios',
            'studio_id',
            'game_studios',
            array['developer', 'publisher']
        );
    select coalesce(sum(cardinality(
        games.genres
        || games.tags
        || games.specs
        || games.developers
        || games.publishers
    )), 0)
    into v_staged
    from staging.games;
    select count(*) into v_kept from staging.labels;
    return jsonb_build_object(
        'staged', v_staged,
        'kept', v_kept,
        'collapsed', v_staged - v_kept,
        'updated', v_changes
    );
end;
$$;

comment on function staging.merge_labels(boolean) is
'Merge chosen labels into their dimensions and links; returns counts.';
