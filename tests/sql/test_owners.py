"""Owners that are unknown, not none; and names of games that no file names."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, create_engine, text

from etl.load import LoadOptions, load
from tests.etl.loading import game, item, library, review, reviews, rows, write
from tests.sql.answering import items_of, read

ALONE = LoadOptions(workers=0)
DETAILS = """
    select game_id, is_owners_known, owners_count, players_count, playtime_minutes
    from api.game_details order by game_id
"""


def test_owners_of_a_game_in_no_library_are_unknown_where_the_crawl_leaves_it_out(
    connection: Connection,
) -> None:
    items = items_of(connection.engine.url)
    minutes = items.groupby("game_id")["playtime_minutes"]
    owners, playtime = Counter(minutes.size().to_dict()), Counter(minutes.sum().to_dict())
    players = Counter(items["game_id"][items["playtime_minutes"] > 0].value_counts().to_dict())
    reviewed = {game_id for (game_id,) in read(connection, "select game_id from core.reviews")}
    prices = dict(read(connection, "select game_id, price_usd from core.games"))
    expected = []
    for game_id, price in sorted(prices.items()):
        known = game_id in owners or not (price == 0 or game_id in reviewed)
        counts = (owners[game_id], players[game_id], playtime[game_id])
        expected.append((game_id, known, *(counts if known else (None, None, None))))
    assert read(connection, DETAILS) == expected
    assert {known for _, known, *_ in expected} == {True, False}


def test_the_real_owners(real_url: URL) -> None:
    counts = """
        select is_owners_known, owners_count = 0, count(*)
        from api.game_details where is_in_catalogue group by 1, 2 order by 1, 2
    """
    assert rows(real_url, counts) == [
        (False, None, 1_538),
        (True, False, 9_192),  # 22,940 of 32,132 are in no library
        (True, True, 21_402),
    ]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Games that are owned, priced, free, of unknown price, reviewed, and named by nobody."""
    write(
        tmp_path / "games.json",
        [
            game("10", "Owned", price="Free To Play"),
            game("20", "Priced"),
            game("30", "Free", price="Free"),
            game("40", "Unknown price", price=None),
            game("50", "Reviewed"),
            game("60", None, metascore=90, release_date="2015-01-01"),
        ],
    )
    write(tmp_path / "reviews.json", [reviews("ana", review("50"), review("60"))])
    return tmp_path


def test_without_libraries_owners_are_unknown(empty_url: URL, small: Path) -> None:
    load(empty_url, [small], options=ALONE)
    unknown = [(game_id, False, None, None, None) for game_id in (10, 20, 30, 40, 50, 60)]
    assert rows(empty_url, DETAILS) == unknown
    write(small / "items.json", [library("ana", item("10", 0))])
    load(empty_url, [small], options=ALONE)
    assert rows(empty_url, DETAILS) == [
        (10, True, 1, 0, 0),
        (20, True, 0, 0, 0),
        (30, False, None, None, None),
        (40, True, 0, 0, 0),
        (50, False, None, None, None),
        (60, False, None, None, None),
    ]
    prices = "select game_id, owners_count::integer from api.price_features order by 1"
    counted = [(10, 1), (20, 0), (30, 0), (40, 0), (50, 0), (60, 0)]
    assert rows(empty_url, prices) == counted  # a null would give free games away


def test_a_game_without_a_name_is_called_by_its_id_everywhere(empty_url: URL, small: Path) -> None:
    write(small / "items.json", [library("ana", item("60", item_name=None))])
    load(empty_url, [small], options=ALONE)
    engine = create_engine(empty_url)
    with engine.connect() as connection:
        columns = connection.execute(
            text(
                """
                select columns.table_name, columns.column_name
                from information_schema.columns
                where
                    columns.table_schema = 'api'
                    and columns.column_name in ('name', 'game')
                    and exists (
                        select from information_schema.columns as ids
                        where
                            ids.table_schema = 'api'
                            and ids.table_name = columns.table_name
                            and ids.column_name = 'game_id'
                    )
                """
            )
        ).all()
        names = {
            view: set(read(connection, f"select {name} from api.{view} where game_id = 60"))
            for view, name in columns
        }
        found = read(connection, "select name, id from api.search('app 60')")
        known = read(connection, "select name from api.names where kind = 'game' order by 1")
        years = read(connection, "select name from api.games_of_year(2015)")
        best = read(connection, "select game from api.top_metascores(2015)")
        connection.execute(text("set role ludoteca_reader"))
        assert read(connection, "select name from api.games where game_id = 60") == [("App 60",)]
    engine.dispose()
    assert {"games", "game_details", "item_details", "review_details"} <= names.keys()
    assert set.union(*names.values()) == {("App 60",)}
    assert found[0] == ("App 60", "60")
    assert ("App 60",) in known
    assert (years, best) == ([("App 60",)], [("App 60",)])
