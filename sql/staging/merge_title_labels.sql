-- People, countries and categories of staged titles into their tables; to be
-- called after merge_titles().
create function staging.merge_title_labels()
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_staged bigint;
    v_kept bigint;
    v_changes bigint;
    v_genres bigint;
begin
    if not exists (select from staging.titles) then
        return jsonb_build_object(
            'staged', 0, 'kept', 0, 'collapsed', 0, 'updated', 0
        );
    end if;

    perform staging.choose_title_labels();
    analyze staging.title_labels;
    v_changes
        := staging.merge_dimension(
            'people',
            'person_id',
            'title_credits',
            array['actor', 'director'],
            'title_labels',
            'title_key'
        )
        + staging.merge_dimension(
            'countries',
            'country_id',
            'title_countries',
            array['country'],
            'title_labels',
            'title_key'
        )
        + staging.merge_dimension(
            'categories',
            'category_id',
            'title_categories',
            array['category'],
            'title_labels',
            'title_key'
        );
    update core.categories
    set genre = agg.common_genre(categories.name_key)
    where
        categories.genre
        is distinct from agg.common_genre(categories.name_key);
    get diagnostics v_genres = row_count;

    select coalesce(sum(cardinality(
        titles.actors
        || titles.directors
        || titles.countries
        || titles.categories
    )), 0)
    into v_staged
    from staging.titles;
    select count(*) into v_kept from staging.title_labels;
    return jsonb_build_object(
        'staged', v_staged,
        'kept', v_kept,
        'collapsed', greatest(v_staged - v_kept, 0),
        'updated', v_changes + v_genres
    );
end;
$$;

comment on function staging.merge_title_labels() is
'Merge people, countries and categories of staged titles; returns counts.';
