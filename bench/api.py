"""What answering takes, beside a bare route and two rivals.

The floor is a bare Litestar route with a query parameter, under the same server in the same run:
processor time of the server's processes for one request. Postgres' own is not in it.
"""

import gzip
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import click
from rich.table import Table
from sqlalchemy import URL

from bench.clients import ask, every_question, mixture, respond, warm
from bench.harness import (
    HELP,
    JSON,
    Served,
    copied,
    process_tree,
    processor_seconds,
    report,
    served,
)
from db.commands import open_command_database
from db.settings import CHECKOUT
from etl.console import text_table
from etl.sample import generate_sample

OURS: Final = "api.serve:create_worker"
BARE: Final = "bench.rivals.bare:create_app"
RIVALS: Final = {"sql": "FastAPI + SQLAlchemy", "frames": "FastAPI + pandas"}
"""Titles of applications in bench/rivals."""
COMPARED: Final = (
    "/UsersRecommend?anio=2014",
    "/UsersWorstDeveloper?anio=2014",
    "/PlayTimeGenre?genero=Action",
    "/developer?desarrollador=Valve",
    "/UserForGenre?genero=Action",
)
"""What is asked of the rivals; each answers four of them."""
CONNECTIONS: Final = (1, 32, 256)
USUAL: Final = 32
EVERY: Final = 3
"""After so many endpoints the bare route is asked again."""
SPARSE: Final = 500
"""Where fewer requests a second are answered, the bare route is asked at the same pace too: a
processor that does other things in between finds its caches cold, whoever asks."""
PACED: Final = 4
PLAIN: Final = "/bare?anio=2014"
QUESTION: Final = "/UsersRecommend?anio=2014"
FIRST: Final = {"LUDOTECA_CACHE_MB": "0"}
"""Every request is a first one where nothing is kept."""
MIXED_SECONDS: Final = 6
COLUMNS: Final = ("", "req/s", "µs", "ratio", "p50 ms", "p99 ms", "p99/p50", "errors")
TYPED: Final = "/v1/search?q={}&limit=8"
"""What a page asks for with every letter."""
NAMES: Final = 40
LETTERS: Final = range(2, 13)
"""Names that are typed, the games with most owners, and how far."""
WARMING: Final = 8
"""Requests after which plans are kept."""
_ID: Final = re.compile(rb"""['"]id['"]: ?u?['"]?(\d{1,18})""")


def run(url: URL, *, seconds: float) -> dict[str, Any]:
    """Measure everything over a copy of a database, which is dropped at the end."""
    with copied(url) as copy:
        environ = {"DATABASE_URL": copy.render_as_string(hide_password=False)}
        with served(BARE, {}) as server:
            warm(server, PLAIN)
            bare = _by_connections(server, PLAIN, seconds)
        first = _endpoints(environ | FIRST, seconds)
        repeated = _endpoints(environ, seconds)
        is_there = find_spec("fastapi")
        rivals = {name: _rival(name, environ, seconds) if is_there else None for name in RIVALS}
        mixed = _mixed(copy, environ)
    return {
        "client": "wrk" if shutil.which("wrk") else "the bundled client",
        "bare": bare,
        "first": first,
        "repeated": repeated,
        "rivals": rivals,
        "mixed": mixed,
        "ratios": {
            kind: {path: load["ratio"] for path, load in found["each"].items()}
            for kind, found in (("first", first), ("repeated", repeated))
        },
    }


def typing(url: URL, *, postmaster: int | None) -> dict[str, Any]:
    """Measure what a letter of a search takes beside a look-up by primary key, by turns.

    Returns:
        Of `lookup` and `typed` the medians and ninth tenths `p50` and `p90` of the seconds that an
        answer took, and `processor_p50` and `processor_p90` of the processor seconds of server and
        Postgres.
    """
    environ = {"DATABASE_URL": url.render_as_string(hide_password=False)}
    with served(OURS, environ | FIRST) as server:
        games = respond(server, f"/v1/games?sort=-owners&limit={NAMES}").json()["data"]
        asked = [
            {
                "lookup": f"/v1/games/{game['game_id']}",
                "typed": TYPED.format(quote(game["name"][:letters], safe="")),
            }
            for game in games
            for letters in LETTERS
        ]
        for path in [*asked[0].values()] * WARMING:
            respond(server, path)
        taken = [
            {name: _taken(server, postmaster, path) for name, path in both.items()}
            for both in asked
        ]
    found = {}
    for name in asked[0]:
        waits, used = (sorted(column) for column in zip(*(one[name] for one in taken), strict=True))
        middle, far = len(taken) // 2, len(taken) * 9 // 10
        found[name] = {
            "p50": waits[middle],
            "p90": waits[far],
            "processor_p50": used[middle],
            "processor_p90": used[far],
        }
    return found


def _taken(server: Served, postmaster: int | None, path: str) -> tuple[float, float]:
    """Ask once; gives the seconds that it took, and processor seconds."""

    def used() -> float:
        database = () if postmaster is None else process_tree(postmaster)
        return server.processor_seconds() + sum(map(processor_seconds, database))

    before, began = used(), time.perf_counter()
    respond(server, path).raise_for_status()
    took = time.perf_counter() - began
    return took, used() - before


def _by_connections(server: Served, path: str, seconds: float) -> dict[str, Any]:
    return {str(n): ask(server, [path], connections=n, seconds=seconds) for n in CONNECTIONS}


def _endpoints(environ: dict[str, str], seconds: float) -> dict[str, Any]:
    """Ask each endpoint over 32 connections, and one over fewer and more.

    The bare route is asked again and again in between: a machine is not equally quick all the time.
    """
    with served(OURS, environ) as server, served(BARE, {}) as bare:
        each: dict[str, Any] = {}
        floors = []
        for place, path in enumerate(every_question(server)):
            if place % EVERY == 0:
                floors.append(ask(bare, [PLAIN], connections=USUAL, seconds=seconds))
            warm(server, path)
            each[path] = load = ask(server, [path], connections=USUAL, seconds=seconds)
            pace = load["per_second"]
            if pace < SPARSE:
                paced = ask(bare, [PLAIN], connections=PACED, seconds=seconds, pace=pace)
                load["paced_ratio"] = paced["processor_each"] / load["processor_each"]
        floors.append(ask(bare, [PLAIN], connections=USUAL, seconds=seconds))
        for place, load in enumerate(each.values()):
            around = floors[place // EVERY : place // EVERY + 2]
            least = sum(floor["processor_each"] for floor in around) / len(around)
            load["ratio"] = least / load["processor_each"]
        return {"each": each, "by_connections": _by_connections(server, QUESTION, seconds)}


def _rival(name: str, environ: dict[str, str], seconds: float) -> dict[str, Any]:
    connections = USUAL if name == "sql" else 2  # frames answer a few requests a second
    found = {}
    with served(f"bench.rivals.{name}:create_app", environ) as server:
        for path in COMPARED:
            if respond(server, path).status_code == HTTPStatus.NOT_FOUND:
                continue
            warm(server, path)
            found[path] = ask(server, [path], connections=connections, seconds=seconds)
    return found


def _mixed(copy: URL, environ: dict[str, str]) -> dict[str, Any]:
    """Ask a mixture: from an empty cache, again with what it holds, and while a load publishes."""
    with served(OURS, environ) as server, tempfile.TemporaryDirectory() as folder:
        generate_sample(Path(folder), games=500, users=2000, seed=11)
        paths = mixture(copy, changing=_games_of(Path(folder)))

        def ask_some() -> dict[str, Any]:
            return ask(server, paths, connections=USUAL, seconds=MIXED_SECONDS)

        warm(server, QUESTION)
        respond(server, "/health/ready")
        found: dict[str, Any] = {"cold": ask_some(), "warm": ask_some()}
        began = time.monotonic()
        command, nowhere = [sys.executable, "-m", "cli", "load", folder], subprocess.DEVNULL
        env = environ | {"PYTHONPATH": str(CHECKOUT)}
        loading = subprocess.Popen(command, cwd=CHECKOUT, env=env, stdout=nowhere, stderr=nowhere)
        parts = []
        while loading.poll() is None:
            parts.append(ask_some())
        took = {"load_seconds": time.monotonic() - began, "load_exit_code": loading.returncode}
    return found | {"while_a_load_publishes": parts} | took


def _games_of(folder: Path) -> list[int]:
    """List the ids of a sample's games: some are those of real games."""
    files = [gzip.decompress(path.read_bytes()) for path in folder.glob("steam_games*.gz")]
    return sorted({int(number) for file in files for number in _ID.findall(file)})


def tables(found: dict[str, Any]) -> Iterator[Table | str]:
    """Lay the figures out; µs are processor time of the server for one request."""
    bare = found["bare"]
    yield f"Asked by {found['client']}; ratios are to a bare Litestar route in the same run."
    rows = [_row(count, load, bare["32"]) for count, load in bare.items()]
    yield text_table("bare route, by connections", COLUMNS, rows)
    for kind in ("first", "repeated"):
        rows = []
        for path, load in found[kind]["each"].items():
            rows.append(_row(path, load, bare["32"]))
            if "paced_ratio" in load:
                ratio = f"{load['paced_ratio']:.2f}"
                rows.append(("  to the bare route at the same pace", "", "", ratio, *[""] * 4))
        for count, load in found[kind]["by_connections"].items():
            rows.append(_row(f"one question, {count} connections", load, bare[count]))
        yield text_table(f"{kind} requests, 32 connections", COLUMNS, rows)
        ratios = sorted(found["ratios"][kind].values())
        yield f"  least ratio {ratios[0]:.2f}, median {ratios[len(ratios) // 2]:.2f}"
    for name, rival in found["rivals"].items():
        if rival is None:
            yield f"{RIVALS[name]}: not measured; it needs `pip install --group bench`"
            continue
        both, rows = (rival, found["first"]["each"]), []
        for path in filter(both[1].__contains__, rival):
            its, our = (one[path]["processor_each"] for one in both)
            rows.append((path, f"{its * 1e6:.0f}", f"{our * 1e6:.0f}", f"{its / our:.1f}"))
        header = ("request", "its own", "ours, first", "times")
        yield text_table(f"{RIVALS[name]}: processor time, µs", header, rows)
    mixed = found["mixed"]
    loads = [("from an empty cache", mixed["cold"]), ("the same again", mixed["warm"])]
    loads += [("while a load publishes", load) for load in mixed["while_a_load_publishes"]]
    rows = [_row(name, load, bare["32"]) for name, load in loads]
    yield text_table("mixture, names by Zipf's law, 32 connections", COLUMNS, rows)
    yield f"  that load took {mixed['load_seconds']:.1f} s and ended with {mixed['load_exit_code']}"


def typing_tables(found: dict[str, Any]) -> Iterator[Table | str]:
    """Lay out what a letter takes."""
    lookup, typed = found["lookup"], found["typed"]
    rows = [
        (
            key.replace("_", " "),
            *(f"{one[key] * 1e3:.2f}" for one in (lookup, typed)),
            f"{typed[key] / lookup[key]:.2f}",
        )
        for key in lookup
    ]
    yield text_table("ms", ("", "a look-up", "a letter", "look-ups"), rows)


def _row(name: str, load: dict[str, Any], floor: dict[str, Any]) -> tuple[str, ...]:
    each = load["processor_each"]
    ratio = load.get("ratio") or (floor["processor_each"] / each if each else 0)
    speed = (f"{load['per_second']:.0f}", f"{each * 1e6:.0f}", f"{ratio:.2f}")
    waits = (f"{load[key] * 1e3:.2f}" for key in ("p50", "p99"))
    return name, *speed, *waits, f"{load['p99_to_p50'] or 0:.1f}", str(load["errors"])


@click.command(context_settings=HELP)
@click.option(
    "--seconds", default=1.0, show_default=True, help="How long each endpoint is asked, each time."
)
@click.option("--typing", "is_typing", is_flag=True, help="Only what a letter of a search takes.")
@JSON
def main(*, seconds: float, is_typing: bool, json_file: Path | None) -> None:
    """Measure what answering takes, over a copy of what is loaded.

    Every endpoint, first and repeated, beside a bare Litestar route; some of them beside FastAPI
    over SQLAlchemy and over pandas; 1, 32 and 256 connections; a mixture of requests with names by
    Zipf's law, also while a load publishes. The processor time is that of the server's processes.
    wrk asks where it is installed, else a client of our own, which takes more time itself.

    Nobody else may be connected to the database: the copy is made of it, and dropped at the end.
    With --typing nothing is copied.
    """

    def measure() -> dict[str, Any]:
        with open_command_database() as (_, found):
            if is_typing:
                if found.server is None:
                    return typing(found.url, postmaster=None)
                return typing(found.server.login("reader"), postmaster=found.server.pid)
            # a superuser: the database is copied
            return run(found.url if found.server is None else found.server.url, seconds=seconds)

    report(measure, typing_tables if is_typing else tables, json_file)


if __name__ == "__main__":
    main()
