"""Modules of this project that one request enters, from its key to its answer.

    DATABASE_URL=… python -m bench.modules_entered

Asks the application in its own process, without a server. The statement of each request is prepared
already: the same was asked before, of other genres.
"""

import asyncio
import os
import sys
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any, Final

from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from api.app import create_app

ROOT: Final = f"{Path(__file__).parents[1]}{os.sep}"
FIRST: Final = ("Indie", "Strategy", "RPG")
SECOND: Final = "Action"
BODY: Final = {"games": [10, 20], "genre": "{}", "limit": 3}


async def frames_of(client: AsyncClient, method: str, path: str, body: object) -> list[str]:
    """Ask, and list the files whose functions were called."""
    found: list[str] = []

    def saw(frame: FrameType, event: str, _: Any) -> None:  # noqa: ANN401 - the hook's own
        name = frame.f_code.co_filename
        if event == "call" and name.startswith(ROOT) and "site-packages" not in name:
            found.append(name.removeprefix(ROOT))

    sys.setprofile(saw)
    try:
        response = await client.request(method, path, json=body)
    finally:
        sys.setprofile(None)
    response.raise_for_status()
    return [one for one in found if not one.startswith("bench")]


async def measure(app: Litestar) -> None:
    """Print what each request enters, and how often it changes from one module to another."""
    transport = ASGITransport(app=app)  # type: ignore[arg-type] # ASGI in other words
    async with app.lifespan(), AsyncClient(transport=transport, base_url="http://bench") as client:
        for method, path, body in (
            ("GET", "/PlayTimeGenre?genero={}", None),
            ("GET", "/v1/games?genre={}&sort=-owners", None),
            ("POST", "/v1/recommendations", BODY),
        ):
            frames: list[str] = []
            for genre in (*FIRST, SECOND):
                asked = {**body, "genre": genre} if body else None
                frames = await frames_of(client, method, path.format(genre), asked)
            changes = sum(one != other for one, other in pairwise(frames))
            modules = list(dict.fromkeys(frames))  # each once, in the order of their first call
            print(f"{method} {path.format(SECOND)}: {len(modules)} modules, {changes} changes")
            print(*(f"    {one}" for one in modules), sep="\n")


if __name__ == "__main__":
    asyncio.run(measure(create_app()))
