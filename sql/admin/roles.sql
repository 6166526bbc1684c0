-- The four group roles, and the present login's membership in them.
-- Needs a login that may create roles; runs any number of times.
do $$
declare
    v_role text;
    v_membership text := case
        when current_setting('server_version_num')::integer >= 160000
            then 'set'
        else 'member'
    end;
begin
    foreach v_role in array
        array[
            'ludoteca_owner', 'ludoteca_etl', 'ludoteca_reader', 'ludoteca_events'
        ]
    loop
        if not exists (
            select from pg_catalog.pg_roles where rolname = v_role
        ) then
            begin
                execute format('create role %I nologin', v_role);
            exception
                -- another database of this server was first
                when duplicate_object or unique_violation then null;
            end;
        end if;
        if not pg_catalog.pg_has_role(current_user, v_role, v_membership) then
            execute format('grant %I to %I', v_role, current_user);
        end if;
    end loop;
end;
$$;
