-- Build and check the keys that begin_bulk() took off.
create function staging.end_bulk()
returns void
language plpgsql
security definer
set search_path = ''
set maintenance_work_mem = '256MB'
as $$
declare
    v_held record;
begin
    for v_held in
        select
            held.table_name,
            held.name,
            held.definition
        from staging.held_constraints as held
        -- 'PRIMARY KEY …' after 'FOREIGN KEY …' in the alphabet: keys first
        order by held.definition desc
    loop
        execute format(
            'alter table core.%I add constraint %I %s',
            v_held.table_name,
            v_held.name,
            v_held.definition
        );
    end loop;
    for v_held in
        select distinct held.table_name from staging.held_constraints as held
    loop
        execute format('analyze core.%I', v_held.table_name);
    end loop;
    delete from staging.held_constraints;
end;
$$;

comment on function staging.end_bulk() is
'Put the keys back that begin_bulk() took off, each checked on every row.';
