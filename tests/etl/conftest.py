"""Raw files written by tests, and what the transform makes of them."""

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings
from sqlalchemy import URL

from etl.formats import FORMATS, Kind
from etl.load import LoadOptions, load
from etl.read.containers import Container
from etl.read.packing import detect_packing
from etl.read.sources import Source
from etl.sample import generate_sample
from etl.transform import COLUMNS, Context, Limits, RejectedGames, Stats, transform_file
from tests.etl.loading import small_set

# A busy machine is no failure; what 40 examples do not show, `make fuzz-…` looks for.
settings.register_profile("no clock", deadline=None, max_examples=40)
settings.load_profile("no clock")

OFFICIAL = {form.kinds[0]: form for form in FORMATS if form.is_official}


@pytest.fixture(scope="session")
def other_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample that the loaded databases do not hold."""
    folder = tmp_path_factory.mktemp("other")
    generate_sample(folder, games=60, users=90, seed=7)
    return folder


@pytest.fixture(scope="session")
def small_template(
    create_database: Callable[..., URL],
    empty_template: URL,
    tmp_path_factory: pytest.TempPathFactory,
) -> URL:
    """A database with a small set, for copying only."""
    url = create_database(empty_template)
    load(url, [small_set(tmp_path_factory.mktemp("small"))], options=LoadOptions(workers=0))
    return url


@pytest.fixture
def small_url(clone: Callable[[URL], URL], small_template: URL) -> URL:
    """A database of the test's own with a small set."""
    return clone(small_template)


@dataclass(kw_only=True)
class Outcome:
    """All rows of one file by staging table, as dicts, and its counts."""

    stats: Stats
    tables: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    batch_sizes: list[tuple[str, int]] = field(default_factory=list)

    def rows(self, table: str) -> list[dict[str, object]]:
        """Rows of a staging table."""
        return self.tables.get(f"staging.{table}", [])

    def values(self, table: str, *columns: str) -> list[tuple[object, ...]]:
        """Some columns of each row of a staging table."""
        return [tuple(row[column] for column in columns) for row in self.rows(table)]

    def labels(self) -> list[tuple[object, str, object]]:
        """Line, kind and names of each list of a game."""
        kinds = ("genres", "tags", "specs", "developers", "publishers")
        return [
            (row["line_number"], kind.removesuffix("s"), row[kind])
            for row in self.rows("games")
            for kind in kinds
            if row[kind]
        ]

    @property
    def warnings(self) -> dict[tuple[str, str], int]:
        """Occurrences of each warning by kind and field."""
        return {(one.kind, one.field): one.occurrences for one in self.stats.warnings}


@pytest.fixture
def write_source(tmp_path: Path) -> Callable[..., Source]:
    """Write a raw file and describe it, whatever it holds."""

    def write(
        content: bytes, *, kind: Kind = "items", number: int = 1, name: str = "raw.json"
    ) -> Source:
        path = tmp_path / name
        path.write_bytes(content)
        return Source(
            number=number,
            path=path,
            name=name,
            container=Container(packing=detect_packing(path)),
            format=OFFICIAL[kind],
            byte_count=len(content),
            sha256="0" * 64,
        )

    return write


@pytest.fixture
def run_transform(write_source: Callable[..., Source]) -> Callable[..., Outcome]:
    """Transform lines: bytes as they are, other objects by their repr."""

    def run(
        kind: Kind,
        lines: Sequence[object],
        *,
        number: int = 1,
        memory: RejectedGames | None = None,
        limits: Limits | None = None,
    ) -> Outcome:
        raw = [line if isinstance(line, bytes) else repr(line).encode() for line in lines]
        content = gzip.compress(b"".join(line + b"\n" for line in raw), 1)
        source = write_source(content, kind=kind, number=number)
        return collect(source, memory=memory, limits=limits)

    return run


def collect(
    source: Source,
    *,
    memory: RejectedGames | None = None,
    context: Context | None = None,
    limits: Limits | None = None,
) -> Outcome:
    """Transform a file and gather its rows."""
    outcome = Outcome(stats=Stats())
    for batch in transform_file(
        source, stats=outcome.stats, rejected_games=memory, context=context, limits=limits
    ):
        names = COLUMNS[batch.table]
        table = batch.rows
        rows = table.to_numpy().tolist() if isinstance(table, pd.DataFrame) else table.tolist()
        outcome.tables.setdefault(batch.table, []).extend(
            dict(zip(names, row, strict=True)) for row in rows
        )
        outcome.batch_sizes.append((batch.table, len(batch)))
    return outcome
