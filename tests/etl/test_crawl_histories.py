"""Any order of loads ends in the database that one load of everything makes: random histories."""

from __future__ import annotations

import os
import random
from ast import literal_eval
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, create_engine, text

from etl.crawls import NamedCrawl
from etl.load import LoadOptions, load
from tests.etl.contents import LEDGER, select_rows, stored_relations
from tests.etl.loading import game, item, library, review, reviews, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import URL

HISTORIES = int(os.environ.get("LUDOTECA_HISTORIES", "6"))
AGGREGATED = 6  # of so many histories one computes the aggregates too, which takes most of the time
DAYS = ("2012-01-01", "2013-06-30", "2016-12-31")
POSTED = (
    "Posted November 5, 2011.",
    "Posted November 5, 2012.",
    "Posted July 3, 2012.",
    "Posted February 29.",
    "Posted July 3.",
)
EDITED = ("", "Last edited June 6, 2012.", "Last edited August 1, 2014.", "Last edited July 9.")


@dataclass(frozen=True)
class File:
    path: Path
    day: str | None


class Chance:
    """Raw files by chance, with few values, so that they contradict each other."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.of = random.Random(seed)  # noqa: S311 - not for secrets
        self.folder = folder
        self.count = 0
        self.is_by_lines = self.of.random() < 0.5
        self.libraries: list[dict[str, object]] = []

    def files(self) -> list[File]:
        found: list[File] = []
        for kind in (self.game, self.library, self.reviews):
            for _ in range(self.of.randint(1, 3)):
                lines: list[object] = [kind() for _ in range(self.of.randint(1, 4))]
                name = f"{self.of.choice('ab')}_{kind.__name__}.json"
                # A file of reviews dates itself; without a day the others are undated.
                day = self.of.choice((*DAYS, None))
                if kind == self.reviews:
                    lines.append(reviews("dated", review("9")))
                found += self.written(name, day, lines)
        if self.of.random() < 0.3:
            # not one of reviews alone without a year: it would be of two years
            copied = self.of.choice([of for of in found if "game" in of.path.name])
            path = self.place(self.of.choice((copied.path.name, "c_copy.json")))
            path.parent.mkdir()
            path.write_bytes(copied.path.read_bytes())
            found.append(File(path, self.of.choice(DAYS)))
        return found

    def written(self, name: str, day: str | None, lines: list[object]) -> list[File]:
        """Write the lines as one file, or each as a file of a crawl that is named."""
        if not self.is_by_lines:
            return [File(write(self.place(name), lines), day)]
        day = day or DAYS[0]
        return [File(write(self.place(name), [line]), day) for line in lines]

    def place(self, name: str) -> Path:
        self.count += 1
        return self.folder / str(self.count) / name

    def some(self, **values: tuple[object, ...]) -> dict[str, object]:
        picked = {name: self.of.choice((*given, None)) for name, given in values.items()}
        return {name: value for name, value in picked.items() if value is not None}

    def game(self) -> dict[str, object]:
        lists: tuple[object, ...] = (["Action", "RPG"], ["action"], ["Indie"], [])
        known = self.some(
            app_name=("One", "Two", " "),
            url=("http://a", "http://b"),
            genres=lists,
            tags=lists,
            specs=lists,
            developer=("Ann,Bob", "ann", "Cy"),
            publisher=("Ann", "Bob"),
            release_date=("2012-03-04", "2013", "Soon"),
            price=(4.99, 9, "Free", "Install Now"),
            discount_price=(1.5, 2.5),
            early_access=(True, False),
            metascore=(80, 90, "?"),
            sentiment=("Mixed", "Positive"),
        )
        named = game(str(self.of.randint(1, 4))) | {"price": None, "genres": None}
        return named | {"app_name": None} | known

    def library(self) -> dict[str, object]:
        """A library, now and then one of another file or line."""
        if not self.libraries or self.of.random() < 0.5:
            self.libraries.append(self.new_library())
        return self.of.choice(self.libraries)

    def new_library(self) -> dict[str, object]:
        items = [
            item(
                str(self.of.randint(1, 6)),
                self.of.choice((0, 1, 2, 3, "never")),
                playtime_2weeks=self.of.randint(0, 1),
                item_name=self.of.choice(("One", "First", "Uno")),
            )
            for _ in range(self.of.randint(1, 4))
        ]
        user = self.of.choice("abcd")
        known = self.some(steam_id=("76561197970982479", "76561197970982480"), user_url=("x", "y"))
        return library(user, *items) | {"steam_id": None, "user_url": None} | known

    def reviews(self) -> dict[str, object]:
        given = [
            review(
                str(self.of.randint(1, 6)),
                self.of.choice(("good", "bad", "")),
                posted=self.of.choice(POSTED),
                last_edited=self.of.choice(EDITED),
                recommend=self.of.random() < 0.5,
                helpful=self.of.choice(
                    ("No ratings yet", "1 of 2 people (50%) found this helpful")
                ),
            )
            for _ in range(self.of.randint(1, 4))
        ]
        return reviews(self.of.choice("abcd"), *given) | self.some(user_url=("x", "y", "z"))

    def history(self, files: list[File]) -> Iterator[tuple[list[File], bool]]:
        """Every file in some load, some in several; `--again` now and then."""
        left = self.of.sample(files, len(files))
        done: list[File] = []
        while left:
            size = self.of.randint(1, max(1, len(files) // 2))
            now, left = left[:size], left[size:]
            if done and self.of.random() < 0.3:
                now.append(self.of.choice(done))
            yield now, self.of.random() < 0.2
            done += now


def load_files(
    url: URL, files: list[File], *, again: bool = False, year: int | None = None
) -> None:
    named = tuple(
        NamedCrawl(file=str(of.path), crawled_on=date.fromisoformat(of.day))
        for of in files
        if of.day
    )
    options = LoadOptions(
        workers=0, crawled_on=named, crawl_year=year, again=again, max_reject_share=1.0
    )
    load(url, [of.path for of in files], options=options)


def sum_of_rows(connection: Connection, schema: str, table: str) -> str:
    rows = select_rows(connection, schema, table)
    return (
        f"select coalesce(string_agg(rows.row, chr(10) order by rows.row), '') "
        f"from ({rows}) as rows (row)"
    )


class Database:
    """A database that is emptied between histories."""

    def __init__(self, url: URL, connection: Connection) -> None:
        self.url = url
        self.connection = connection
        tables = stored_relations(connection)
        core = ", ".join(f"core.{name}" for schema, name, _ in tables if schema == "core")
        self.emptying = {
            "core": f"truncate {core} restart identity",
            "agg": "".join(
                f"truncate agg.{name};"
                if kind == "r"
                else f"refresh materialized view agg.{name} with no data;"
                for schema, name, kind in tables
                if schema == "agg"
            ),
        }
        self.sums = {
            f"{schema}.{name}": sum_of_rows(connection, schema, name)
            for schema, name, _ in tables
            if name not in LEDGER
        }

    def clear(self, *schemas: str) -> None:
        for schema in schemas:
            self.connection.execute(text(self.emptying[schema]))

    def rows(self, *schemas: str) -> dict[str, str]:
        return {
            name: self.connection.scalar(text(sums))
            for name, sums in self.sums.items()
            if name.startswith(schemas)
        }


def differences(found: dict[str, str], expected: dict[str, str]) -> dict[str, set[str]]:
    """The rows that only one of two databases has, by relation."""
    return {
        name: differing
        for name, rows in expected.items()
        if (differing := set(rows.splitlines()) ^ set(found[name].splitlines()))
    }


@pytest.fixture(scope="module")
def histories(create_database: Callable[..., URL], empty_template: URL) -> Iterator[Database]:
    url = create_database(empty_template)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield Database(url, connection)
    engine.dispose()


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_any_history_ends_as_one_load_of_everything(
    seed: int, histories: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schemas = ("core", "agg") if seed % AGGREGATED == 0 else ("core",)
    if "agg" not in schemas:
        monkeypatch.setattr("etl.merge._REFRESH", b"select %s::boolean")
    chance = Chance(seed, tmp_path)
    files = chance.files()
    histories.clear(*schemas)
    load_files(histories.url, files)
    expected = histories.rows(*schemas)
    histories.clear(*schemas)
    for now, again in chance.history(files):
        load_files(histories.url, now, again=again)
    assert differences(histories.rows(*schemas), expected) == {}
    load_files(histories.url, files, again=True)
    assert differences(histories.rows(*schemas), expected) == {}


PROVENANCE = {"core.game_statements", "core.game_names"}
"""Which file said what: another file says it where a file was split."""


def split(chance: Chance, file: File) -> list[File]:
    """Cut a file into parts that sort as its lines do; the lines of one game stay together."""
    lines, is_games = file.path.read_bytes().splitlines(), "game" in file.path.name
    parts: list[list[bytes]] = []
    seen: dict[str, int] = {}
    for line in lines:
        of = literal_eval(line.decode())["id"] if is_games else None
        place = seen.get(of, len(parts)) if of else len(parts)
        if parts and place == len(parts) and chance.of.random() < 0.5:
            place -= 1
        parts += [[]] if place == len(parts) else []
        parts[place].append(line)
        if of:
            seen.setdefault(of, place)
    stem = file.path.stem
    folder = file.path.parent / "parts"
    return [
        File(write(folder / f"{stem}.{number:03}.json", part), file.day)
        for number, part in enumerate(parts)
    ]


@pytest.mark.parametrize("seed", range(1000, 1000 + HISTORIES))
def test_a_file_is_what_its_parts_are(
    seed: int, histories: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schemas = ("core", "agg") if seed % AGGREGATED == 0 else ("core",)
    if "agg" not in schemas:
        monkeypatch.setattr("etl.merge._REFRESH", b"select %s::boolean")
    chance = Chance(seed, tmp_path)
    chance.is_by_lines = False
    made = {file.path.read_bytes(): file for file in chance.files()}
    files = [  # no two of one name: parts of both would sort in between
        File(
            write(tmp_path / f"{number:02}_{file.path.name}", content.splitlines()),
            file.day or DAYS[0],
        )
        for number, (content, file) in enumerate(made.items())
    ]
    histories.clear(*schemas)
    load_files(histories.url, files, year=2017)
    expected = histories.rows(*schemas)
    histories.clear(*schemas)
    parts = [part for file in files for part in split(chance, file)]
    for now, again in chance.history(parts):
        load_files(histories.url, now, again=again, year=2017)
    found = differences(histories.rows(*schemas), expected)
    assert {name: rows for name, rows in found.items() if name not in PROVENANCE} == {}
