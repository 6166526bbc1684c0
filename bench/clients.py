"""Clients of a server under measurement, and the requests that they make.

wrk asks where it is installed, else bench/plain_client.py in a process of its own.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
import psycopg
from sqlalchemy import URL

from bench.harness import Served
from bench.plain_client import split
from db.settings import CHECKOUT

MIXED: Final = 200_000
"""Requests of a mixture, after which it begins anew."""
WARMERS: Final = 8
SKEW: Final = 1.0
"""How fast names become rarer: the n-th most frequent is asked for 1/n times as often."""
BODIES: Final[Mapping[str, object]] = {
    "/v1/recommendations": {"games": [{"game_id": 440, "playtime_minutes": 9000}, 730, 570]},
    "/v1/price-predictions": {"genres": ["Action", "Indie"], "release_year": 2015},
}
"""What is posted, by path."""

_HTTP: Final = httpx.Client(timeout=60)
_GENRES: Final = b"select genre from api.playtime_by_genre order by place"
_STUDIOS: Final = b"""
    select studio
    from api.games_by_studio
    where
        studio not in (
            select studio from api.game_studios where game_id = any(%(changing)s::bigint[])
        )
    order by games_count desc, studio
"""
_GAMES: Final = (
    b"select game_id from api.game_details order by owners_count desc nulls last, game_id"
)
_CLASSIC_OF_YEAR: Final = ("UsersRecommend", "UsersWorstDeveloper", "sentiment_analysis", "genero")
QUESTIONS: Final[Mapping[str, Sequence[str]]] = {
    "year": (*(f"/{name}?anio={{}}" for name in _CLASSIC_OF_YEAR), "/v1/years/{}"),
    "genre": ("/PlayTimeGenre?genero={}", "/UserForGenre?genero={}", "/v1/genres/{}"),
    "studio": ("/developer?desarrollador={}", "/sentiment_analysis?empresa={}"),
    "user": ("/userdata?user_id={}", "/v1/users/{}", "/v1/users/{}/library?limit=20"),
    "game": ("/v1/games/{}", "/v1/games/{}/reviews?limit=10"),
}
"""What is asked of each kind of name."""
PAGES: Final[Mapping[str, Sequence[str]]] = {
    "year": ("/years/{}", "/games?year_from={}"),
    "genre": ("/genres/{}", "/games?genre={}"),
    "studio": ("/studios/{}", "/search?q={}"),
    "user": ("/users/{}",),
    "game": ("/games/{}", "/shelf?games={}"),
}
"""The same for pages."""

_SCRIPT: Final = """
local lines = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do lines[#lines + 1] = line end
local place = 0
local made = {}
init = function()
    for i, line in ipairs(lines) do
        local path, body = line:match("^POST (%S+) (.*)$")
        local headers = path and {["Content-Type"] = "application/json"}
        made[i] = wrk.format(path and "POST" or "GET", path or line, headers, body)
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


def ask(
    server: Served,
    paths: Sequence[str],
    *,
    connections: int,
    seconds: float,
    pace: float | None = None,
) -> dict[str, Any]:
    """Ask for the paths in turn, as fast as the answers come.

    Returns:
        `requests`, `errors`, `seconds`; `p50`, `p99` and `max`, the seconds that answers took;
        `per_second`; the processor seconds of the server without Postgres, `processor_seconds`
        and of one request `processor_each`.
    """
    wrk = shutil.which("wrk")
    with tempfile.TemporaryDirectory(prefix="ludoteca-bench-") as folder:
        listed, script = Path(folder) / "paths.txt", Path(folder) / "paths.lua"
        if wrk is None or pace is not None:
            command = [sys.executable, "-m", "bench.plain_client"]
            place = {"host": server.host, "port": server.port, "paths": paths}
            options = {"connections": connections, "seconds": seconds, "pace": pace or 0}
            told = json.dumps(place | options)
        else:
            listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
            script.write_text(_SCRIPT, encoding="utf-8")
            asked = [f"-c{connections}", "-t1", f"-d{max(1, round(seconds))}s", "--timeout", "30s"]
            command = [wrk, *asked, "-s", str(script), f"http://{server.host}:{server.port}"]
            told = ""
        before = server.processor_seconds()
        ended = subprocess.run(
            command,
            cwd=CHECKOUT,
            env={"BENCH_PATHS": str(listed), "PYTHONPATH": str(CHECKOUT)},
            input=told,
            capture_output=True,
            text=True,
            check=False,
        )
        used = server.processor_seconds() - before
    if ended.returncode:
        raise RuntimeError(f"The client failed: {ended.stderr or ended.stdout}")
    found: dict[str, Any] = json.loads(ended.stdout.strip().splitlines()[-1])
    found.pop("answers", None)
    return found | {
        "processor_seconds": used,
        "per_second": found["requests"] / found["seconds"],
        "processor_each": used / max(1, found["requests"]),
        "p99_to_p50": found["p99"] / found["p50"] if found["p50"] else None,
    }


def every_question(server: Served) -> list[str]:
    """List one working request for each operation, from the server's own index."""
    index = respond(server, "/").json()
    read = [path for path in index["post"] if not path.endswith("/events")]  # these write
    posted = [f"POST {path} {json.dumps(BODIES[path])}" for path in read]
    found: list[str] = [*index["questions"], *posted]
    return [asked for asked in found if respond(server, asked).is_success]


def mixture(
    url: URL,
    *,
    count: int = MIXED,
    seed: int = 5,
    changing: Sequence[int] = (),
    questions: Mapping[str, Sequence[str]] = QUESTIONS,
) -> list[str]:
    """Make up what many people would ask for: names by Zipf's law, the popular ones most often."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:

        def names(query: bytes, values: dict[str, object] | None = None) -> list[str]:
            return [quote(str(row[0]), safe="") for row in connection.execute(query, values)]

        kinds: list[tuple[Sequence[str], list[str], float]] = [
            (questions["year"], [str(year) for year in range(2016, 1996, -1)], 3),
            (questions["genre"], names(_GENRES), 3),
            (questions["studio"], names(_STUDIOS, {"changing": list(changing)}), 2),
            (questions["user"], names(b"select user_id from api.users order by md5(user_id)"), 3),
            (questions["game"], names(_GAMES), 3),
        ]
    chance = random.Random(seed)
    sums = [
        list(accumulate(1 / place**SKEW for place in range(1, 1 + len(known))))
        for _, known, _ in kinds
    ]
    asked: list[str] = []
    for kind in chance.choices(range(len(kinds)), [share for _, _, share in kinds], k=count):
        patterns, known, _ = kinds[kind]
        [name] = chance.choices(known, cum_weights=sums[kind])
        asked.append(chance.choice(patterns).format(name))
    return asked


def warm(server: Served, path: str) -> None:
    """Ask a few times at once, so that connections are open and statements are prepared."""
    with ThreadPoolExecutor(WARMERS) as pool:
        list(pool.map(lambda _: respond(server, path), range(WARMERS * 8)))


def respond(server: Served, asked: str) -> httpx.Response:
    """Ask once; `POST path body` posts JSON."""
    method, path, body = split(asked)
    return _HTTP.request(
        method,
        f"http://{server.host}:{server.port}{path}",
        content=body or None,
        headers={"Content-Type": "application/json"} if body else None,
    )
