"""Loads of valid but nasty files: equal names, raw values, rounded ids, newer wordings of votes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL

from db.errors import LoadFailed
from etl.load import LoadOptions, load
from tests.etl.loading import game, item, last_run, library, review, reviews, rows, write

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
LENIENT = LoadOptions(workers=0, max_reject_share=1.0)
GENRES = "select name, name_key from core.genres order by name_key"
PRICES = "select price_text, price_usd::text from core.games order by game_id"
VOTES = """
    select user_id, helpful_count, helpful_votes_count, funny_count
    from core.reviews
    inner join core.users using (user_key)
    order by user_id
"""
USERS = "select user_id, steam_id from core.users order by user_id"
WARNED = """
    select field, occurrences_count
    from core.load_warnings
    where kind in ('unreadable', 'unknown_shape')
    order by field
"""


@pytest.fixture
def url(create_database: Callable[..., URL], empty_template: URL) -> URL:
    """An empty database of the test's own."""
    return create_database(empty_template)


def case(name: str) -> Path:
    """A folder of cases, where they are kept beside the checkout."""
    if not (CASES / name).is_dir():
        pytest.skip(f"{CASES / name} is not here")
    return CASES / name


def test_spellings_of_one_label_are_one_row(url: URL, tmp_path: Path) -> None:
    spellings = ["Straße", "STRASSE", "strasse", "STRASSE", "Cafe\u0301", "Café", "Café"]
    lines = [
        game(str(number), genres=[name, "İstanbul", "istanbul"], developer=f"{name} Games")
        for number, name in enumerate(spellings, start=1)
    ]
    load(url, [write(tmp_path / "games.json", lines)], options=LENIENT)
    assert rows(url, GENRES) == [
        ("Café", "café"),
        ("istanbul", "istanbul"),
        ("İstanbul", "i\u0307stanbul"),
        ("STRASSE", "strasse"),
    ]
    assert rows(url, "select name from core.studios order by name") == [
        ("Café Games",),
        ("STRASSE Games",),
    ]
    assert rows(url, "select count(*) from core.game_genres") == [(21,)]
    found = "select count(*) from core.genres where name_key = api.name_key(:name)"
    for name in spellings:
        assert rows(url, found, name=f" {name}\u200b") == [(1,)]


def test_prices_keep_what_was_written(url: URL, tmp_path: Path) -> None:
    lines = [
        game(str(n), price=value) for n, value in enumerate([-1, 1e12, True, 0.001, 0, "Free"])
    ]
    load(url, [write(tmp_path / "games.json", lines)], options=LENIENT)
    assert rows(url, PRICES) == [
        ("-1", None),
        ("1000000000000.0", None),
        ("true", None),
        ("0.001", None),
        ("0", "0.00"),
        ("Free", "0.00"),
    ]
    assert rows(url, WARNED) == [("price", 4)]


def test_rounded_ids_are_nobodys(url: URL, tmp_path: Path) -> None:
    lines = [
        library(7.656119000000001e16, item(10)),
        library("7.656119000000001e16", item(10)),
        library("ana", item(10), item(9.1e15), steam_id=7.656119000000001e16),
        library(" ana", item(10), steam_id="76561190000000010"),
        library("ana/", item(10), steam_id=None),
    ]
    load(url, [write(tmp_path / "items.json", lines)], options=LENIENT)
    assert rows(url, USERS) == [(" ana", 76561190000000010), ("ana", None), ("ana/", None)]
    run = last_run(url)
    assert [(one["line_number"], one["reason"]) for one in run["rejects"]] == [
        (1, "invalid_user_id"),
        (2, "invalid_user_id"),
        (3, "invalid_id"),
    ]
    assert rows(url, WARNED) == [("steam_id", 1)]


def test_votes_that_cannot_be_read_are_unknown(url: URL, tmp_path: Path) -> None:
    lines = [
        reviews("a", review("10", helpful="12 people found this review helpful", funny=3)),
        reviews("b", review("10", helpful="many", funny="some")),
        reviews("c", review("10", helpful="2 of 3 people (67%) found this review helpful")),
        reviews("d", review("10", helpful=7)),
        reviews("b", review("10", helpful="many", funny="some")),
    ]
    load(url, [write(tmp_path / "reviews.json", lines)], options=LENIENT)
    assert rows(url, VOTES) == [
        ("a", 12, None, 3),
        ("b", None, None, None),
        ("c", 2, 3, 0),
        ("d", 7, None, 0),
    ]
    run = last_run(url)
    assert run["rejects"] == []
    assert rows(url, WARNED) == [("funny", 2), ("helpful", 2)]


def test_the_case_of_newer_wordings(url: URL) -> None:
    load(url, [case("31-helpful-new-wording")], options=LENIENT)
    assert last_run(url)["rejects"] == []
    found = {user: votes for user, *votes in rows(url, VOTES)}
    assert found["u0"] == [12, None, 0]
    assert found["u1"] == [1, None, 1]
    assert found["u2"] == [2, 3, 2001]


def test_the_case_of_a_rounded_user_id(url: URL) -> None:
    with pytest.raises(LoadFailed, match="invalid_user_id"):
        load(url, [case("18b-float-user-id")], options=LoadOptions(workers=0))
    assert rows(url, USERS) == []


def test_the_hostile_case(url: URL) -> None:
    load(url, [case("hostile")], options=LENIENT)
    names = {name for (name,) in rows(url, "select name from core.genres")}
    assert len(names & {"Straße", "STRASSE", "strasse"}) == 1
    assert len({name for name in names if name.startswith("Caf")}) == 1
    studios = {name.casefold() for (name,) in rows(url, "select name from core.studios")}
    assert len({name for name in studios if name.startswith("strasse")}) == 1
    assert len({name for name in studios if name.startswith("caf")}) == 1
    assert len({name for name in studios if "zmir" in name}) == 1
    names_of = "select length(name) from core.games where game_id in (1002, 1003)"
    assert rows(url, names_of) == [(500,), (500,)]
    unpriced = """
        select price_text from core.games
        where price_usd is null and price_text in ('-1', '1000000000000.0', 'true', '0.001')
        order by 1
    """
    assert {text for (text,) in rows(url, unpriced)} == {"-1", "1000000000000.0", "true", "0.001"}
    free = "select count(*) from core.games where price_usd = 0 and price_text = '0.001'"
    assert rows(url, free) == [(0,)]
