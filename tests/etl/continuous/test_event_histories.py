"""Any order of loads and events ends in the same database: random histories."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, text

from tests.etl.continuous.recording import follow, record, sender
from tests.etl.loading import game, library, rows, write
from tests.etl.test_crawl_histories import (
    DAYS,
    Chance,
    Database,
    File,
    differences,
    load_files,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import URL

HISTORIES = int(os.environ.get("LUDOTECA_HISTORIES", "12")) // 2
AGGREGATED = 3  # of so many one computes the aggregates too, which takes most of the time
OWN = {f"core.{name}" for name in ("events", "pending_events", "followed_events", "touched_keys")}
MOMENTS = (*(f"{day} 10:00+00" for day in DAYS), "2011-11-05", "2012-07-03", "2015-01-01", None)
AGGREGATES = """
    select relname, relkind from pg_class
    where relnamespace = 'agg'::regnamespace and relkind in ('r', 'm')
"""


@pytest.fixture(scope="module")
def histories(create_database: Callable[..., URL], empty_template: URL) -> Iterator[Database]:
    url = create_database(empty_template)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        found = Database(url, connection)
        aggregates = connection.execute(text(AGGREGATES)).all()
        for kind, statement in (
            ("r", "truncate agg.{};"),
            ("m", "refresh materialized view agg.{} with no data;"),
        ):
            found.emptying[kind] = "".join(
                statement.format(name) for name, each in aggregates if each == kind
            )
        found.sums = {
            name: sums
            for name, sums in found.sums.items()
            if name.startswith("core.") and name not in OWN
        }
        connection.execute(text("select agg.refresh()"))  # events are applied to what is there
        yield found
    engine.dispose()


def random_events(of: random.Random) -> list[tuple[tuple[str, str, int], dict[str, Any]]]:
    found = []
    for _ in range(of.randint(3, 12)):
        kind = of.choice(["bought", "played", "played", "reviewed"])
        more: dict[str, Any] = {"happened_at": of.choice(MOMENTS)}
        if kind == "played":
            more["minutes"] = of.randint(1, 3)
        elif kind == "reviewed":
            more |= {"is_recommended": of.random() < 0.5, "review": of.choice(["fun", "bad", None])}
        found.append(((of.choice("abcde"), kind, of.randint(1, 6)), more))
    return found


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_events_and_loads_come_in_any_order(
    seed: int, histories: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The events keep their own order; between them files come in any, also again."""
    is_aggregated = seed % AGGREGATED == 0
    chance = Chance(seed, tmp_path)
    of, url = chance.of, histories.url
    games: list[object] = [game(str(number)) for number in (*range(1, 7), 9)]
    first = [
        File(write(tmp_path / "first" / "games.json", games), None),
        File(write(tmp_path / "first" / "items.json", [library("first")]), None),
    ]
    files = chance.files()
    events = random_events(of)

    def history(steps: list[tuple[list[File], bool]]) -> dict[str, str]:
        """Load in these steps, with the events by chance between, or at the end of one step."""
        histories.clear("core", "r")
        load_files(url, first)
        left = list(events)
        with sender(url) as connection:
            for now, again in steps:
                while len(steps) > 1 and left and of.random() < 0.6:
                    event, more = left.pop(0)
                    record(connection, *event, **more)
                    if of.random() < 0.3:
                        follow(url)
                load_files(url, now, again=again)
            for event, more in left:
                record(connection, *event, **more)
        follow(url)
        return histories.rows("core")

    with monkeypatch.context() as patched:
        patched.setattr("etl.merge._REFRESH", b"select %s::boolean")
        expected = history([([*first, *files], True)])
    if is_aggregated:
        histories.clear("m")
    else:
        monkeypatch.setattr("etl.merge._REFRESH", b"select %s::boolean")
    found = history([(now, again) for now, again in chance.history(files)] + [(files, True)])
    assert differences(found, expected) == {}
    if is_aggregated:
        assert rows(url, "select * from agg.differing_aggregates()") == []
