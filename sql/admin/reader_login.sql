-- A login that reads api within limits: made, or put right where it is there.
--
--   psql -d ludoteca -c "set ludoteca.login = 'ann'" \
--       -f sql/admin/reader_login.sql -c '\password ann'
--
-- The limits stand on the login because Postgres applies the settings of a role
-- to those who log in as it, not to its members.  Needs a superuser, or a login
-- that may create roles, is an admin of ludoteca_reader and may set
-- temp_file_limit (`grant set on parameter temp_file_limit to ...`).
do $$
declare
    v_login text := current_setting('ludoteca.login');
    v_setting record;
begin
    if not exists (
        select from pg_catalog.pg_roles where rolname = v_login
    ) then
        execute format('create role %I', v_login);
    end if;
    execute format('grant ludoteca_reader to %I', v_login);
    -- of the 100 connections of a server as it is shipped: loads come in, too
    execute format('alter role %I login connection limit 80', v_login);
    execute format(
        'alter role %I in database %I reset all', v_login, current_database()
    );
    for v_setting in
        select limits.name, limits.value
        from (
            values
            ('search_path', 'api'),
            ('default_transaction_read_only', 'on'),
            ('statement_timeout', '60s'),
            ('transaction_timeout', '1h'),
            ('idle_in_transaction_session_timeout', '60s'),
            ('idle_session_timeout', '12h'),
            ('temp_file_limit', '1GB')
        ) as limits (name, value)
        -- transaction_timeout is of Postgres 17
        inner join pg_catalog.pg_settings using (name)
    loop
        execute format(
            'alter role %I set %I = %L',
            v_login, v_setting.name, v_setting.value
        );
    end loop;
end;
$$;
