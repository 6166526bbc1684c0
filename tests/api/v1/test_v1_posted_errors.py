"""POST /v1/recommendations: every body that is none, and what is said of it."""

import json

import pytest

from api.body import MOST_BODY_BYTES
from tests.api.helpers import Client, assert_problem

PATH = "/v1/recommendations"
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("games", "place"),
    [
        ("10", ""),
        (10, ""),
        ({"game_id": 10}, ""),
        (None, ""),
        ([10, "10"], "$[1]"),
        ([10, None], "$[1]"),
        ([True], "$[0]"),
        ([10.5], "$[0]"),
        ([2**63], "$[0]"),
        ([1e30], "$[0]"),
        ([[10]], "$[0]"),
        ([{}], "$[0]"),
        ([{"id": 10}], "$[0]"),
        ([{"game_id": 10, "minutes": 3}], "$[0]"),
        ([{"game_id": "10"}], "$[0].game_id"),
        ([{"game_id": 10, "playtime_minutes": -1}], "$[0].playtime_minutes"),
        ([{"game_id": 10, "playtime_minutes": 2**31}], "$[0].playtime_minutes"),
        ([{"game_id": 10, "playtime_minutes": 1.5}], "$[0].playtime_minutes"),
    ],
)
def test_games_that_are_none(client: Client, games: object, place: str) -> None:
    answer = client.post(PATH, json={"games": games})
    assert_problem(answer, "invalid-parameter", parameter="games", detail=place)


def test_members_are_known_and_complete(client: Client) -> None:
    wrong = client.post(PATH, json={"games": [10], "limits": 3})
    problem = assert_problem(wrong, "unknown-parameter", parameter="limits")
    assert problem["closest"] == ["limit"]
    assert_problem(client.post(PATH, json={}), "missing-parameter", parameter="games")
    asked = client.post(f"{PATH}?limit=3", json={"games": [10]})
    assert_problem(asked, "unknown-parameter", parameter="limit")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"{",
        b"{'games': [10]}",
        b'{"games": [10],}',
        b'{"games": [10]} x',
        b'{"games": [NaN]}',
        b'{"games": [1e999]}',
        b'{"games": [10], "genre": "\xff"}',
        b'{"games": [10], "genre": "\\ud800"}',
        b"[" * 500_000,
        b"[10]",
        b"10",
        b"null",
        "{}".encode("utf-16"),
    ],
)
def test_a_body_that_is_no_object(client: Client, body: bytes) -> None:
    assert_problem(client.post(PATH, content=body, headers=JSON), "bad-request", detail="The body")


def test_a_mark_of_utf_8_does_no_harm(client: Client) -> None:
    body = b"\xef\xbb\xbf" + json.dumps({"games": [10]}).encode()
    assert client.post(PATH, content=body, headers=JSON).status_code == 200


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("application/x-www-form-urlencoded", 415),
        ("text/plain", 415),
        ("application/jsonp", 415),
        ("multipart/form-data; boundary=x", 415),
        (None, 415),
    ],
)
def test_the_body_is_sent_as_json(client: Client, given: str | None, status: int) -> None:
    headers = {} if given is None else {"Content-Type": given}
    answer = client.post(PATH, content=b'{"games": []}', headers=headers)
    assert answer.status_code == status
    if status == 415:
        problem = assert_problem(answer, "unsupported-media-type", detail="Content-Type")
        assert problem["allowed"] == "application/json"


def test_a_body_that_is_compressed(client: Client) -> None:
    answer = client.post(PATH, content=b"x", headers={**JSON, "Content-Encoding": "gzip"})
    assert_problem(answer, "unsupported-media-type", detail="Content-Encoding")


def test_a_body_that_is_too_large(client: Client) -> None:
    small = b'{"games": []}'
    right = small.ljust(MOST_BODY_BYTES)
    assert client.post(PATH, content=right, headers=JSON).status_code == 200
    for body in (right + b" ", iter([right, b" "])):  # with its length told, and in pieces
        answer = client.post(PATH, content=body, headers=JSON)
        assert_problem(answer, "too-large", detail=f"up to {MOST_BODY_BYTES} bytes")


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"games": [10], "limit": 3, "limit": 4}', "limit"),
        (b'{"games": [10], "g\\u0061mes": [20]}', "games"),
        (b'{"games": [10, {"game_id": 20, "game_id": 30}]}', "game_id"),
        (b'{"games": [{"game_id": 20, "playtime_minutes": 1, "playtime_minutes": 1}]}', None),
        (b'{"x": {"y": 1, "y": 2}}', "y"),
    ],
)
def test_a_member_that_is_given_twice_is_refused(
    client: Client, body: bytes, name: str | None
) -> None:
    answer = client.post(PATH, content=body, headers=JSON)
    name = name or "playtime_minutes"
    assert_problem(answer, "repeated-parameter", parameter=name, detail="2 times")
