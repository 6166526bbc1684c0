"""Keys of labels are remembered; none is used in data other than those it was found in."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engines import reader_engine
from db.errors import DatabaseUnavailable, UnknownName
from db.lists import Condition, Window, games, read_list_page
from db.lists.games import GAMES, game_conditions
from db.lists.statements import compile_page_statement
from db.queries import labels
from db.queries.labels import Label, LabelKey, find_labels, recall_labels
from etl.load import refresh_and_publish
from tests.api.helpers import make_settings, plain

pytestmark = pytest.mark.anyio

WINDOW = Window(sort="-owners", fields=("name",), limit=50)
# The two genres trade places: the keys of both are wrong afterwards.
SWAPPED = (
    "update core.genres set (name, name_key) = ('x', 'x') where name = 'Action'",
    "update core.genres set (name, name_key) = ('Action', 'action') where name = 'Indie'",
    "update core.genres set (name, name_key) = ('Indie', 'indie') where name = 'x'",
)
ACTION, INDIE = {"genre": ["Action"]}, {"genre": ["Indie"]}


async def names_of(engine: AsyncEngine, filters: Mapping[str, Any]) -> list[bytes]:
    """The games that fulfil filters; the conditions may be made of remembered keys."""
    conditions = await game_conditions(engine, filters)
    return list((await read_list_page(engine, GAMES, conditions, window=WINDOW)).rows)


@pytest.fixture
async def engine(loaded_url: URL) -> AsyncIterator[AsyncEngine]:
    found = reader_engine(make_settings(loaded_url))
    yield found
    await found.dispose()


@pytest.fixture
async def clone_engine(loaded_clone: URL) -> AsyncIterator[AsyncEngine]:
    found = reader_engine(make_settings(loaded_clone))
    yield found
    await found.dispose()


@pytest.fixture
def swapped(loaded_clone: URL) -> Callable[[], None]:
    """Swaps the keys of two genres, and publishes it."""

    def swap() -> None:
        with psycopg.connect(plain(loaded_clone)) as connection:
            for statement in SWAPPED:
                connection.execute(statement.encode())
        refresh_and_publish(loaded_clone)

    return swap


async def test_a_key_is_asked_for_once(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await recall_labels(engine, [(Label.GENRE, "ACTION "), (Label.TAG, "Indie")])
    monkeypatch.setattr(labels, "_STATEMENTS", {})  # nothing is asked from here on
    one = await recall_labels(engine, [(Label.GENRE, "ACTION ")])
    other = await recall_labels(engine, [(Label.TAG, "Indie")])
    assert [*one, *other] == first
    with pytest.raises(KeyError):
        await recall_labels(engine, [(Label.GENRE, "Action")])  # spelled anew


async def test_memory_is_bounded(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "MAX_REMEMBERED", 3)

    spellings: Iterable[str] = ("action", "Action", "aCtion", "acTion", "actIon")
    for name in spellings:
        await recall_labels(engine, [(Label.GENRE, name)])
        assert 0 < len(labels._remembered[engine]) <= 3


async def test_keys_of_other_data_are_found_anew(
    clone_engine: AsyncEngine, swapped: Callable[[], None]
) -> None:
    action, indie = [await names_of(clone_engine, one) for one in (ACTION, INDIE)]
    assert action != indie
    before = await recall_labels(clone_engine, [(Label.GENRE, "Action")])
    await asyncio.to_thread(swapped)
    assert await recall_labels(clone_engine, [(Label.GENRE, "Action")]) == before  # not known yet
    assert await names_of(clone_engine, ACTION) == indie
    assert await names_of(clone_engine, INDIE) == action
    after = await recall_labels(clone_engine, [(Label.GENRE, "Action")])
    assert after != before
    assert after == await find_labels(clone_engine, [(Label.GENRE, "Action")])


async def test_a_database_made_anew_has_the_same_version_but_other_keys(
    clone_engine: AsyncEngine, loaded_clone: URL, swapped: Callable[[], None]
) -> None:
    action, indie = [await names_of(clone_engine, one) for one in (ACTION, INDIE)]
    await asyncio.to_thread(swapped)
    with psycopg.connect(plain(loaded_clone)) as connection:
        connection.execute("update core.loads set data_version = data_version - 1")
    assert [await names_of(clone_engine, one) for one in (ACTION, INDIE)] == [indie, action]


async def test_a_label_that_is_gone_is_unknown(
    clone_engine: AsyncEngine, loaded_clone: URL
) -> None:
    assert await names_of(clone_engine, ACTION)
    with psycopg.connect(plain(loaded_clone)) as connection:
        connection.execute(
            "update core.genres set (name, name_key) = ('Deeds', 'deeds') where name = 'Action'"
        )
    await asyncio.to_thread(refresh_and_publish, loaded_clone)
    with pytest.raises(UnknownName, match="Action"):
        await names_of(clone_engine, ACTION)


async def test_two_databases_behind_one_address_are_an_error(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Labels are always asked of one of them, and pages of the other."""
    times = 0

    async def find(*_: object) -> list[LabelKey]:
        nonlocal times
        times += 1
        return [LabelKey(label_id=-1, name_key="action")]

    for name in ("find_labels", "recall_labels"):
        monkeypatch.setattr(games, name, find)
    with pytest.raises(DatabaseUnavailable, match="several servers"):
        await names_of(engine, ACTION)
    assert times > 1


async def conditions(url: URL, filters: Mapping[str, Any]) -> list[Condition]:
    engine = reader_engine(make_settings(url))
    found = await game_conditions(engine, filters)
    await engine.dispose()
    return list(found)


@pytest.mark.parametrize("data", ["loaded_url", "real_url"])
@pytest.mark.parametrize("name", [*games._LABELS, "price_to"])
def test_filters_are_planned_for_their_values(
    request: pytest.FixtureRequest, data: str, name: str
) -> None:
    """Rare values first: one plan for all then looks cheap to Postgres, and is not."""
    url: URL = request.getfixturevalue(data)
    rare: dict[str, Any] = {"price_to": Decimal("0.5")} if name == "price_to" else {name: [1000000]}
    with psycopg.connect(plain(url)) as connection:
        filters: dict[str, Any] = {"price_to": Decimal(1)}
        if name in games._LABELS:
            table = f"{games._LABELS[name][0].value}s"
            query = f"select name from api.{table} order by name limit 1"
            [(label,)] = connection.execute(query.encode()).fetchall()
            filters = {name: [label]}
        found = asyncio.run(conditions(url, filters))
        cursor = psycopg.RawCursor(connection)
        for sort in GAMES.sorts:
            window = Window(sort=sort, fields=tuple(GAMES.fields), limit=10)
            compiled, values = compile_page_statement(GAMES, found, window, total=False)
            given = {**compiled.constants, **values, **rare}
            for _ in range(8):
                cursor.execute(compiled.sql, [given[one] for one in compiled.names], prepare=True)
        plans = connection.execute(
            "select generic_plans, custom_plans from pg_prepared_statements"
            " where statement like '%game_details%'"
        ).fetchall()
    assert plans == [(0, 8)] * len(GAMES.sorts)
