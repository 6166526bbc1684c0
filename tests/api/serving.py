"""Server processes over databases."""

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
from tests.api.helpers import plain

START_SECONDS = 30
SERVERS = {
    "granian": ["cli", "serve"],
    "uvicorn": ["uvicorn", "--factory", "api.app:create_app", "--log-level", "warning"],
}


@contextmanager
def serving(url: URL, *, server: str = "granian", **environ: str) -> Iterator[str]:
    """Run a server that reads its settings from the environment, and wait until it answers."""
    with server_process(url, server=server, **environ) as (address, _):
        yield address


@contextmanager
def server_process(
    url: URL, *options: str, server: str = "granian", **environ: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Do the same with further options, and give the process, too."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", *SERVERS[server], "--port", str(port), *options],
        cwd=CHECKOUT,
        env={**os.environ, "DATABASE_URL": plain(url), **environ},
    )
    try:
        yield _wait(f"http://127.0.0.1:{port}", process), process
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
