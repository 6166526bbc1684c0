-- What Postgres lets everybody do by default, and a reader shall not: temporary
-- tables, large objects, DO blocks, messages in the log of writes, advisory
-- locks (a load and an upgrade hold one each), ending sessions of its own
-- login.  In the present database; runs any number of times.
-- Needs a superuser: anybody else gets warnings and changes nothing.
do $$
declare
    v_function regprocedure;
begin
    execute format(
        'revoke temporary on database %I from public', current_database()
    );
    execute format(
        'grant temporary on database %I to ludoteca_owner, ludoteca_etl',
        current_database()
    );
    revoke create on schema public from public;
    revoke usage on language plpgsql from public;
    grant usage on language plpgsql to ludoteca_owner, ludoteca_etl;
    for v_function in
        select routines.oid::regprocedure
        from pg_catalog.pg_proc as routines
        where
            routines.pronamespace = 'pg_catalog'::regnamespace
            and (
                routines.proname ~ '^(lo_|pg_(try_)?advisory_)'
                or routines.proname in (
                    'loread',
                    'lowrite',
                    'pg_cancel_backend',
                    'pg_logical_emit_message',
                    'pg_terminate_backend'
                )
            )
            and has_function_privilege('public', routines.oid, 'execute')
    loop
        execute format('revoke execute on function %s from public', v_function);
        execute format(
            'grant execute on function %s to ludoteca_owner, ludoteca_etl',
            v_function
        );
    end loop;
end;
$$;
