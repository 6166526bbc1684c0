"""Ids of users are looked up letter by letter on every path, blanks and slashes too."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from litestar.testing import TestClient
from sqlalchemy import URL, create_engine, text

from api.app import create_app
from db.names import NAME_CHARACTERS
from tests.api.helpers import Client, assert_problem, make_settings

IDS = [
    *("a", "a ", " a", "a/", "/a", "a/b", "a/library", "a%2Fb", "a%20", "a+", "a?", "#", "..a"),
    *("\u00a0a", "é", "e\u0301", "A", "library", "x" * NAME_CHARACTERS),
]


@pytest.fixture(scope="module")
def asked(create_database: Callable[..., URL], modelled_url: URL) -> Iterator[Client]:
    """The application over the sample and users of such ids, each with a game of its own."""
    url = create_database(modelled_url)
    engine = create_engine(url)
    with engine.begin() as connection:
        for number, user_id in enumerate(IDS, start=1):
            connection.execute(
                text(
                    """
                    with game as (
                        insert into core.games (game_id, name, is_in_catalogue)
                        values (-:number, 'Game', true)
                        returning game_id
                    ),
                    reader as (
                        insert into core.users (user_id, has_library) values (:user_id, true)
                        returning user_key
                    )
                    insert into core.items
                    select user_key, game_id, 1, 0, 1 from reader cross join game
                    """
                ),
                {"number": number, "user_id": user_id},
            )
        connection.execute(text("select agg.refresh()"))
    engine.dispose()
    with TestClient(create_app(make_settings(url)), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(("number", "user_id"), [*enumerate(IDS, start=1)])
def test_each_id_is_one_user(number: int, user_id: str, asked: Client) -> None:
    sent = quote(user_id, safe="")
    for path in (f"/v1/users/{sent}", f"/v1/users/{sent}/"):
        assert asked.get(path).json().get("user_id") == user_id, asked.get(path).text
    library = asked.get(f"/v1/users/{sent}/library").json()
    assert [row["game_id"] for row in library["data"]] == [-number]
    assert asked.get(f"/v1/users/{sent}/reviews").json()["data"] == []
    assert asked.get(f"/userdata?user_id={sent}").json()["Usuario"] == user_id


@pytest.mark.parametrize("user_id", ["a  ", "\ta", "b/", "A ", "x" * (NAME_CHARACTERS - 1)])
def test_another_id_is_another_user(user_id: str, asked: Client) -> None:
    sent = quote(user_id, safe="")
    problem = assert_problem(
        asked.get(f"/userdata?user_id={sent}"), "unknown-name", parameter="user_id"
    )
    assert problem["given"] == user_id[:NAME_CHARACTERS]
    assert_problem(asked.get(f"/v1/users/{sent}"), "unknown-name")


@pytest.mark.parametrize("sent", ["no%2Fbody", "%3Cb%3Eno%3C%2Fb%3E", "no%252Fbody", "no%20%C3%B1"])
def test_an_error_names_the_path_as_it_was_sent(sent: str, asked: Client) -> None:
    problem = assert_problem(asked.get(f"/v1/users/{sent}"), "unknown-name")
    assert problem["instance"] == f"/v1/users/{sent}"


def test_bytes_that_are_no_utf_8_are_shown_as_such(asked: Client) -> None:
    problem = assert_problem(asked.get("/v1/users/a%C3"), "invalid-parameter", parameter="user_id")
    assert problem["given"] == "a\ufffd"
    assert problem["instance"] == "/v1/users/a%EF%BF%BD"


def test_the_limit_of_length_is_the_one_of_the_load(asked: Client) -> None:
    long = "x" * (NAME_CHARACTERS + 1)
    assert_problem(asked.get(f"/v1/users/{long}"), "invalid-parameter", parameter="user_id")
    assert_problem(asked.get(f"/userdata?user_id={long}"), "invalid-parameter", parameter="user_id")
    document = asked.get("/openapi.json").json()
    limits = {
        parameter["schema"]["maxLength"]
        for path in ("/userdata", "/v1/users/{user_id}", "/developer", "/v1/studios/{name}")
        for parameter in document["paths"][path]["get"]["parameters"]
        if "maxLength" in parameter["schema"]
    }
    assert limits == {NAME_CHARACTERS}
