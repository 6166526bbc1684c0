"""What went wrong while fetching: an exception goes in, a sentence for a person comes out."""

from __future__ import annotations

import errno
import socket
import ssl
from typing import TYPE_CHECKING, Final

import httpx

from db.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NO_ROOM: Final = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
RETRIED_STATUSES: Final = {408, 425, 429, *range(500, 600)}


class AddressFailed(Exception):  # noqa: N818 - internal: another address may still work
    """One address did not give the file; the message says why."""


class TryAgain(Exception):  # noqa: N818 - internal: a reason to wait, not an error yet
    """The same address may work a moment later.

    Args:
        reason: what happened.
        wait_seconds: how long the server asked to wait, where it did.
    """

    def __init__(self, reason: str, *, wait_seconds: float = 0.0) -> None:
        """Keep the reason and the wish."""
        super().__init__(reason)
        self.wait_seconds = wait_seconds


def explain(error: httpx.HTTPError | httpx.InvalidURL) -> str:
    """Say what a failed request means for the person at the keyboard."""
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return (
            "the server's TLS certificate could not be verified; look at this machine's clock "
            f"and at a proxy that may stand between ({causes[-1]})"
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "no server of that name was found; is this machine online?"
    if isinstance(error, httpx.TimeoutException):
        return "the server did not answer in time"
    if isinstance(error, httpx.ConnectError):
        return f"no connection to the server ({causes[-1]}); is this machine online?"
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return "the connection broke before the file was complete"
    return f"the request failed ({error})"


def is_final(error: httpx.HTTPError | httpx.InvalidURL) -> bool:
    """Say whether a failed request will fail again however often it is tried."""
    return not isinstance(error, httpx.TransportError) or any(
        isinstance(cause, ssl.SSLError) for cause in _causes(error)
    ) or isinstance(error, httpx.UnsupportedProtocol)  # fmt: skip


def cannot_write(path: Path, error: OSError, *, byte_count: int) -> InputError:
    """Say why a part cannot be written, and that what came so far is not lost."""
    if error.errno in _NO_ROOM:
        return InputError(
            f"The disk has no room for {path}: {byte_count / 1_000_000:.1f} MB were written and "
            "are kept. Free some space and start the download again; it continues from there."
        )
    return InputError(f"Cannot write {path}: {error.strerror}.")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an exception and those that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
