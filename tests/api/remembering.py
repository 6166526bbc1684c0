"""An application that counts how often it is asked, and a way to ask a layer over it."""

import asyncio
from typing import Any

from tests.api.driving import Exchange

TAG = (b"etag", b'W/"7.00ff"')
"""The mark of data of version 7."""


class Inner:
    """An application that answers what it is told to; it waits while `held` is not set."""

    def __init__(self) -> None:
        self.asked = 0
        self.status = 200
        self.headers = [(b"content-type", b"text/plain"), TAG]
        self.pieces = [b"answer"]
        self.held = asyncio.Event()
        self.held.set()
        self.failure: Exception | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401, ARG002 - ASGI's
        self.asked += 1
        headers, body = list(self.headers), b"".join(self.pieces)
        await self.held.wait()
        if self.failure is not None:
            raise self.failure
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        for piece in self.pieces[:-1]:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        last = self.pieces[-1] if len(self.pieces) > 1 else body
        await send({"type": "http.response.body", "body": last, "more_body": False})


async def ask(layer: Any, path: str = "/x", method: str = "GET", **headers: str) -> Exchange:  # noqa: ANN401 - an ASGI app
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await Exchange(path=path, method=method, headers=named).run(layer)
