"""Requests in; how many are answered in a second, and how long they wait, out.

wrk asks where it is installed; else a small client of our own in a process of its own.
"""

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.processes import Served
from db.settings import CHECKOUT

_SCRIPT: Final = """
local lines = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do lines[#lines + 1] = line end
local place = 0
local made = {}
init = function()
    for i, line in ipairs(lines) do
        local path, body = line:match("^POST (%S+) (.*)$")
        if path then
            local headers = {["Content-Type"] = "application/json"}
            made[i] = wrk.format("POST", path, headers, body)
        else
            made[i] = wrk.format("GET", line)
        end
    end
end
request = function()
    place = place % #made + 1
    return made[place]
end
done = function(summary, latency)
    io.write(string.format(
        '\\n{"requests": %d, "seconds": %f, "errors": %d, "p50": %f, "p99": %f, "max": %f}\\n',
        summary.requests, summary.duration / 1e6,
        summary.errors.status + summary.errors.read + summary.errors.timeout,
        latency:percentile(50) / 1e6, latency:percentile(99) / 1e6, latency.max / 1e6))
end
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """What some seconds of requests gave."""

    requests: int
    seconds: float
    errors: int
    p50: float
    """Seconds within which half of the answers came."""
    p99: float
    max: float
    processor_seconds: float
    """Of the server's processes, without Postgres."""

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.seconds

    @property
    def processor_each(self) -> float:
        """Processor seconds for one request."""
        return self.processor_seconds / max(1, self.requests)


def ask(
    server: Served,
    paths: Sequence[str],
    *,
    connections: int,
    seconds: float,
    pace: float | None = None,
) -> Load:
    """Ask for the paths in turn, as fast as the answers come.

    Args:
        server: who answers.
        paths: what to ask for; `POST path body` posts JSON.
        connections: how many requests are under way at once.
        seconds: how long.
        pace: the most requests in a second, over all connections; asked by our own client.

    Raises:
        RuntimeError: the client failed.
    """
    with tempfile.TemporaryDirectory(prefix="ludoteca-bench-") as folder:
        listed = Path(folder) / "paths.txt"
        listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
        script = Path(folder) / "paths.lua"
        script.write_text(_SCRIPT, encoding="utf-8")
        address = f"http://{server.host}:{server.port}"
        wrk = shutil.which("wrk")
        if wrk is None or pace is not None:
            own = [sys.executable, "-m", "bench.clients", str(listed)]
            command = [
                *own,
                server.host,
                str(server.port),
                str(connections),
                str(seconds),
                str(pace or 0),
            ]
        else:
            asked = [f"-c{connections}", "-t1", f"-d{max(1, round(seconds))}s", "--timeout", "30s"]
            command = [wrk, *asked, "-s", str(script), address]
        before = server.processor_seconds()
        ended = subprocess.run(  # noqa: S603 - wrk, or ourselves
            command,
            cwd=CHECKOUT,
            env={"BENCH_PATHS": str(listed), "PYTHONPATH": str(CHECKOUT)},
            capture_output=True,
            text=True,
            check=False,
        )
        used = server.processor_seconds() - before
    if ended.returncode:
        raise RuntimeError(f"The client failed: {ended.stderr or ended.stdout}")
    return Load(processor_seconds=used, **json.loads(ended.stdout.strip().splitlines()[-1]))


async def _client(  # noqa: PLR0913 - one for each argument of the command
    paths: Sequence[str], host: str, port: int, *, connections: int, seconds: float, pace: float
) -> dict[str, Any]:
    """Ask over kept connections; answers must tell their length."""
    waits: list[float] = []
    errors = place = 0
    end = time.perf_counter() + seconds

    async def connection() -> None:
        nonlocal errors, place
        reader, writer = await asyncio.open_connection(host, port)
        while time.perf_counter() < end:
            path, place = paths[place % len(paths)], place + 1
            began = time.perf_counter()
            writer.write(_request(path, host))
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            errors += b" 200 " not in head.split(b"\r\n", 1)[0]
            await reader.readexactly(int(head.partition(b"content-length:")[2].split(None, 1)[0]))
            waits.append(time.perf_counter() - began)
            if pace:
                await asyncio.sleep(max(0.0, began + connections / pace - time.perf_counter()))
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


def _request(asked: str, host: str) -> bytes:
    method, path, body = asked.split(" ", 2) if asked.startswith("POST ") else ("GET", asked, "")
    told = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{told}\r\n{body}".encode()


if __name__ == "__main__":
    listed, host, port, connections, seconds, pace = sys.argv[1:]
    lines = Path(listed).read_text(encoding="utf-8").splitlines()
    found = _client(
        lines,
        host,
        int(port),
        connections=int(connections),
        seconds=float(seconds),
        pace=float(pace),
    )
    sys.stdout.write(json.dumps(asyncio.run(found)) + "\n")
