"""HTTP client for machines without wrk: a process that imports little."""

import asyncio
import json
import signal
import sys
import time
from collections.abc import Sequence
from typing import Any

OK = 200


async def ask(  # noqa: PLR0913 - one for each figure that it is told
    *, host: str, port: int, paths: Sequence[str], connections: int, seconds: float, pace: float
) -> dict[str, Any]:
    """Ask over kept connections until the time is over or SIGTERM; answers must tell their length.

    Each answer is in `answers`: when it was asked for by the monotonic clock, the seconds that it
    took, its status.
    """
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    requests = [_request(path, host) for path in paths]
    answers: list[tuple[float, float, int]] = []
    place = 0
    end = time.monotonic() + seconds

    async def connection() -> None:
        nonlocal place
        reader, writer = await asyncio.open_connection(host, port)
        while True:  # once at least: opening many connections takes a while
            request, place = requests[place % len(requests)], place + 1
            began = time.monotonic()
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            await reader.readexactly(int(head.partition(b"content-length:")[2].split(None, 1)[0]))
            answers.append((began, time.monotonic() - began, int(head.split(None, 2)[1])))
            if pace:
                await asyncio.sleep(max(0.0, began + connections / pace - time.monotonic()))
            if time.monotonic() >= end or ended.is_set():
                break
        writer.close()

    began = time.monotonic()
    await asyncio.gather(*(connection() for _ in range(connections)))
    waits = sorted(took for _, took, _ in answers)
    return {
        "requests": len(waits),
        "seconds": time.monotonic() - began,
        "errors": sum(status != OK for _, _, status in answers),
        "p50": waits[len(waits) // 2],
        "p99": waits[len(waits) * 99 // 100],
        "max": waits[-1],
        "answers": answers,
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
