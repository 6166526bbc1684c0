"""Clients that write, from an address of their own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from litestar.enums import ScopeType
from litestar.testing import TestClient

from api.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litestar.types import Receive, Scope, Send

    from db.settings import Settings
    from tests.api.helpers import Client

HERE, ELSEWHERE = "127.0.0.1", "203.0.113.7"


@contextmanager
def client_from(settings: Settings, host: str = HERE) -> Iterator[Client]:
    """A client of an application of its own, to which it connects from that address.

    The application's `state.host` is the address; tests may change it.
    """
    app = create_app(settings)
    app.state.host = host
    inner = app.asgi_handler

    async def from_host(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            scope["client"] = (app.state.host, 50_000)
        await inner(scope, receive, send)

    app.asgi_handler = from_host
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
