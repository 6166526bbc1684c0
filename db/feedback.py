"""What users and viewers do, recorded by the functions of `api` that write: the only way to.

They are called as `ludoteca_events`, on connections of their own.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from psycopg import errors as pg_errors
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db import schema
from db.engines import events_engine
from db.errors import ConfigurationError, FeedbackRefused, KeyReused, NotLoaded, RemovedOnRequest
from db.queries.labels import NameKind, unknown_name_error
from db.session import Compiled, compile_statement, execute
from db.settings import Settings

_RECORD_EVENT: Final = compile_statement(select(schema.record_event.rows()))
_RATE: Final = compile_statement(select(schema.rate_title.rows()))
_UNRATE: Final = compile_statement(select(schema.unrate_title.rows()))


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedEvent:
    """An event as it was recorded."""

    event_id: int
    is_applied: bool
    """False where a load under way must end before it shows."""
    is_new: bool
    """False where it was recorded before, by its key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedRating:
    """A rating as it was given or taken back."""

    is_applied: bool
    """False where a load under way must end before it shows."""
    is_new: bool | None
    """The viewer had none of the title; None where a load must tell."""
    rated_at: datetime


class Feedback:
    """The writing side of a server; it connects when the first one writes.

    Whatever is asked raises DatabaseUnavailable where no server answers, and ConfigurationError
    where there is no login that may record. What is returned is committed.
    """

    def __init__(self, settings: Settings, reader: AsyncEngine) -> None:
        """Connect to nothing yet.

        Args:
            settings: what the operator set.
            reader: where names like an unknown one are looked up.
        """
        self._settings = settings
        self._reader = reader

    async def record_event(self, **event: Any) -> RecordedEvent:  # noqa: ANN401 - of several types
        """Record what a user did; the arguments are those of api.record_event(), `key` among them.

        Without a key it may be recorded twice where the connection dies meanwhile.

        Raises:
            UnknownName: no game has that id.
            FeedbackRefused: a value cannot be; KeyReused, RemovedOnRequest.
        """
        values = {f"p_{name}": value for name, value in event.items()}
        named = event["game_id"]
        return RecordedEvent(**await self._call(_RECORD_EVENT, values, kind="game", name=named))

    async def rate_title(
        self, viewer_id: int, title_id: str, half_stars: int | None
    ) -> RecordedRating:
        """Record a viewer's rating of now; without half stars that it is taken back.

        Raises:
            UnknownName: no title has that id; it offers the closest.
            FeedbackRefused: a value cannot be.
        """
        values = {"p_viewer_id": viewer_id, "p_title_id": title_id, "p_rated_at": None}
        if half_stars is None:
            statement = _UNRATE
        else:
            statement, values = _RATE, {**values, "p_half_stars": half_stars}
        return RecordedRating(**await self._call(statement, values, kind="title", name=title_id))

    async def dispose(self) -> None:
        """Close its connections."""
        if "_engine" in self.__dict__:
            await self._engine.dispose()

    @cached_property
    def _engine(self) -> AsyncEngine:
        return events_engine(self._settings)

    async def _call(
        self, statement: Compiled, values: Mapping[str, Any], *, kind: NameKind, name: str | int
    ) -> Mapping[str, Any]:
        try:
            with _translate_refusals():
                [row] = await execute(self._engine, statement, values)
        except pg_errors.NoDataFound as error:
            raise await unknown_name_error(self._reader, kind=kind, name=name) from error
        return row


@contextmanager
def _translate_refusals() -> Iterator[None]:
    try:
        yield
    except pg_errors.InvalidParameterValue as error:
        raise FeedbackRefused(_in_words(error)) from error
    except pg_errors.UniqueViolation as error:
        raise KeyReused(_in_words(error)) from error
    except pg_errors.ReadOnlySqlTransaction as error:
        raise ConfigurationError(
            "The database takes no writes: set DATABASE_EVENTS_URL to the one that does"
        ) from error
    except (ConfigurationError, NotLoaded) as error:  # as of readers
        cause = error.__cause__
        if isinstance(cause, pg_errors.ObjectNotInPrerequisiteState):
            raise RemovedOnRequest(_in_words(cause)) from error
        if isinstance(cause, pg_errors.InsufficientPrivilege):
            raise ConfigurationError(
                "The login of DATABASE_EVENTS_URL may not record: grant it ludoteca_events"
            ) from error
        raise


def _in_words(error: pg_errors.Error) -> str:
    """Say what a function refused, and what would have been right."""
    text = f"{error.diag.message_primary}; {error.diag.message_hint}"
    return f"{text[:1].upper()}{text[1:]}"
