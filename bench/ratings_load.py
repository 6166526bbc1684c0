r"""What a load of ratings takes, stage by stage, beside `\copy` of the same rows and their keys.

Titles are loaded and published before. The floor is the sum of `\copy` of the very rows that the
load ended with into a bare table, the keys that core.ratings has, and analyze: in the same run on
the same machine, so that the ratio means the same everywhere; the seconds do not.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
from rich.table import Table

from bench.harness import HELP, JSON, MB, in_new_process, load_folder, new_database, report
from bench.load import SCHEMA, dump_tables, run_psql
from db.local_server import Server
from db.models.ratings import ratings
from etl.clean.titles import PLATFORMS
from etl.console import text_table
from etl.load_report import LoadReport, Stopwatch
from etl.progress import Silent

ROWS: Final = 11_024_289
VIEWERS: Final = 115_077
FILE_ROWS: Final = 1_500_000
TITLES: Final = dict(zip(PLATFORMS, (9_668, 1_450, 3_073, 8_807), strict=True))
_KEYS: Final = (
    f"alter table {SCHEMA}.ratings add primary key (viewer_id, title_key) include (half_stars)",
    f"create index on {SCHEMA}.ratings (title_key, viewer_id) include (half_stars)",
    f"create index on {SCHEMA}.ratings using brin (rated_at)",
)


def run(rows: int) -> dict[str, Any]:
    """Load made-up ratings on a server of their own, take the floor, and remove both."""
    with new_database() as (work, server):  # as shipped: every commit waits for the disk
        for name in ("titles", "ratings", "rows"):
            (work / name).mkdir()
        write_titles(work / "titles", rows)
        in_new_process(write_ratings, work / "ratings", rows)
        in_new_process(load_folder, server.url, work / "titles")
        loaded: LoadReport = in_new_process(load_folder, server.url, work / "ratings")
        floor = _measure_floor(server, work / "rows")
        return {
            "rows": dict(loaded.merged["ratings"]),
            "stages": {stage.name: stage.seconds for stage in loaded.stages},
            "seconds": loaded.seconds,
            "peak_bytes": loaded.peak_bytes,
            "floor": floor,
            "ratio": loaded.seconds / sum(floor.values()),
        }


def title_counts(rows: int) -> dict[str, int]:
    """Count the titles of each platform: of so many ratings as large a part as of the viewers."""
    return {platform: max(1, count * rows // ROWS) for platform, count in TITLES.items()}


def write_titles(folder: Path, rows: int) -> None:
    """Write titles without anything but their names."""
    for platform, count in title_counts(rows).items():
        lines = [f"s{number},Movie,Title {number},2016\n" for number in range(1, count + 1)]
        header = "show_id,type,title,release_year\n"
        (folder / f"{platform}_titles.csv").write_text(header + "".join(lines))


def write_ratings(folder: Path, rows: int) -> None:
    """Write ratings in files of 1.5 million rows, viewer after viewer; some repeat."""
    random = np.random.default_rng(1)
    viewers = max(1, VIEWERS * rows // ROWS)
    shares = random.lognormal(sigma=1.3, size=viewers)
    counts = random.multinomial(rows, shares / shares.sum())
    viewer = np.repeat(np.sort(random.choice(270_896, viewers, replace=False) + 1), counts)
    counts_by_platform = title_counts(rows).items()
    ids = np.array([f"{of[0]}s{n + 1}" for of, count in counts_by_platform for n in range(count)])
    for number, start in enumerate(range(0, rows, FILE_ROWS), 1):
        part = viewer[start : start + FILE_ROWS]
        columns = (
            part,
            random.integers(1, 11, len(part)) / 2,
            random.integers(820_000_000, 1_500_000_000, len(part)),
            ids[random.integers(0, len(ids), len(part))],
        )
        with (folder / f"{number}.csv").open("w") as file:
            file.write("userId,rating,timestamp,movieId\n")
            file.writelines(map("{},{},{},{}\n".format, *(column.tolist() for column in columns)))


def _measure_floor(server: Server, folder: Path) -> dict[str, float]:
    """Take the seconds of each part of the floor."""
    dump_tables(server, [ratings], folder=folder)
    run_psql(server, ["checkpoint"], folder=folder)  # the load's pages are not the floor's to write
    watch = Stopwatch(reporter=Silent())
    for name, statements in {
        "copy": [f"\\copy {SCHEMA}.ratings from 'ratings.txt'"],
        "keys": _KEYS,
        "analyze": [f"analyze {SCHEMA}.ratings"],
    }.items():
        with watch.stage(name):
            run_psql(server, statements, folder=folder)
    return {stage.name: stage.seconds for stage in watch.stages}


def tables(found: dict[str, Any]) -> Iterator[Table | str]:
    """Lay the figures out for a person."""
    rows = [(name, f"{seconds:.2f}") for name, seconds in found["stages"].items()]
    rows.append(("whole load", f"{found['seconds']:.2f}"))
    rows += [(f"floor: {name}", f"{seconds:.2f}") for name, seconds in found["floor"].items()]
    yield text_table("Seconds", ("stage", "seconds"), rows)
    counts = found["rows"]
    yield f"{counts['staged']:,} rows, of which {counts['kept']:,} count"
    yield f"from raw files to published: {found['ratio']:.2f} x the floor"
    if found["peak_bytes"] is not None:
        yield f"peak memory of the loader: {found['peak_bytes'] / MB:.0f} MB"


@click.command(context_settings=HELP)
@click.option("--rows", default=ROWS, show_default=True, help="Ratings to make up and load.")
@JSON
def main(rows: int, json_file: Path | None) -> None:
    r"""Measure a load of ratings against \copy of the same rows and their keys.

    Everything happens on a server of its own in a temporary folder (set TMPDIR to choose the
    disk), which is removed at the end.
    """
    report(lambda: run(rows), tables, json_file)


if __name__ == "__main__":
    main()
