"""Removal of a user, a game or a viewer for good, in one transaction."""

from typing import Final, Literal

from sqlalchemy import URL

from db.errors import InputError
from etl.ledger import Run, publish_run
from etl.load_report import Counts
from etl.merge import block_events, commit_block, disable_parallel_workers
from etl.session import UNTOUCHED, loader_session

Kind = Literal["user", "game", "viewer"]

_FORGET: Final = {
    "user": b"select staging.forget_user(%s::text)",
    "game": b"select staging.forget_game(%s::bigint)",
    "viewer": b"select staging.forget_viewer(%s::integer)",
}


def forget_user_or_game(url: URL, kind: Kind, identifier: str | int) -> tuple[Counts, int]:
    """Remove a user, a game or a viewer and all that belongs to it; later loads leave it out.

    Readers see the data before or after. The ledger tells that something was forgotten, not what.

    Returns:
        The rows removed by table, and the data version published.

    Raises:
        InputError: there is none of this id; nothing was changed.
    """
    run = Run()
    with loader_session(url) as connection:
        connection.execute("select staging.clear()")
        with commit_block(connection):
            block_events(connection)
            disable_parallel_workers(connection)
            row = connection.execute(_FORGET[kind], [identifier]).fetchone()
            if row is None or row[0] is None:
                raise InputError(f"No {kind} has the id {identifier!r}. {UNTOUCHED}")
            removed: Counts = row[0]
            connection.execute("select agg.refresh(null, true)")
            document = run.document([]) | {"counts": {"removed": removed}}
            return removed, publish_run(connection, run, document, kind="forget")
