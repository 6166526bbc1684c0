"""A database's URL in; the address of a server process over it out."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import URL

from db.settings import CHECKOUT

START_SECONDS = 30


@contextmanager
def serving(url: URL, **environ: str) -> Iterator[str]:
    """Run a server that reads its settings from the environment, and wait until it answers."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "serve", "--port", str(port)],
        cwd=CHECKOUT,
        env={**os.environ, "DATABASE_URL": plain, **environ},
    )
    try:
        yield _wait(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def _wait(address: str, process: subprocess.Popen[bytes]) -> str:
    for _ in range(START_SECONDS * 10):
        assert process.poll() is None, "the server process ended"
        try:
            httpx.get(f"{address}/health/live")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return address
    pytest.fail("the server process does not answer")
