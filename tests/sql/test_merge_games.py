"""Games and their labels, from staging to core."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from tests.sql.answering import read
from tests.sql.staged import game, item, labels, merge, review, user

NEWER = {1: "2012-01-01"}


def test_within_a_file_the_first_line_of_an_id_wins(scratch: Connection) -> None:
    counts = merge(
        scratch,
        games=[game(1, 1, name="First"), game(1, 2, name="Second", metascore=80)],
        labels=[*labels("genre", "Indie", line=1), *labels("genre", "Action", line=2)],
    )
    assert read(scratch, "select name, metascore from core.games") == [("First", None)]
    assert read(scratch, "select genre from api.game_genres") == [("Indie",)]
    assert counts["games"]["repeated_ids"] == 1
    assert counts["games"]["collapsed"] == 1


def test_a_later_file_fills_what_an_earlier_one_leaves_unknown(scratch: Connection) -> None:
    counts = merge(
        scratch,
        games=[
            game(1, 1, name="Name", is_early_access=False),
            game(1, 1, file=2, name="Other", metascore=90, store_sentiment="Mixed"),
            game(1, 2, file=2, metascore=10, discount_price_usd=Decimal(1)),
        ],
        labels=[
            *labels("genre", "Indie"),
            *labels("genre", "Action", file=2),
            *labels("tag", "Retro", file=2),
        ],
    )
    assert read(
        scratch, "select name, metascore, store_sentiment, discount_price_usd from core.games"
    ) == [("Name", 90, "Mixed", None)]
    assert read(scratch, "select genre from api.game_genres") == [("Indie",)]
    assert read(scratch, "select tag from api.game_tags") == [("Retro",)]
    assert counts["games"]["collapsed"] == 2


def test_a_date_and_its_text_come_from_one_line(scratch: Connection) -> None:
    merge(
        scratch,
        games=[
            game(1, release_text="Coming Soon", price_text="Third-party"),
            game(
                1,
                file=2,
                release_text="2017-05-03",
                release_year=2017,
                released_on=dt.date(2017, 5, 3),
                price_text="4.99",
                price_usd=Decimal("4.99"),
            ),
            game(1, file=3, release_text="2018", release_year=2018),
        ],
    )
    assert read(
        scratch,
        "select release_text, release_year, released_on, price_text, price_usd from core.games",
    ) == [("2017-05-03", 2017, dt.date(2017, 5, 3), "4.99", Decimal("4.99"))]


def test_a_newer_load_adds_and_updates_and_forgets_nothing(scratch: Connection) -> None:
    merge(
        scratch,
        games=[game(1, 1, name="One", metascore=70, price_usd=Decimal(10), price_text="10.0")],
        labels=[*labels("genre", "Indie", "RPG"), *labels("developer", "Ann")],
    )
    counts = merge(
        scratch,
        games=[game(1, 1, price_usd=Decimal(0), price_text="Free"), game(2, 2, name="Two")],
        labels=[*labels("genre", "RPG", "Action")],
        crawls=NEWER,
    )
    assert read(
        scratch,
        "select game_id, name, metascore, price_usd, price_text from core.games order by game_id",
    ) == [(1, "One", 70, Decimal(0), "Free"), (2, "Two", None, None, None)]
    assert read(scratch, "select genre, position from api.game_genres order by position") == [
        ("RPG", 1),
        ("Action", 2),
    ]
    # nobody is an Indie any more; the developer was not restated, so it stays
    assert read(scratch, "select name from core.genres order by name") == [
        ("Action",),
        ("RPG",),
    ]
    assert read(scratch, "select studio from api.game_studios") == [("Ann",)]
    assert (counts["games"]["inserted"], counts["games"]["updated"]) == (1, 1)


def test_a_newer_load_that_knows_less_takes_nothing_away(scratch: Connection) -> None:
    known: dict[str, Any] = {
        "release_text": "2018-01-04",
        "release_year": 2018,
        "released_on": dt.date(2018, 1, 4),
        "price_text": "4.99",
        "price_usd": Decimal("4.99"),
    }
    merge(scratch, games=[game(1, **known)])
    newest = {1: "2013-01-01"}
    merge(scratch, games=[game(1, release_text="Soon", price_text="Install Now")], crawls=newest)
    query = "select release_text, release_year, released_on, price_text, price_usd from core.games"
    assert read(scratch, query) == [tuple(known.values())]
    merge(scratch, games=[game(1, release_text="2019", release_year=2019)], crawls=NEWER)
    assert read(scratch, query) == [("2019", 2019, None, known["price_text"], known["price_usd"])]


def test_what_libraries_call_a_game_is_no_name_of_the_stores(scratch: Connection) -> None:
    merge(scratch, users=[user("u")], items=[item(1, 5)], names=[(1, "As listed", 1)])
    merge(scratch, games=[game(1)])
    assert read(scratch, "select name, is_in_catalogue from core.games") == [(None, True)]


def test_keys_stay_on_once_anything_is_published(scratch: Connection) -> None:
    merge(scratch, games=[game(1)])
    scratch.execute(text("select staging.publish('{}')"))
    assert scratch.scalar(text("select staging.begin_first_load()")) is False
    assert scratch.scalar(text("select count(*) from staging.dropped_constraints")) == 0


def test_the_same_again_changes_nothing(scratch: Connection) -> None:
    staged = {
        "games": [game(1, 1, name="One"), game(2, 2, name="Two")],
        "labels": [*labels("genre", "Indie"), *labels("developer", "A", "B", line=2)],
        "users": [user("u"), user("v", 2, has_library=False)],
        "items": [item(1, 5), item(9, 7)],
        "reviews": [review(2, 2)],
    }
    merge(scratch, **staged)  # type: ignore[arg-type]
    tables = ("games", "genres", "game_studios", "users", "items", "reviews")
    query = " union all ".join(f"select '{name}', ctid::text from core.{name}" for name in tables)
    before = sorted(read(scratch, query))
    counts = merge(scratch, **staged)  # type: ignore[arg-type]
    assert {
        name: (count.get("inserted", 0), count["updated"]) for name, count in counts.items()
    } == dict.fromkeys(counts, (0, 0))
    assert sorted(read(scratch, query)) == before


def test_names_are_the_same_ignoring_case_and_shown_as_most_write_them(
    scratch: Connection,
) -> None:
    merge(
        scratch,
        games=[game(number, number) for number in range(1, 6)],
        labels=[
            *labels("developer", "VALVE", line=1),
            *labels("developer", "Valve", line=2),
            *labels("publisher", "Valve", line=2),
            *labels("developer", "valve", line=3),
            *labels("developer", "Zoë", line=4),
            *labels("developer", "ZOË", line=5),
            *labels("genre", "indie", line=1),
            *labels("genre", "Indie", line=2),
        ],
    )
    # a tie shows the one that sorts first by code point
    assert read(scratch, "select name from core.studios order by name") == [
        ("Valve",),
        ("ZOË",),
    ]
    assert read(scratch, "select name from core.genres") == [("Indie",)]
    merge(
        scratch,
        games=[game(6, 1), game(7, 2), game(8, 3)],
        labels=[row for line in (1, 2, 3) for row in labels("developer", "valve", line=line)],
        crawls=NEWER,
    )
    assert read(scratch, "select name from core.studios order by name") == [
        ("ZOË",),
        ("valve",),
    ]


def test_one_studio_in_two_roles_and_one_name_twice_on_a_line(scratch: Connection) -> None:
    merge(
        scratch,
        games=[game(1)],
        labels=[*labels("developer", "Ann", "ANN", "Bob"), *labels("publisher", "ann")],
    )
    assert read(
        scratch, "select studio, role, position, spelling from api.game_studios order by 2, 3"
    ) == [
        ("Ann", "developer", 1, "Ann"),
        ("Bob", "developer", 3, "Bob"),
        ("Ann", "publisher", 1, "ann"),
    ]


def test_games_that_only_libraries_and_reviews_mention(scratch: Connection) -> None:
    counts = merge(
        scratch,
        games=[game(1, name="Known")],
        users=[user("u"), user("v", 2, has_library=False)],
        items=[item(1, 5), item(2, 6), item(3, 7)],
        names=[
            (1, "Not this", 9),
            (2, "Rare", 1),
            (2, "Beta", 2),
            (2, "Alpha", 1),
            (2, "Alpha", 1),
        ],
        reviews=[review(4, 2)],
    )
    assert read(
        scratch, "select game_id, name, is_in_catalogue from core.games order by game_id"
    ) == [(1, "Known", True), (2, "Alpha", False), (3, None, False), (4, None, False)]
    assert counts["uncatalogued_games"] == {"inserted": 3, "updated": 0}
    merge(scratch, games=[game(2, name="In the store now")])
    assert read(scratch, "select name, is_in_catalogue from core.games where game_id = 2") == [
        ("In the store now", True)
    ]


def test_keys_come_back_after_a_first_load(scratch: Connection) -> None:
    keys = (
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint "
        "where connamespace = 'core'::regnamespace and contype in ('p', 'f', 'u') order by 1, 2"
    )
    before = read(scratch, keys)
    merge(scratch, games=[game(1)], users=[user("u")], items=[item(1, 1)])
    assert read(scratch, keys) == before
    assert scratch.scalar(text("select count(*) from staging.dropped_constraints")) == 0
