"""What recommendations refuse, in an address and in a body: the same things in the same words."""

from typing import Any

import pytest

from tests.api.helpers import Client, assert_problem

WRONG: tuple[tuple[str, Any], ...] = (
    ("limit", 0),
    ("limit", 101),
    ("limit", 1.5),
    ("limit", "x"),
    ("goal", "like"),
    ("method", "magic"),
    ("year_from", 1969),
    ("year_from", 2101),
    ("price_to", -1),
    ("price_to", 10_000_000),
    ("diversity", -0.1),
    ("diversity", 1.1),
    ("newcomers", -1),
    ("newcomers", 101),
    ("free", "yes"),
    ("early_access", "no"),
    ("in_catalogue", 1),
    ("genre", " "),
    ("genre", "a\0b"),
    ("genre", "x" * 501),
)


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_named_with_what_is_allowed(
    client: Client, users: list[str], name: str, value: object
) -> None:
    path = f"/v1/users/{users[0]}/recommendations"
    asked = assert_problem(
        client.get(path, params={name: str(value)}), "invalid-parameter", parameter=name
    )
    posted = assert_problem(
        client.post("/v1/recommendations", json={"games": [], name: value}),
        "invalid-parameter",
        parameter=name,
    )
    assert posted["allowed"] == asked["allowed"] != "something else"
    assert str(posted["given"]).lower() == asked["given"].lower()


def test_null_in_a_body_is_nothing_given(client: Client) -> None:
    plain = client.post("/v1/recommendations", json={"games": [10]})
    for name in ("year_from", "genre", "price_to"):
        same = client.post("/v1/recommendations", json={"games": [10], name: None})
        assert (same.status_code, same.content) == (200, plain.content)
    for name in ("limit", "goal", "free", "diversity"):
        refused = client.post("/v1/recommendations", json={"games": [10], name: None})
        assert_problem(refused, "invalid-parameter", parameter=name, detail=f"{name} is null")


def test_more_newcomers_than_games(client: Client, users: list[str]) -> None:
    path = f"/v1/users/{users[0]}/recommendations"
    for answer in (
        client.get(f"{path}?newcomers=11"),
        client.get(f"{path}?newcomers=3&limit=2"),
        client.post("/v1/recommendations", json={"games": [], "newcomers": 3, "limit": 2}),
    ):
        assert_problem(answer, "conflicting-parameters", parameter="newcomers")
    assert client.get(f"{path}?newcomers=2&limit=2").status_code == 200


def test_an_unknown_genre_comes_with_the_closest(client: Client, users: list[str]) -> None:
    for answer in (
        client.get("/v1/games/10/similar?genre=acton"),
        client.get(f"/v1/users/{users[0]}/recommendations?genre=acton"),
        client.post("/v1/recommendations", json={"games": [], "genre": " acton "}),
    ):
        problem = assert_problem(answer, "unknown-name", parameter="genre")
        assert (problem["given"], problem["closest"][0]) == ("acton", "Action")


def test_an_unknown_game_or_user(client: Client, users: list[str]) -> None:
    found = assert_problem(client.get("/v1/games/-1/similar"), "unknown-name")
    assert found["detail"] == "No game is called '-1'."
    answer = client.get(f"/v1/users/{users[0]}x/recommendations")
    assert users[0] in assert_problem(answer, "unknown-name")["closest"]
    for wrong in ("x", "1.0", "9223372036854775808"):
        answer = client.get(f"/v1/games/{wrong}/similar")
        assert_problem(answer, "invalid-parameter", parameter="game_id")


def test_similar_games_take_fewer_options(client: Client) -> None:
    for name in ("goal", "method", "diversity", "newcomers", "cursor", "total"):
        answer = client.get("/v1/games/10/similar", params={name: "1"})
        assert_problem(answer, "unknown-parameter", parameter=name)
    answer = client.get("/v1/games/10/similar?limit=51")
    assert_problem(answer, "invalid-parameter", parameter="limit", detail="from 1 to 50")
