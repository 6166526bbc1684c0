-- A first load puts millions of rows into empty tables: their keys come off,
-- and end_first_load() builds and checks them at once.  Once anything is
-- published keys stay on, because that locks tables which readers need.
create function staging.begin_first_load()
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_table text;
    v_is_empty boolean;
    v_is_any boolean := false;
begin
    if exists (select from core.loads where status = 'published') then
        return false;
    end if;
    foreach v_table in array array[
        'items',
        'reviews',
        'game_genres',
        'game_tags',
        'game_specs',
        'game_studios',
        'title_credits',
        'title_countries',
        'title_categories'
    ]
    loop
        execute format('select not exists (select from core.%I)', v_table)
        into v_is_empty;
        if
            v_is_empty
            and not exists (
                select from staging.dropped_constraints as held
                where held.table_name = v_table
            )
        then
            perform staging.drop_keys(v_table);
            v_is_any := true;
        end if;
    end loop;
    return v_is_any;
end;
$$;

comment on function staging.begin_first_load() is
'Before the first publication, take the keys off empty core tables; '
'true if there are any.';
