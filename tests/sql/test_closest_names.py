"""Names with a slip of the finger find the name that was meant: every kind, and account numbers."""

import random
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import URL, Connection, text

from tests.sql.conftest import opened


@pytest.fixture(scope="module", params=["loaded_url", "real_url"])
def reader(request: pytest.FixtureRequest) -> Iterator[Connection]:
    yield from opened(request.getfixturevalue(request.param), role="ludoteca_reader")


def closest(connection: Connection, kind: str, name: str, count: int = 3) -> list[str]:
    found = connection.execute(
        text("select name, similarity from api.closest_names(:kind, :name, :count)"),
        {"kind": kind, "name": name, "count": count},
    ).all()
    assert sorted(found, key=lambda row: (-row.similarity, row.name)) == found
    return [row.name for row in found]


def names(connection: Connection, kind: str, like: str) -> list[str]:
    return list(
        connection.scalars(
            text(
                "select name from api.names where kind = :kind and name ~ :like"
                " order by md5(name) limit 40"
            ),
            {"kind": kind, "like": like},
        )
    )


def slips(name: str) -> list[str]:
    """Drop, double, replace and swap a character, at a place drawn for the name."""
    at = random.Random(name).randrange(1, len(name) - 1)  # noqa: S311 - a test's choice
    other = "7" if name[at] != "7" else "3"
    return [
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + other + name[at + 1 :],
        name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
    ]


@pytest.mark.parametrize("kind", ["genre", "studio", "tag", "spec", "user", "game"])
def test_a_letter_too_many(reader: Connection, kind: str) -> None:
    known = names(reader, kind, "^[A-Za-z][A-Za-z ]{4,}[A-Za-z]$")
    assert known
    for name in known:
        assert name in closest(reader, kind, f" {name.upper()}e"), name


def test_account_numbers(reader: Connection) -> None:
    numbers = names(reader, "user", "^[0-9]{17}$")
    assert len(numbers) == 40
    for number in numbers:
        for slip in slips(number):
            assert number in closest(reader, "user", slip, 20), (number, slip)
        spaced = f"{number[:4]} {number[4:8]} {number[8:]}"
        assert closest(reader, "user", spaced)[0] == number


def test_users_by_a_slip_or_by_how_they_begin(reader: Connection) -> None:
    known = names(reader, "user", "^[a-z]{5,}$")[:15]
    assert known
    for user in known:
        for slip in slips(user):
            assert user in closest(reader, "user", slip, 50), (user, slip)
    longest = max(known, key=len)
    assert longest in closest(reader, "user", longest[:-2])


@pytest.mark.parametrize("kind", ["user", "game", "studio"])
@pytest.mark.parametrize("name", ["", "☃☃☃", "%", "_" * 40, "'", "\\"])
def test_what_resembles_nothing(reader: Connection, kind: str, name: str) -> None:
    assert closest(reader, kind, name) == []


@pytest.mark.parametrize("letter", ["1", "x", "9q "])
def test_however_long_an_unknown_user_is(reader: Connection, letter: str) -> None:
    assert closest(reader, "user", letter * 5000) == []


def test_an_unknown_kind_has_no_names(reader: Connection) -> None:
    assert closest(reader, "planet", "Action") == []


def test_a_user_in_another_case_is_the_closest(reader: Connection) -> None:
    known = names(reader, "user", "^[a-z]{6,}$")[:10]
    assert known
    for user in known:
        assert user in closest(reader, "user", user.upper())


def test_every_kind_is_listed_once(reader: Connection) -> None:
    """One row per (kind, name), and as many as there are."""
    counted = reader.execute(
        text("select kind, count(*), count(distinct name) from api.names group by kind")
    ).all()
    found = {kind: (rows, distinct) for kind, rows, distinct in counted}
    # without titles there are words for their kinds alone
    assert set(found) == {"genre", "studio", "tag", "spec", "user", "game", "kind"}
    assert all(rows == distinct for rows, distinct in found.values())
    assert found["user"][0] == reader.scalar(text("select count(*) from api.users"))
    assert found["game"][0] == reader.scalar(text("select count(distinct name) from api.games"))


def test_names_of_titles(titles_url: URL, connect: Callable[[URL], Connection]) -> None:
    connection = connect(titles_url)
    counted = connection.execute(
        text("select kind, count(*), count(distinct name) from api.names group by kind")
    ).all()
    assert {kind for kind, *_ in counted} == {
        *("kind", "platform", "country", "title genre", "audience rating", "title", "person")
    }
    assert all(rows == distinct for _, rows, distinct in counted)
    assert closest(connection, "title", "The Paper Lighthause")[0] == "The Paper Lighthouse"
    assert closest(connection, "person", "Lumir Quenarrio")[0] == "Lumir Quenario"
    assert closest(connection, "platform", "n")[0] == "netflix"
    assert len(closest(connection, "kind", "film")) == 3
