"""Events as applications send them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg

from etl.continuous.events import apply_pending_events
from etl.session import open_session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL


@contextmanager
def sender(url: URL) -> Iterator[psycopg.Connection]:
    """A connection that may record events and nothing else."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("set role ludoteca_events")
        yield connection


def record(
    connection: psycopg.Connection,
    user_id: str | None,
    kind: str | None,
    game_id: int | None,
    **more: Any,  # noqa: ANN401 - whatever the function takes
) -> tuple[int, bool]:
    """Record an event; returns its id and whether it shows already."""
    given: dict[str, Any] = {"p_user_id": user_id, "p_kind": kind, "p_game_id": game_id}
    given |= {f"p_{name}": value for name, value in more.items()}
    arguments = ", ".join(f"{name} => %({name})s" for name in given)
    statement = f"select event_id, is_applied from api.record_event({arguments})"
    row = connection.execute(statement.encode(), given).fetchone()
    assert row is not None
    return row[0], row[1]


def follow(url: URL) -> int:
    """Let the aggregates follow, as the worker does; returns how many events."""
    with open_session(url) as connection:
        return apply_pending_events(connection)
