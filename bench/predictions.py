"""What predictions take beside a look-up by primary key, over HTTP in the same run.

The ratings and the model are generated (bench/ratings_set.py), as many as the official ones, and
no answer is kept. Times are of one client that asks one request after the other; the look-up is
asked again before each question, as a machine is not equally quick all the time.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click
from rich.table import Table

from bench.api import FIRST, OURS
from bench.clients import ask, respond
from bench.harness import HELP, JSON, Served, new_database, report, served
from bench.ratings_set import RATINGS, USUAL, VIEWERS, fill
from etl.console import text_table
from etl.load import refresh_and_publish

LOOKUP: Final = "/v1/titles/as{}"
TITLES: Final = range(100, 120)
"""Each is asked for in turn."""
ASKED: Final = {
    "yes or no, the published model": "/recomendacion/{viewer}/as{title}",
    "the same with reasons": "/v1/viewers/{viewer}/predictions/as{title}",
    "yes or no, by similar viewers": "/v1/viewers/{viewer}/predictions/as{title}"
    "?model=user_pearson",
    "five titles": "/recomendacion_espectador/{viewer}",
    "who a viewer is": "/v1/viewers/{viewer}",
}
LIMITS: Final = {100: 20, 12_000: 50}
"""Look-ups that a yes or no may take, by the ratings of the viewer."""


def run(*, ratings: int, viewers: int, seconds: float) -> dict[str, Any]:
    """Fill a database of its own, and measure."""
    with new_database(durable=False) as (_, server):
        fill(server.url, ratings=ratings, viewers=viewers)
        refresh_and_publish(server.url)
        reader = server.login("reader")
        environ = {"DATABASE_URL": reader.render_as_string(hide_password=False), **FIRST}
        with served(OURS, environ) as application:
            rows = [
                _measure(application, name, path, viewer, seconds)
                for name, path in ASKED.items()
                for viewer in USUAL
            ]
    return {"ratings": ratings, "rows": rows}


def _measure(server: Served, name: str, path: str, viewer: int, seconds: float) -> dict[str, Any]:
    lookups = [LOOKUP.format(title) for title in TITLES]
    paths = [path.format(viewer=viewer, title=title) for title in TITLES]
    paths = list(dict.fromkeys(paths))
    for one in (lookups[0], paths[0]):
        respond(server, one)
    found = {}
    for kind, asked in (("lookup", lookups), ("answer", paths)):
        load = ask(server, asked, connections=1, seconds=seconds)
        if load["errors"]:
            raise RuntimeError(f"{asked[0]} was not answered")
        found[kind] = load["p50"]
    return {
        "name": name,
        "viewer_ratings": USUAL[viewer],
        "seconds": found["answer"],
        "lookup_seconds": found["lookup"],
        "lookups": found["answer"] / found["lookup"],
    }


def tables(found: dict[str, Any]) -> Iterator[Table | str]:
    """Lay the figures out."""
    yield text_table(
        f"{found['ratings']:,} ratings",
        ("", "viewer's ratings", "ms", "a look-up, ms", "look-ups", "at most"),
        [
            (
                row["name"],
                f"{row['viewer_ratings']:,}",
                f"{1000 * row['seconds']:.2f}",
                f"{1000 * row['lookup_seconds']:.2f}",
                f"{row['lookups']:.1f}",
                str(LIMITS[row["viewer_ratings"]]) if row["name"].startswith("yes") else "",
            )
            for row in found["rows"]
        ],
    )


@click.command(context_settings=HELP)
@click.option("--ratings", default=RATINGS, show_default=True, type=click.IntRange(20_000))
@click.option("--viewers", default=VIEWERS, show_default=True, type=click.IntRange(10))
@click.option("--seconds", default=3.0, show_default=True, type=click.FloatRange(0.5))
@JSON
def main(*, ratings: int, viewers: int, seconds: float, json_file: Path | None) -> None:
    """Measure predictions beside look-ups, on generated ratings."""
    report(lambda: run(ratings=ratings, viewers=viewers, seconds=seconds), tables, json_file)


if __name__ == "__main__":
    main()
