"""Events: what they change at once and later, what is refused, and how they meet loads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from etl.crawls import NamedCrawl
from etl.forget import forget_user_or_game
from etl.load import LoadOptions, load
from tests.etl.continuous.recording import follow, record, sender
from tests.etl.loading import game, item, library, review, reviews, rows, write
from tests.etl.running import run_sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import URL

ALONE = LoadOptions(workers=0, max_reject_share=1.0)
LATER = "2016-05-05 12:00+00"
HOLD = "select pg_advisory_xact_lock(hashtext('ludoteca events'))"


@pytest.fixture(scope="module")
def template(
    create_database: Callable[..., URL],
    empty_template: URL,
    tmp_path_factory: pytest.TempPathFactory,
) -> URL:
    """Ana owns game 10 for an hour, and reviewed it on the crawl's last day."""
    folder = tmp_path_factory.mktemp("raw")
    write(folder / "games.json", [game("10"), game("20", "Other", price=2.0)])
    write(folder / "items.json", [library("ana", item("10"))])
    write(folder / "reviews.json", [reviews("ana", review("10"))])
    url = create_database(empty_template)
    load(url, [folder], options=ALONE)
    return url


@pytest.fixture
def url(clone: Callable[[URL], URL], template: URL) -> URL:
    return clone(template)


@pytest.fixture
def events(url: URL) -> Iterator[psycopg.Connection]:
    with sender(url) as connection:
        yield connection


def minutes(url: URL) -> list[tuple[Any, ...]]:
    return rows(
        url, "select user_id, game_id, playtime_minutes from api.items order by user_id, game_id"
    )


def spending(url: URL, user_id: str) -> tuple[Any, ...]:
    [row] = rows(
        url,
        "select items_count, playtime_minutes, spent_usd, reviews_count, recommended_percent "
        "from api.spending_by_user where user_id = :user_id",
        user_id=user_id,
    )
    return row


def test_answers_about_a_user_show_an_event_at_once(url: URL, events: psycopg.Connection) -> None:
    assert record(events, "ana", "bought", 20) == (1, True)
    assert record(events, "ana", "played", 10, minutes=30) == (2, True)
    assert record(events, "ana", "played", 20, minutes=5) == (3, True)
    assert record(events, "bo", "reviewed", 10, is_recommended=False, review="Awful!") == (4, True)
    assert minutes(url) == [("ana", 10, 90), ("ana", 20, 5)]
    assert [str(value) for value in spending(url, "ana")] == ["2", "95", "6.99", "1", "100.00"]
    assert [str(value) for value in spending(url, "bo")] == ["0", "0", "0", "1", "0.00"]
    assert rows(url, "select has_library from api.users where user_id = 'bo'") == [(False,)]
    reviewed = "select sentiment, polarity, review from api.reviews where user_id = 'bo'"
    assert rows(url, reviewed) == [(1, None, "Awful!")]
    assert follow(url) == 4
    assert rows(url, reviewed) == [(0, -1.0, "Awful!")]
    assert follow(url) == 0
    played = rows(url, "select game_id, playtime_minutes from api.playtime_by_game order by 1")
    assert played == [(10, 90), (20, 5)]
    versions = rows(url, "select data_version, followed_events_count from api.data_versions")
    assert versions == [(1, 4)]


def test_a_game_is_bought_once(url: URL, events: psycopg.Connection) -> None:
    for _ in range(2):
        record(events, "ana", "bought", 10)
        record(events, "bo", "bought", 10)
    assert minutes(url) == [("ana", 10, 60), ("bo", 10, 0)]
    assert rows(url, "select has_library from api.users where user_id = 'bo'") == [(True,)]


def test_the_same_key_records_once(url: URL, events: psycopg.Connection) -> None:
    sent = {"minutes": 30, "key": "abc"}
    assert record(events, "ana", "played", 10, **sent) == (1, True)
    assert record(events, "ana", "played", 10, **sent) == (1, True)
    assert minutes(url) == [("ana", 10, 90)]
    with pytest.raises(psycopg.errors.UniqueViolation, match="'abc' is of another event"):
        record(events, "ana", "played", 10, minutes=31, key="abc")


@pytest.mark.parametrize(
    ("event", "more", "state", "told"),
    [
        (("", "bought", 10), {}, "22023", "1 to 500 characters"),
        ((None, "bought", 10), {}, "22023", "1 to 500 characters"),
        (("u" * 501, "bought", 10), {}, "22023", "501 characters"),
        (("ana", "sold", 10), {}, "22023", "'not_interested' or 'interested'"),
        (("ana", None, 10), {}, "22023", "'not_interested' or 'interested'"),
        (("ana", "bought", None), {}, "22023", "name a game"),
        (("ana", "played", 10), {}, "22023", "needs 1 to 44640 minutes"),
        (("ana", "played", 10), {"minutes": 0}, "22023", "needs 1 to 44640 minutes"),
        (("ana", "played", 10), {"minutes": 44641}, "22023", "needs 1 to 44640 minutes"),
        (("ana", "bought", 10), {"minutes": 5}, "22023", "other kinds have none"),
        (("ana", "reviewed", 10), {"review": "Good"}, "22023", "needs true or false"),
        (("ana", "bought", 10), {"is_recommended": True}, "22023", "needs true or false"),
        (("ana", "bought", 10), {"review": "Good"}, "22023", "may have a text"),
        (("ana", "bought", 10), {"happened_at": "1969-12-31"}, "22023", "from 1970 to now"),
        (("ana", "bought", 10), {"happened_at": "2100-01-01"}, "22023", "from 1970 to now"),
        (("ana", "bought", 10), {"happened_at": "infinity"}, "22023", "from 1970 to now"),
        (("ana", "bought", 10), {"key": ""}, "22023", "1 to 200 characters"),
        (("ana", "bought", 11), {}, "P0002", "load a file that names the game"),
    ],
)
def test_what_is_wrong_is_told(
    events: psycopg.Connection,
    event: tuple[Any, ...],
    more: dict[str, Any],
    state: str,
    told: str,
) -> None:
    with pytest.raises(psycopg.Error) as raised:
        record(events, *event, **more)
    assert raised.value.sqlstate == state
    assert told in f"{raised.value.diag.message_primary} {raised.value.diag.message_hint}"


def test_only_senders_record_and_nobody_changes(url: URL, events: psycopg.Connection) -> None:
    record(events, "ana", "bought", 20)
    call = "select api.record_event('ana', 'bought', 20)"
    refused = [
        ("ludoteca_reader", call),
        ("ludoteca_etl", call),
        *(
            (role, f"{verb} core.events")
            for role in ("ludoteca_events", "ludoteca_etl", "ludoteca_reader")
            for verb in ("delete from", "truncate")
        ),
        ("ludoteca_etl", "update core.events set minutes = 1"),
        ("ludoteca_etl", "insert into core.events (user_id) values ('x')"),
        ("ludoteca_events", "select from core.events"),
        ("ludoteca_events", "select from api.items"),
        ("ludoteca_events", "select api.genre_place('Action')"),
    ]
    for role, statement in refused:
        with pytest.raises(Exception, match="permission denied"):
            run_sql(url, f"set role {role}; {statement}")


def test_an_event_waits_for_a_load_and_not_its_sender(url: URL, events: psycopg.Connection) -> None:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as loader:
        loader.execute(HOLD)
        assert record(events, "ana", "played", 10, minutes=30, key="k") == (1, False)
        assert record(events, "ana", "played", 10, minutes=30, key="k") == (1, False)
        assert not record(events, "new", "reviewed", 10, is_recommended=True)[1]
        assert minutes(url) == [("ana", 10, 60)]
        state = "select state from api.events"
        assert rows(url, state) == [("recorded",), ("recorded",)]
    assert follow(url) == 2
    assert minutes(url) == [("ana", 10, 90)]
    assert rows(url, "select user_id from api.reviews order by 1") == [("ana",), ("new",)]
    assert rows(url, state) == [("followed",), ("followed",)]
    assert record(events, "ana", "played", 10, minutes=30, key="k") == (1, True)


def test_a_row_that_is_held_keeps_nobody(url: URL, events: psycopg.Connection) -> None:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as other:
        other.execute("update core.items set position = 2")
        assert record(events, "ana", "played", 10, minutes=30) == (1, False)
    assert follow(url) == 1
    assert minutes(url) == [("ana", 10, 90)]


def load_library(url: URL, folder: Path, day: str, playtime: int) -> None:
    write(folder / f"{day}.json", [library("ana", item("10", playtime))])
    [year, month, date] = map(int, day.split("-"))
    crawl = NamedCrawl(file=None, crawled_on=datetime(year, month, date, tzinfo=UTC).date())
    options = LoadOptions(workers=0, crawled_on=(crawl,))
    load(url, [folder / f"{day}.json"], options=options)


def test_a_newer_file_has_what_events_told_before_it(
    url: URL, events: psycopg.Connection, tmp_path: Path
) -> None:
    """An item is what its newest file says, and the minutes of the events of later days."""
    record(events, "ana", "played", 10, minutes=30, happened_at=LATER)
    record(events, "ana", "played", 10, minutes=7, happened_at="2016-08-01 00:00+00")
    record(events, "ana", "bought", 20, happened_at=LATER)
    assert minutes(url) == [("ana", 10, 97), ("ana", 20, 0)]
    load_library(url, tmp_path / "new", "2016-05-05", 80)
    assert minutes(url) == [("ana", 10, 87), ("ana", 20, 0)]
    load_library(url, tmp_path / "new", "2013-01-01", 70)
    assert minutes(url) == [("ana", 10, 87), ("ana", 20, 0)]
    record(events, "ana", "played", 10, minutes=500, happened_at="2016-05-05 23:59+00")
    assert minutes(url) == [("ana", 10, 87), ("ana", 20, 0)]
    load_library(url, tmp_path / "new", "2017-01-01", 90)
    assert minutes(url) == [("ana", 10, 90), ("ana", 20, 0)]


def test_the_later_review_counts(url: URL, events: psycopg.Connection, tmp_path: Path) -> None:
    kept = "select posted_on::text, review, is_recommended from core.reviews where user_key = 1"
    behind = "select posted_on::text, review from core.outdone_reviews order by 1"
    assert rows(url, kept) == [("2011-11-05", "A good game", True)]
    given = {"is_recommended": False, "happened_at": LATER}
    record(events, "ana", "reviewed", 10, review="first", **given)
    record(events, "ana", "reviewed", 10, review="second", **given)
    record(
        events, "ana", "reviewed", 10, is_recommended=True, review="older", happened_at="2010-01-01"
    )
    assert rows(url, kept) == [("2016-05-05", "second", False)]
    assert rows(url, behind) == [("2010-01-01", "older"), ("2011-11-05", "A good game")]
    late = review(
        "10", "file", posted="Posted May 5, 2016.", last_edited="Last edited May 6, 2016."
    )
    load(url, [write(tmp_path / "late" / "r.json", [reviews("ana", late)])], options=ALONE)
    assert rows(url, kept) == [("2016-05-05", "file", True)]
    assert follow(url) == 3
    assert rows(url, "select count(*) from core.outdone_reviews where polarity is null") == [(0,)]


def test_who_is_forgotten_has_no_events(url: URL, events: psycopg.Connection) -> None:
    record(events, "ana", "bought", 20)
    record(events, "ana", "not_interested", 20)
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as loader:
        loader.execute(HOLD)
        record(events, "unmade", "bought", 10)
        record(events, "bo", "bought", 20)
    forget_user_or_game(url, "user", "ana")
    forget_user_or_game(url, "user", "unmade")
    assert rows(url, "select user_id from core.events") == [("bo",)]
    for user_id in ("ana", "unmade"):
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="on request"):
            record(events, user_id, "bought", 10)
    forget_user_or_game(url, "game", 20)
    assert rows(url, "select user_id from core.events") == []
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="on request"):
        record(events, "bo", "bought", 20)
    assert follow(url) == 0


def test_an_event_that_waited_while_its_user_was_forgotten_goes_too(
    url: URL, events: psycopg.Connection
) -> None:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as forgetting:
        forgetting.execute(HOLD)
        record(events, "ana", "bought", 20)
        forgetting.execute(
            "insert into core.forgotten values ('user', staging.forgettable_id('ana'), now())"
        )
    follow(url)
    assert rows(url, "select count(*) from core.events") == [(0,)]
