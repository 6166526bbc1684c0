"""Errors a person can act on; the command line prints them without a traceback."""

from pathlib import Path
from typing import ClassVar


class LudotecaError(Exception):
    """Base of every error with a message meant for a person; `exit_code` is for the shell."""

    exit_code: ClassVar[int] = 1
    path: Path | None = None
    """The raw file that it is about, where it is about one."""


class ConfigurationError(LudotecaError):
    """A setting is wrong or missing."""

    exit_code = 2


class DatabaseUnavailable(LudotecaError):  # noqa: N818 - reads as a state, as in the HTTP answer
    """No server answers at the address, or it went away."""

    exit_code = 3


class StatementTimeout(DatabaseUnavailable):
    """A question took longer than LUDOTECA_STATEMENT_TIMEOUT_MS allows."""


class TablesHeld(DatabaseUnavailable):
    """A first load or an upgrade holds a table that the question reads."""


class LocalServerError(LudotecaError):
    """The local server cannot be started, attached to or stopped."""

    exit_code = 3


class SchemaOutOfDate(LudotecaError):  # noqa: N818 - reads as a state
    """The database is not at the migration that this code needs."""

    exit_code = 4


class AggregatesDiffer(LudotecaError):  # noqa: N818 - reads as a state
    """Stored aggregates are not what their definitions say of the data."""

    exit_code = 4


class NotLoaded(LudotecaError):  # noqa: N818 - reads as a state
    """The database holds no published data yet."""

    exit_code = 4


class NotTrained(LudotecaError):  # noqa: N818 - reads as a state
    """No model is published, so nothing can be recommended."""

    exit_code = 4


class TrainingRefused(LudotecaError):  # noqa: N818 - reads as a state
    """A model cannot be trained here; what is published is what it was before."""

    exit_code = 6


class FeedbackRefused(LudotecaError):  # noqa: N818 - reads as a state
    """What a user is said to have done cannot be recorded; the message says what could be."""

    exit_code = 5


class KeyReused(FeedbackRefused):
    """The idempotency key is that of something else that was recorded."""


class RemovedOnRequest(FeedbackRefused):
    """The user or the game was forgotten, and nothing of it is recorded any more."""


class InputError(LudotecaError):
    """A raw file is missing, broken or not what it should be."""

    exit_code = 5


class LoadFailed(LudotecaError):  # noqa: N818 - reads as a state
    """A load stopped; the published data are what they were before."""

    exit_code = 6


class LoadUnderWay(LoadFailed):
    """Another load into the database is under way; this one did not begin."""


class UnknownName(LudotecaError):  # noqa: N818 - reads as a state
    """A name that no row carries.

    Args:
        kind: what was looked for: `genre`, `studio`, `user`, `game`, `load`, `title`, ….
        given: the name as the caller wrote it.
        closest: up to three known names, nearest first.
    """

    def __init__(self, kind: str, given: str, closest: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self.given = given
        self.closest = closest
        hint = f" Did you mean {' or '.join(repr(name) for name in closest)}?" if closest else ""
        super().__init__(f"No {kind} is called {given!r}.{hint}")
