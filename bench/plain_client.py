"""HTTP client for machines without wrk: a process that imports little."""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from typing import Any


async def ask(  # noqa: PLR0913 - one for each figure that it is told
    *, host: str, port: int, paths: Sequence[str], connections: int, seconds: float, pace: float
) -> dict[str, Any]:
    """Ask over kept connections; answers must tell their length."""
    requests = [_request(path, host) for path in paths]
    waits: list[float] = []
    errors = place = 0
    end = time.perf_counter() + seconds

    async def connection() -> None:
        nonlocal errors, place
        reader, writer = await asyncio.open_connection(host, port)
        while True:  # once at least: opening many connections takes a while
            request, place = requests[place % len(requests)], place + 1
            began = time.perf_counter()
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            errors += b" 200 " not in head.split(b"\r\n", 1)[0]
            await reader.readexactly(int(head.partition(b"content-length:")[2].split(None, 1)[0]))
            waits.append(time.perf_counter() - began)
            if pace:
                await asyncio.sleep(max(0.0, began + connections / pace - time.perf_counter()))
            if time.perf_counter() >= end:
                break
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(connections)))
    waits.sort()
    return {
        "requests": len(waits),
        "seconds": time.perf_counter() - began,
        "errors": errors,
        "p50": waits[len(waits) // 2],
        "p99": waits[len(waits) * 99 // 100],
        "max": waits[-1],
    }


def split(asked: str) -> tuple[str, str, str]:
    """Split `POST path body`, or a path, into method, path and body."""
    if not asked.startswith("POST "):
        return "GET", asked, ""
    method, path, body = asked.split(" ", 2)
    return method, path, body


def _request(asked: str, host: str) -> bytes:
    method, path, body = split(asked)
    told = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{told}\r\n{body}".encode()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(ask(**json.load(sys.stdin)))) + "\n")
