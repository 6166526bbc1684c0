-- A first load puts millions of rows into empty tables: their keys come off,
-- and end_first_load() builds and checks them at once.  Once anything is
-- published keys stay on, because that locks tables which readers need; only
-- ratings may come later than anything else, and before them nobody has an
-- answer from their table.
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
    foreach v_table in array
        case
            when exists (select from core.loads where status = 'published')
                then array[]::text[]
            else array[
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
        end
        || case
            when exists (select from staging.ratings) then array['ratings']
            else array[]::text[]
        end
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
'Before the first publication, take the keys off empty core tables, and '
'those of ratings before the first of them; true if there are any.';
