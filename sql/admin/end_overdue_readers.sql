-- Ends the sessions of readers that outlive their limits: a session may set its
-- own timeouts, and no privilege forbids that.  `ludoteca` runs this every few
-- seconds on its local server; elsewhere it is for a scheduler such as pg_cron:
--
--   psql -d ludoteca -f sql/admin/end_overdue_readers.sql
--
-- Needs a superuser, or pg_signal_backend, pg_read_all_stats and execute on
-- pg_terminate_backend.
with
limits as (
    select
        -- the statement timeout of reader_login.sql, and a little more
        make_interval(
            secs => coalesce(
                current_setting('ludoteca.statement_seconds', true), '65'
            )::double precision
        ) as statement_limit,
        '1 hour'::interval as transaction_limit
),

readers as (
    select logins.oid
    from pg_catalog.pg_roles as logins
    where
        pg_has_role(logins.oid, 'ludoteca_reader', 'member')
        and not pg_has_role(logins.oid, 'ludoteca_etl', 'member')
        and not logins.rolsuper
)

select pg_terminate_backend(activity.pid)
from pg_catalog.pg_stat_activity as activity
inner join readers on activity.usesysid = readers.oid
cross join limits
where
    (
        activity.state = 'active'
        and activity.query_start < clock_timestamp() - limits.statement_limit
    )
    or (
        activity.state like 'idle in transaction%'
        and activity.state_change < clock_timestamp() - limits.statement_limit
    )
    or activity.xact_start < clock_timestamp() - limits.transaction_limit;
