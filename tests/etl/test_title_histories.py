"""Any order and any parts of titles files end in one database: random histories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine

from tests.etl.test_crawl_histories import (
    DAYS,
    HISTORIES,
    Chance,
    Database,
    File,
    differences,
    load_files,
)
from tests.etl.titles import write_scores, write_titles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import URL

PROVENANCE = {"core.title_statements"}
"""Which file said what: another file says it where a file was split."""


class TitleChance(Chance):
    """Titles files by chance, with few values, so that they contradict each other."""

    def files(self) -> list[File]:
        found = []
        for _ in range(self.of.randint(2, 4)):
            name = f"{self.of.choice(('hulu', 'netflix'))}{self.of.choice('ab')}.csv"
            rows = [self.title() for _ in range(self.of.randint(1, 4))]
            found.append(self.placed(name, rows))
        for _ in range(self.of.randint(0, 2)):
            scores = {f"{self.of.choice('hn')}s{self.of.randint(1, 5)}": self.of.randint(1, 5)}
            path = write_scores(self.place("means.csv"), **scores)
            found.append(File(path, self.of.choice((*DAYS, None))))
        if self.of.random() < 0.5:
            copied = self.of.choice(found).path
            path = self.place(self.of.choice((copied.name, f"c-{copied.name}")))
            path.parent.mkdir()
            path.write_bytes(copied.read_bytes())
            found.append(File(path, self.of.choice((*DAYS, None))))
        return found

    def placed(self, name: str, rows: list[dict[str, object]]) -> File:
        day = self.of.choice((*DAYS, None))
        return File(write_titles(self.place(name), *rows, score=True), day)

    def title(self) -> dict[str, object]:
        people = ("Ana, Bo", "ANA", "Cy, Jr., Bo", "bo, 1")
        known = self.some(
            type=("Movie", "TV Show"),
            title=("Sola", "SOLA", "Ola"),
            director=people,
            cast=people,
            country=("Japan", "japan, Peru"),
            date_added=("May 3, 2020", "never"),
            release_year=(2015, 2016),
            rating=("PG", "74 min", "AGES_18_"),
            duration=("90 min", "1 Season", "0 min", "long"),
            listed_in=("Drama", "TV Dramas, Opera"),
            description=("One.", "Two."),
            score=(1, 100),
        )
        needed = {"show_id": f"s{self.of.randint(1, 4)}", "type": "Movie", "title": "Sola"}
        return needed | known


@pytest.fixture(scope="module")
def histories(create_database: Callable[..., URL], empty_template: URL) -> Iterator[Database]:
    url = create_database(empty_template)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield Database(url, connection)
    engine.dispose()


@pytest.mark.parametrize("seed", range(max(1, HISTORIES // 3)))
def test_any_history_ends_as_one_load_of_everything(
    seed: int, histories: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.merge._REFRESH", b"select %s::boolean")
    chance = TitleChance(seed, tmp_path)
    files = chance.files()
    histories.clear("core")
    load_files(histories.url, files)
    expected = histories.rows("core")
    assert expected["core.titles"]
    histories.clear("core")
    for now, again in chance.history(files):
        load_files(histories.url, now, again=again)
    assert differences(histories.rows("core"), expected) == {}
    load_files(histories.url, files, again=True)
    assert differences(histories.rows("core"), expected) == {}


@pytest.mark.parametrize("seed", range(1000, 1000 + max(1, HISTORIES // 3)))
def test_a_file_is_what_its_parts_are(
    seed: int, histories: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.merge._REFRESH", b"select %s::boolean")
    chance = TitleChance(seed, tmp_path)
    rows = [chance.title() for _ in range(chance.of.randint(2, 8))]
    histories.clear("core")
    whole = File(write_titles(tmp_path / "hulu.csv", *rows, score=True), DAYS[0])
    load_files(histories.url, [whole])
    expected = histories.rows("core")
    histories.clear("core")
    # the first row of a title is the one that counts in a file; its rows stay together
    parts = [
        File(write_titles(tmp_path / f"hulu.{show_id}.csv", *alike, score=True), DAYS[0])
        for show_id in {row["show_id"] for row in rows}
        if (alike := [row for row in rows if row["show_id"] == show_id])
    ]
    for now, again in chance.history(parts):
        load_files(histories.url, now, again=again)
    found = differences(histories.rows("core"), expected)
    assert {name: rows for name, rows in found.items() if name not in PROVENANCE} == {}
