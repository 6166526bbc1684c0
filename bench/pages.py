"""What pages weigh, what they cost beside the answers that they show, and their memory."""

import re
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import click
import httpx
from rich.table import Table

from api.pages.render import ASSET_ADDRESSES
from bench.api import FIRST, OURS
from bench.clients import PAGES
from bench.harness import HELP, JSON, Served, process_tree, processor_seconds, report, served
from bench.memory import MIB, measured
from db import local_server
from db.settings import read_settings
from db.target import local_server_home
from etl.console import text_table
from etl.continuous.story import write_story
from tests.browser.kinds import find_kinds

ACCEPT: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CODINGS: Final = "gzip, deflate, br, zstd"
ROUNDS: Final = 12
_KB: Final = 1000
_PARTS: Final = re.compile(r'<([^>]+)>; rel="alternate"')


def run(home: Path, *, rounds: int, seconds: float) -> dict[str, Any]:
    """Measure one page of each kind, then memory under a load of pages."""
    with ExitStack() as stack:
        database = local_server.start_server(home)
        stack.callback(local_server.stop_server, home)
        write_story(database.url)  # which a worker would have done; without it, the page is bare
        environ = {"DATABASE_URL": database.url.render_as_string(hide_password=False)}
        with served(OURS, environ | FIRST) as server:
            with _client(server, codings="gzip") as client:  # whose pages are read
                paths = find_kinds(client)
            first = _costs(server, database.pid, paths, rounds)
        with served(OURS, environ) as server:
            repeated = _costs(server, database.pid, paths, rounds)
            weights = _weights(server, paths)
    return {
        "paths": paths,
        "weights": weights,
        "first": first,
        "repeated": repeated,
        "memory": measured(home, seconds=seconds, questions=PAGES),
    }


def _weights(server: Served, paths: dict[str, str]) -> dict[str, int]:
    """Give the bytes of each page and the stylesheet, both as a browser gets them."""
    with _client(server) as client:
        style = client.get(ASSET_ADDRESSES["ludoteca.css"]).num_bytes_downloaded
        return {kind: client.get(path).num_bytes_downloaded + style for kind, path in paths.items()}


def _costs(
    server: Served, postmaster: int, paths: dict[str, str], rounds: int
) -> dict[str, dict[str, Any]]:
    """Ask each page and its answers by turns; times are processor seconds, Postgres's included.

    The shelf's answer is posted, so it is no part that a page can name: it has no ratio.
    """
    found = {}
    with _client(server) as client:
        for kind, path in paths.items():
            answer = client.get(path)
            parts = _PARTS.findall(answer.headers.get("link", ""))
            if not answer.is_success or not parts or "/shelf" in kind:  # which posts one
                continue
            page, json, waits = [], [], []
            for _ in range(rounds):
                page.append(_taken(client, server, postmaster, [path]))
                began = time.perf_counter()
                client.get(path)
                waits.append(time.perf_counter() - began)
                json.append(_taken(client, server, postmaster, parts))
            found[kind] = {
                "parts": len(parts),
                "page": statistics.median(page),
                "json": statistics.median(json),
                "ratio": sum(page) / sum(json),
                "wait": statistics.median(waits),
            }
    return found


def _taken(client: httpx.Client, server: Served, postmaster: int, paths: Iterable[str]) -> float:
    trees = process_tree(server.pid), process_tree(postmaster)
    before = sum(map(processor_seconds, (pid for tree in trees for pid in tree)))
    for path in paths:
        client.get(path)
    trees = process_tree(server.pid), process_tree(postmaster)
    return sum(map(processor_seconds, (pid for tree in trees for pid in tree))) - before


def _client(server: Served, *, codings: str = CODINGS) -> httpx.Client:
    headers = {"Accept": ACCEPT, "Accept-Encoding": codings}
    address = f"http://{server.host}:{server.port}"
    return httpx.Client(base_url=address, headers=headers, timeout=60)


def tables(found: dict[str, Any]) -> Iterator[Table | str]:
    """Lay the figures out for a person."""
    rows: list[Sequence[str]] = []
    for kind in found["paths"]:
        first, repeated = found["first"].get(kind), found["repeated"].get(kind)
        rows.append(
            (
                kind,
                f"{found['weights'][kind] / _KB:.1f}",
                *(f"{first[name] * 1e3:.1f}" if first else "" for name in ("wait", "page", "json")),
                *(f"{one['ratio']:.2f}" if one else "" for one in (first, repeated)),
            )
        )
    heads = ("", "KB with CSS", "wait ms", "page ms", "JSON ms", "ratio", "repeated")
    yield text_table("A page of each kind: first, then repeated", heads, rows)
    rows = []
    for state in ("idle", "under_load"):
        part = found["memory"][state]
        sizes = (part["api"], part["postgres"], part["api"] + part["postgres"])
        rows.append((state.replace("_", " "), *(f"{size / MIB:.0f}" for size in sizes)))
    yield text_table("PSS, MiB", ("", "API", "Postgres", "together"), rows)
    load = found["memory"]["cold"]
    yield f"pages a second, first asked: {load['per_second']:.0f}, errors: {load['errors']}"


@click.command(context_settings=HELP)
@click.option("--rounds", default=ROUNDS, show_default=True, help="How often each page is asked.")
@click.option("--seconds", default=5.0, show_default=True, help="How long to ask, twice.")
@JSON
def main(rounds: int, seconds: float, json_file: Path | None) -> None:
    """Measure pages: their weight, their time beside that of the answers they show, their memory.

    The local server of LUDOTECA_HOME is started anew for each part, and stopped in the end; it must
    be loaded. Needs Linux.
    """
    home = local_server_home(read_settings())
    report(lambda: run(home, rounds=rounds, seconds=seconds), tables, json_file)


if __name__ == "__main__":
    main()
