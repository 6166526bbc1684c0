"""Connections to Postgres: readers for the API, a loader for the ETL, an owner for Alembic."""

from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import errors as pg_errors
from psycopg import sql
from psycopg.types.json import set_json_loads
from sqlalchemy import URL, Engine, NullPool, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from db.errors import ConfigurationError, DatabaseUnavailable, SchemaOutOfDate
from db.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

READER: Final = "ludoteca_reader"
LOADER: Final = "ludoteca_etl"
OWNER: Final = "ludoteca_owner"
EVENTS: Final = "ludoteca_events"
API_NAME: Final = "ludoteca api"
LOAD_NAME: Final = "ludoteca load"

CONNECT_SECONDS: Final = 5
POOL_SIZE: Final = 4
POOL_WAIT_SECONDS: Final = 5.0
GRACE_SECONDS: Final = 2.0
"""How much longer than its statement timeout a server may be silent before it counts as gone."""
ANSWER_LIMIT_OPTION: Final = "ludoteca_answer_seconds"
"""The option of an engine that holds how long a server may be silent after a question."""
LOCK_WAIT: Final = "2s"
"""Only a first load or an upgrade holds a table back from readers, and both take longer."""

# A silent network is noticed by the kernel, not by a request that waits for ever.
_KEEPALIVE: Final = {
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}

_READER_SESSION: Final = """
    select
        set_config('search_path', 'api', false),
        set_config('default_transaction_read_only', 'on', false),
        set_config('idle_session_timeout', '0', false),
        set_config('statement_timeout', %s, false),
        set_config('lock_timeout', %s, false)
"""

_MAY_WRITE: Final = """
    select
        current_setting('is_superuser') = 'on'
        or exists (
            select
            from pg_catalog.pg_roles as roles
            where
                roles.rolname in ('ludoteca_owner', 'ludoteca_etl')
                and pg_catalog.pg_has_role(current_user, roles.oid, 'member')
        )
        or exists (
            select
            from pg_catalog.pg_namespace as schemas
            where
                schemas.nspname in ('core', 'agg', 'api', 'staging')
                and pg_catalog.has_schema_privilege(current_user, schemas.oid, 'create')
        )
"""


_EVENTS_SESSION: Final = """
    select
        set_config('idle_session_timeout', '0', false),
        set_config('statement_timeout', %s, false)
"""


def reader_engine(settings: Settings, *, server_url: URL | None = None) -> "AsyncEngine":
    """Make the API's engine: every connection of it can read `api` and can write nothing.

    The login itself must be a reader, and is refused where it may write; with DATABASE_URL alone
    each connection becomes `ludoteca_reader` before its first question.

    Args:
        settings: what the operator set.
        server_url: the reader's login of the local server, where neither address is set.

    Raises:
        ConfigurationError: there is no address, or one that needs DATABASE_READER_URL.
    """
    url = settings.reader_url or settings.database_url or server_url
    if url is None:
        raise ConfigurationError(
            "No database is named: set DATABASE_URL, or run `ludoteca up`, "
            "which starts a local server and serves it"
        )
    timeout = f"{settings.statement_timeout_ms}ms"
    return _limited_engine(
        url,
        settings,
        role=READER,
        login_setting="DATABASE_READER_URL",
        has_login=not has_no_reader_login(settings),
        session=(_READER_SESSION, (timeout, LOCK_WAIT)),
    )


def events_engine(settings: Settings) -> "AsyncEngine":
    """Make the engine for what users tell: it can call the functions that record, and nothing else.

    The login itself must be one for events, and is refused where it may do more; with DATABASE_URL
    alone each connection becomes `ludoteca_events` before its first call.

    Raises:
        ConfigurationError: there is no address, or one that needs DATABASE_EVENTS_URL.
    """
    url = settings.events_url or settings.database_url
    if url is None:
        raise ConfigurationError(
            "No login is named that may record what users tell: set DATABASE_EVENTS_URL"
        )
    return _limited_engine(
        url,
        settings,
        role=EVENTS,
        login_setting="DATABASE_EVENTS_URL",
        has_login=settings.events_url is not None,
        session=(_EVENTS_SESSION, (f"{settings.statement_timeout_ms}ms",)),
    )


def _limited_engine(  # noqa: PLR0913 - what tells readers from writers
    url: URL,
    settings: Settings,
    *,
    role: str,
    login_setting: str,
    has_login: bool,
    session: tuple[str, tuple[str, ...]],
) -> "AsyncEngine":
    """Make an engine whose connections have a role and no more.

    Args:
        url: the login.
        settings: what the operator set.
        role: what it must be, or becomes.
        login_setting: the variable that names a login of that role.
        has_login: whether the login is one; else each connection sets its role.
        session: what each connection executes first, and the values of its parameters.
    """
    # It brings the ORM along, and commands start in three quarters of the time without.
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

    if not has_login and not settings.prepare_statements:
        raise ConfigurationError(
            "LUDOTECA_PREPARE=off is for a pooler such as pgbouncer, where `set role` would leak "
            f"into other clients' sessions: set {login_setting} to a login of its own"
        )
    engine = create_async_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,  # one statement a request: there is nothing to roll back
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_use_lifo=True,
        use_native_hstore=False,
        execution_options={
            ANSWER_LIMIT_OPTION: settings.statement_timeout_ms / 1000 + GRACE_SECONDS
        },
        connect_args=_connect_args(url, API_NAME)
        | {"prepare_threshold": 5 if settings.prepare_statements else None},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _: ConnectionPoolEntry) -> None:  # noqa: ANN401 - adapted driver
        set_json_loads(bytes, connection.driver_connection)  # type: ignore[arg-type] # bytes come
        cursor = connection.cursor()
        try:
            if not has_login:
                _set_role(cursor, role)
            cursor.execute(*session)
            cursor.execute(_MAY_WRITE)
            if cursor.fetchone()[0]:
                raise ConfigurationError(
                    f"The login of {login_setting} may write tables: use one that is a member of "
                    f"{role} and of nothing more"
                )
        finally:
            cursor.close()

    return engine


def has_no_reader_login(settings: Settings) -> bool:
    """Tell whether a reader has no login of its own, but that of DATABASE_URL."""
    return settings.reader_url is None and settings.database_url is not None


def etl_connection(url: URL) -> psycopg.Connection:
    """Open the loader's connection: role `ludoteca_etl`, autocommit off.

    Raises:
        DatabaseUnavailable: no server answers.
        SchemaOutOfDate: the role does not exist yet.
        ConfigurationError: the login may not take the role.
    """
    _, options = create_engine(url, poolclass=NullPool).dialect.create_connect_args(url)
    options.pop("context", None)  # the driver's own adapters, not SQLAlchemy's
    try:
        connection = psycopg.connect(**{**options, **_connect_args(url, LOAD_NAME)})
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(
            f"No database answers at {url_without_password(url)}: {error}"
        ) from error
    try:
        with connection.cursor() as cursor:
            _set_role(cursor, LOADER)
        connection.commit()
    except BaseException:
        connection.close()
        raise
    return connection


def owner_engine(url: URL) -> Engine:
    """Make Alembic's engine: the login as it is, one connection at a time, nothing pooled."""
    return create_engine(
        url,
        poolclass=NullPool,
        use_native_hstore=False,
        connect_args=_connect_args(url, "ludoteca migrations"),
    )


def url_without_password(url: URL) -> str:
    """Write an address for a person: without its password."""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def _set_role(cursor: Any, role: str) -> None:  # noqa: ANN401 - sync cursor or SQLAlchemy's adapted one
    """Set the session's role, with an answer for each way in which that fails."""
    try:
        cursor.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
    except (pg_errors.InvalidParameterValue, pg_errors.UndefinedObject) as error:
        raise SchemaOutOfDate(
            f"The database has no role {role}: run `ludoteca db upgrade`"
        ) from error
    except pg_errors.InsufficientPrivilege as error:
        raise ConfigurationError(
            f"The login of DATABASE_URL may not become {role}: "
            f"have a DBA run `grant {role} to` that login"
        ) from error


def _connect_args(url: URL, application: str) -> dict[str, Any]:
    """Name and encoding of a connection, and its time limits as far as the URL sets none."""
    limits = {"connect_timeout": CONNECT_SECONDS, **_KEEPALIVE}
    unset = {name: value for name, value in limits.items() if name not in url.query}
    return {"application_name": application, "client_encoding": "utf8", **unset}
