"""Readers while `ludoteca db upgrade` runs: how long they get errors, and how long they wait."""

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, cast

import click
from rich.table import Table
from sqlalchemy import URL

from bench.clients import PAGES, every_question, mixture
from bench.harness import HELP, JSON, Served, load_folder, new_database, report, served
from db.migrate import bundle, deploy, newest_revision, upgrade
from db.settings import CHECKOUT
from etl.sample import generate_sample
from etl.sample.streaming import generate_streaming_sample
from tests.db.revisions import add_revision

VIEW: Final = "api/game_details.sql"
"""What /v1/games is read from."""
ASKED: Final = 10_000
"""Requests of each kind."""
QUIET_SECONDS: Final = 8.0
AROUND_SECONDS: Final = 1.0
Answer = tuple[float, float, int]


@click.command(context_settings=HELP)
@click.option("--data", type=click.Path(exists=True, path_type=Path), help="Raw files to load.")
@click.option("--readers", default=16, show_default=True, help="How many ask at once.")
@JSON
def main(data: Path | None, readers: int, json_file: Path | None) -> None:
    """Load samples or a folder, ask for it, and upgrade meanwhile, without a cache of answers.

    What is asked is the mixture of requests, pages, and all questions of the server's index.
    """
    report(lambda: _measure(data, readers), _lay_out, json_file)


def _measure(data: Path | None, readers: int) -> dict[str, Any]:
    with new_database() as (folder, server):
        if data is None:
            generate_sample(data := folder / "sample")
            generate_streaming_sample(data)
        load_folder(server.url, data)
        copy_migrations(folder)
        environ = {
            "DATABASE_URL": server.url.render_as_string(hide_password=False),
            "LUDOTECA_CACHE_MB": "0",
        }
        found = {}
        with served("api.app:create_app", environ) as api:
            paths = _paths(api, server.url)
            with _asking(api, paths, readers):
                time.sleep(QUIET_SECONDS)  # until all is warm
            for name, add in _revisions().items():
                with _asking(api, paths, readers) as quiet:
                    time.sleep(QUIET_SECONDS)
                add(folder)
                with _asking(api, paths, readers) as during:
                    time.sleep(AROUND_SECONDS)
                    began = time.monotonic()
                    upgrade(server.url)
                    ended = time.monotonic()
                    time.sleep(AROUND_SECONDS)
                found[name] = _compare(quiet, during, began, ended)
        return found


def _paths(api: Served, url: URL) -> list[str]:
    of = random.Random(1)
    paths = mixture(url, count=ASKED) + mixture(url, count=ASKED, questions=PAGES)
    paths += of.choices(every_question(api), k=ASKED)
    of.shuffle(paths)
    return paths


def _revisions() -> Mapping[str, Callable[[Path], object]]:
    files = bundle.read_frozen_bundle(newest_revision())
    view = files[VIEW].text.replace(" as\n", " with (security_barrier = false) as\n", 1)
    stored = {file: stored_otherwise(each) for file, each in files.items() if each.is_stored}
    key = 'replace_primary_key("core.items", ["game_id", "user_key"])'
    return {
        "one view": lambda folder: add_revision(folder, {VIEW: view}),
        "all aggregates": lambda folder: add_revision(folder, stored),
        "the key of core.items": lambda folder: add_revision(folder, {}, upgrade=key),
    }


def stored_otherwise(each: bundle.SqlFile) -> str:
    """Write the definition of an aggregate so that it is another, with the same rows."""
    if each.kind == "table":
        return each.text.replace(");", ") with (fillfactor = 100);", 1)
    return each.text.replace(" as\n", " with (fillfactor = 100) as\n", 1)


def copy_migrations(folder: Path) -> None:
    """Let Alembic read a copy of the migrations, to which revisions are added."""
    shutil.copy(CHECKOUT / "alembic.ini", folder)
    shutil.copytree(CHECKOUT / "migrations", folder / "migrations")
    deploy.CONFIG_FILE = folder / "alembic.ini"
    bundle.OBJECTS_FOLDER = folder / "migrations" / "objects"


@contextmanager
def _asking(server: Served, paths: Sequence[str], readers: int) -> Iterator[list[Answer]]:
    """Ask as long as the block runs; the list has the answers after it."""
    answers: list[Answer] = []
    place = {"host": server.host, "port": server.port, "paths": paths}
    options = {"connections": readers, "seconds": 3600, "pace": 0}
    client = subprocess.Popen(
        [sys.executable, "-m", "bench.plain_client"],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        with cast("IO[str]", client.stdin) as told:
            told.write(json.dumps(place | options))
        client.stdin = None
        yield answers
    finally:
        client.terminate()
        said, _ = client.communicate(timeout=60)
    answers.extend(tuple(each) for each in json.loads(said)["answers"])


def _compare(
    quiet: Sequence[Answer], during: Sequence[Answer], began: float, ended: float
) -> dict[str, Any]:
    meanwhile = [each for each in during if each[0] < ended and sum(each[:2]) > began]
    failed = [each for each in during if each[2] >= 500]
    return {
        "seconds": ended - began,
        "answers": len(meanwhile),
        "failed": len(failed),
        "quiet_failed": sum(each[2] >= 500 for each in quiet),
        "failing_seconds": _covered([(at, at + took) for at, took, _ in failed]),
        "quiet": _percentiles(quiet),
        "during": _percentiles(meanwhile),
    }


def _covered(spans: Sequence[tuple[float, float]]) -> float:
    """Sum up the seconds in which any of the spans was."""
    total, end = 0.0, float("-inf")
    for start, stop in sorted(spans):
        total += max(0.0, stop - max(start, end))
        end = max(end, stop)
    return total


def _percentiles(answers: Sequence[Answer]) -> dict[str, float]:
    waits = sorted(took for _, took, _ in answers)
    return {"p50": waits[len(waits) // 2], "p99": waits[len(waits) * 99 // 100], "max": waits[-1]}


def _lay_out(found: dict[str, Any]) -> Iterator[Table]:
    table = Table("upgrade", "seconds", "answers", "failed", "seconds of failures", title="")
    for name in ("p50", "p99", "p99 / quiet", "max"):
        table.add_column(name, justify="right")
    for name, each in found.items():
        quiet, during = each["quiet"], each["during"]
        table.add_row(
            name,
            f"{each['seconds']:.1f}",
            f"{each['answers']:,}",
            f"{each['quiet_failed']:,} → {each['failed']:,}",
            f"{each['failing_seconds']:.2f}",
            *(
                f"{quiet[name] * 1000:.0f} → {during[name] * 1000:.0f} ms"
                for name in ("p50", "p99")
            ),
            f"{during['p99'] / quiet['p99']:.1f}",
            f"{during['max']:.2f} s",
        )
    yield table


if __name__ == "__main__":
    main()
