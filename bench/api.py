"""A loaded database in; out, what answering takes, beside a bare route and two rivals.

The floor is a bare Litestar route with a query parameter, under the same server in the same run:
processor time of the server's processes for one request. Postgres' own is not in it.
"""

import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import click
from sqlalchemy import URL

from bench import api_table
from bench.clients import Load, ask
from bench.copies import copied
from bench.processes import served
from bench.workload import every_question, get, mixture, warm
from db.commands import used_database
from db.errors import LudotecaError
from db.settings import CHECKOUT
from etl.sample import generate

OURS: Final = "api.serve:create_worker"
BARE: Final = "bench.rivals.bare:create_app"
RIVALS: Final = {"sql": "bench.rivals.sql:create_app", "frames": "bench.rivals.frames:create_app"}
COMPARED: Final = {
    "sql": (
        "/UsersRecommend?anio=2014",
        "/UsersWorstDeveloper?anio=2014",
        "/PlayTimeGenre?genero=Action",
        "/developer?desarrollador=Valve",
    ),
    "frames": (
        "/UsersRecommend?anio=2014",
        "/UsersWorstDeveloper?anio=2014",
        "/PlayTimeGenre?genero=Action",
        "/UserForGenre?genero=Action",
    ),
}
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
_ID: Final = re.compile(rb"""['"]id['"]: ?u?['"]?(\d{1,18})""")


def run(url: URL, *, seconds: float) -> dict[str, Any]:
    """Measure everything over a copy of a database, which is dropped at the end.

    Args:
        url: the loaded database; nobody else may be connected.
        seconds: how long each endpoint is asked, first and repeated.

    Returns:
        Every figure: seconds and ratios.

    Raises:
        LudotecaError: no copy can be made.
    """
    with copied(url) as copy:
        environ = {"DATABASE_URL": copy.render_as_string(hide_password=False)}
        floor = _floor(seconds)
        first = _endpoints(environ | FIRST, seconds)
        repeated = _endpoints(environ, seconds)
        rivals = {
            name: _rival(name, environ, seconds) if find_spec("fastapi") else None
            for name in RIVALS
        }
        mixed = _mixed(copy, environ)
    return {
        "client": api_table.client(),
        "bare": floor,
        "first": first,
        "repeated": repeated,
        "rivals": rivals,
        "mixed": mixed,
        "ratios": {
            kind: {path: load["ratio"] for path, load in found["each"].items()}
            for kind, found in (("first", first), ("repeated", repeated))
        },
    }


def _floor(seconds: float) -> dict[str, Any]:
    with served(BARE, {}) as server:
        warm(server, PLAIN)
        return {
            str(one): figures(ask(server, [PLAIN], connections=one, seconds=seconds))
            for one in CONNECTIONS
        }


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
            load = ask(server, [path], connections=USUAL, seconds=seconds)
            each[path] = figures(load)
            if load.per_second < SPARSE:
                paced = ask(bare, [PLAIN], connections=PACED, seconds=seconds, pace=load.per_second)
                each[path]["paced_ratio"] = paced.processor_each / load.processor_each
        floors.append(ask(bare, [PLAIN], connections=USUAL, seconds=seconds))
        for place, one in enumerate(each.values()):
            around = floors[place // EVERY : place // EVERY + 2]
            least = sum(floor.processor_each for floor in around) / len(around)
            one["ratio"] = least / one["processor_each"]
        by_connections = {
            str(one): figures(ask(server, [QUESTION], connections=one, seconds=seconds))
            for one in CONNECTIONS
        }
    return {"each": each, "by_connections": by_connections}


def _rival(name: str, environ: dict[str, str], seconds: float) -> dict[str, Any]:
    with served(RIVALS[name], environ) as server:
        found = {}
        for path in COMPARED[name]:
            warm(server, path)
            connections = USUAL if name == "sql" else 2  # frames answer a few requests a second
            found[path] = figures(ask(server, [path], connections=connections, seconds=seconds))
        return found


def _mixed(copy: URL, environ: dict[str, str]) -> dict[str, Any]:
    """Ask a mixture: from an empty cache, again with what it holds, and while a load publishes."""
    with served(OURS, environ) as server, tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), games=500, users=2000, seed=11)
        paths = mixture(copy, changing=_games_of(Path(folder)))
        warm(server, QUESTION)
        get(server, "/health/ready")
        cold = ask(server, paths, connections=USUAL, seconds=MIXED_SECONDS)
        again = ask(server, paths, connections=USUAL, seconds=MIXED_SECONDS)
        command = [sys.executable, "-m", "cli", "load", folder]
        began = time.monotonic()
        loading = subprocess.Popen(  # noqa: S603 - ourselves
            command,
            cwd=CHECKOUT,
            env=environ | {"PYTHONPATH": str(CHECKOUT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        parts = []
        while loading.poll() is None:
            parts.append(ask(server, paths, connections=USUAL, seconds=MIXED_SECONDS))
        took = time.monotonic() - began
    return {
        "cold": figures(cold),
        "warm": figures(again),
        "while_a_load_publishes": [figures(part) for part in parts],
        "load_seconds": took,
        "load_exit_code": loading.returncode,
    }


def _games_of(folder: Path) -> list[int]:
    """List the ids of a sample's games: some are those of real games."""
    found = set()
    for path in folder.glob("steam_games*.gz"):
        found |= set(map(int, _ID.findall(gzip.decompress(path.read_bytes()))))
    return sorted(found)


def figures(load: Load) -> dict[str, Any]:
    """Write a load down, with what is derived from it."""
    return asdict(load) | {
        "per_second": load.per_second,
        "processor_each": load.processor_each,
        "p99_to_p50": load.p99 / load.p50 if load.p50 else None,
    }


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--seconds", default=1.0, show_default=True, help="How long each endpoint is asked, each time."
)
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write the figures too.")
def main(seconds: float, json_file: Path | None) -> None:
    """Measure what answering takes, over a copy of what is loaded.

    Every endpoint, first and repeated, beside a bare Litestar route; some of them beside FastAPI
    over SQLAlchemy and over pandas; 1, 32 and 256 connections; a mixture of requests with names by
    Zipf's law, also while a load publishes. The processor time is that of the server's processes.
    wrk asks where it is installed, else a client of our own, which takes more time itself.

    Nobody else may be connected to the database: the copy is made of it, and dropped at the end.
    """
    try:
        with used_database() as (_, found):
            # a superuser: the database is copied
            url = found.url if found.server is None else found.server.url
            figures_found = run(url, seconds=seconds)
    except LudotecaError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)
    if json_file:
        json_file.write_text(json.dumps(figures_found, indent=2) + "\n", encoding="utf-8")
    click.echo("\n".join(api_table.table(figures_found)))


if __name__ == "__main__":
    main()
