-- Bring stored aggregates up to date outside of loads: those of users, or all.
create function agg.refresh_touched(p_kinds text[] default null)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_name text;
begin
    if p_kinds is null then
        perform agg.refresh();
        return 1;
    end if;
    foreach v_name in array array[
        'playtime_by_genre_user',
        'playtime_by_genre_user_year',
        'spending_by_user'
    ]
    loop
        execute format(
            'refresh materialized view concurrently agg.%I', v_name
        );
    end loop;
    return 1;
end;
$$;

comment on function agg.refresh_touched(text[]) is
'Bring stored aggregates up to date: of these kinds, or all.';
