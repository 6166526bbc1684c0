"""Exchange of the derived layer for another revision's, beside the readers of the old one.

Revisions add to the tables, each in a transaction of its own, and leave the objects of sql/ alone.
At the end these are brought to the revision of the tables at once, however many revisions lie
between, in one transaction:

1. what changes, and what depends on it, is made in schemas of its own, filled and analysed, which
   no reader notices: nothing of it can be seen, and nothing that they read is locked;
2. in a moment the old objects are dropped, the new ones moved into their place, and what only the
   old ones read is taken from the tables (`after_upgrade`, `after_downgrade` of the revisions).

The objects tell their revision, so a run that was interrupted before its end is made up for by the
next one.
"""

import random
import re
import time
from collections.abc import Callable, Iterator
from typing import Final

from alembic.runtime.migration import MigrationContext
from psycopg import errors as pg
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from db.engines import OWNER
from db.migrate.bundle import read_frozen_bundle
from db.migrate.change import PREPARE, SchemaChange, schema_change

LOCK_WAIT: Final = "200ms"
"""How long a reader may have to wait behind the exchange, which waits for another reader."""
PATIENCE_SECONDS: Final = 60.0
"""How long it is tried again: a reader's statement, or an export, has ended by then."""
PAUSE_SECONDS: Final = (0.1, 1.0)

# Aggregates made anew start empty: where data are loaded these are filled at once, in the same
# transaction, and readers hear that answers may have changed.
FILL_IF_LOADED: Final = """
do $$
begin
    if exists (select from core.loads where status = 'published') then
        perform agg.refresh(p_written_only => true);
        perform staging.publish('{}', 'refresh');
    end if;
end;
$$;
"""
# As agg.refresh has them.
_FILL_SETTINGS: Final = """
set local work_mem = '256MB';
set local maintenance_work_mem = '256MB';
set local default_statistics_target = 30;
set local parallel_tuple_cost = 0.005;
"""
_REVISION: Final = "select revision from api.schema_revision()"
_HAS_OBJECTS: Final = text("select to_regprocedure('api.schema_revision()') is not null")
_CAN_BE_BESIDE: Final = text(
    """
    select
        has_database_privilege(session_user, current_database(), 'create')
        and exists (select from core.loads where status = 'published')
    """
)
_NAME: Final = re.compile(r"\b(staging|agg|api)\.([a-z0-9_]+)")
_STATE: Final = "objects_revision"
"""Option of an offline context: the revision of the objects, which no database tells."""


def exchange_objects(
    context: MigrationContext, revision: str | None, *, at_once: bool = False
) -> None:
    """Bring the objects of sql/ to a revision, in the present transaction.

    Args:
        context: of Alembic, whose operations are installed; its tables are at the revision.
        revision: None where there shall be none, which only the first revision does.
        at_once: readers wait meanwhile; so it is where nothing is loaded, where the login may not
            create schemas, and in SQL for a DBA.

    Raises:
        OperationalError: readers did not let go of the old objects.
    """
    old = context_objects_revision(context)
    if old in {revision, None} or revision is None:
        return
    change = schema_change(read_frozen_bundle(old), read_frozen_bundle(revision))
    connection = context.connection

    def take_away() -> None:
        for after in _after_steps_between(context, old, revision):
            after()

    if context.as_sql or at_once or connection is None or not connection.scalar(_CAN_BE_BESIDE):
        run_script(context, change.drops + PREPARE + change.creates)
        take_away()
        run_script(context, FILL_IF_LOADED)
    else:
        _exchange_beside_readers(connection, change, take_away)
    set_objects_revision(context, revision)


def set_objects_revision(context: MigrationContext, revision: str | None) -> None:
    """Note the revision of the objects where no database tells it."""
    context.opts[_STATE] = revision


def context_objects_revision(context: MigrationContext) -> str | None:
    """Name the revision of the objects; None where there are none."""
    if context.as_sql or context.connection is None:
        return context.opts.get(_STATE, context.get_current_revision())
    return read_objects_revision(context.connection)


def read_objects_revision(connection: Connection) -> str | None:
    """Name the revision of a database's objects; None where there are none."""
    if not connection.scalar(_HAS_OBJECTS):
        return None
    return str(connection.scalar(text(_REVISION)))


def run_script(context: MigrationContext, script: str) -> None:
    """Run a script as it stands; Alembic's own op.execute would double each %."""
    if not script:
        return
    if context.as_sql or context.connection is None:
        context.impl.static_output(script)
    else:
        execute_script(context.connection, script)


def _after_steps_between(
    context: MigrationContext, old: str, new: str
) -> Iterator[Callable[[], None]]:
    """List what the revisions between two do once the objects are exchanged, in its order."""
    script = context.script
    if script is None:
        return
    known = [each.revision for each in script.walk_revisions()]  # the newest first
    is_up = known.index(new) < known.index(old)
    between = list(
        script.iterate_revisions(new, old) if is_up else script.iterate_revisions(old, new)
    )
    for each in reversed(between) if is_up else between:
        yield getattr(each.module, "after_upgrade" if is_up else "after_downgrade", _no_after_step)


def _no_after_step() -> None:
    """Take nothing away: a revision that only adds, or that exchanges its objects itself."""


def _exchange_beside_readers(
    connection: Connection, change: SchemaChange, take_away: Callable[[], None]
) -> None:
    """Make the new objects where nobody looks, fill them, and put them in the place of the old."""
    names = {each.name for each in change.made}

    def elsewhere(statement: str) -> str:
        # of a comment only its object and the types of that: what it says stays
        is_comment = statement.startswith("comment on")
        told, quote, said = statement.partition("'" if is_comment else "\0")
        named = _NAME.sub(
            lambda found: f"{found[1]}_next.{found[2]}" if found[0] in names else found[0], told
        )
        return named + quote + said

    schemas = sorted({each.schema for each in change.made})
    execute_script(connection, "set local role none")
    for schema in schemas:
        execute_script(connection, f"create schema {schema}_next authorization {OWNER}")
    execute_script(connection, f"set local role {OWNER}")
    execute_script(connection, PREPARE + _FILL_SETTINGS)
    stored = [each for each in change.made if each.is_stored]
    later = {each.file: each.indexes for each in stored}
    for each in change.made:
        texts = [text for text in each.statements.values() if text not in later.get(each.file, ())]
        execute_script(connection, "".join(map(elsewhere, texts)))
    for each in stored:
        steps = [f"{each.fill};\n", *each.indexes, f"analyze {each.name};\n"]
        execute_script(connection, "".join(map(elsewhere, steps)))
    execute_script(connection, "select staging.publish('{}', 'refresh')")
    moves = [each.move(f"{each.schema}_next") for each in change.made]
    # What a quoted body names is looked up when it runs: by then it is in its place.
    quoted = [
        each.replacing
        for each in change.made
        if each.is_quoted and elsewhere(each.first) != each.first
    ]
    drops = [f"drop schema {schema}_next;\n" for schema in schemas]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with connection.begin_nested():  # what was locked is let go if it fails
                execute_script(connection, f"set local lock_timeout = '{LOCK_WAIT}'")
                execute_script(
                    connection, change.drops + "".join(moves + drops + quoted) + change.altered
                )
                take_away()
        except OperationalError as error:
            is_held = isinstance(error.orig, pg.LockNotAvailable | pg.DeadlockDetected)
            if not is_held or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(*PAUSE_SECONDS))  # noqa: S311 - not a secret
        else:
            return


def execute_script(connection: Connection, script: str) -> None:
    """Run a script as it stands."""
    if script:
        connection.exec_driver_sql(script, execution_options={"no_parameters": True})
