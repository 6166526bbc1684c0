"""Validation of requests: its cost, its limits, and that no operation goes without it."""

import sys
from typing import Annotated, Any

import pytest
from litestar import Request
from msgspec import Meta, Struct

from api.errors import Problem
from api.negotiation import MOST_PARAMETERS
from api.validation import Name, names_parameter, read_query
from tests.api.helpers import Client, assert_problem


class Query(Struct):
    tag: Annotated[list[Name], names_parameter("A tag.", "FPS")] | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 10


def request_of(query: bytes) -> Request[Any, Any, Any]:
    scope: Any = {"type": "http", "query_string": query, "headers": [], "state": {}}
    return Request(scope)


def calls_of(query: bytes) -> int:
    """Count the calls, of Python and of C, that reading a query makes."""
    count, request = 0, request_of(query)

    def saw(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(saw)
    try:
        read_query(request, Query)
    except Problem:
        pass
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("pair", [b"tag=a", b"tag=%61", b"limit=3"])
def test_the_cost_is_linear(pair: bytes) -> None:
    calls_of(pair)
    once, twice = (calls_of(b"&".join([pair] * count)) for count in (32, 64))
    assert twice <= 2 * once + 10
    assert calls_of(b"&".join([pair] * 10_800)) < once


def test_more_parameters_than_any_operation_takes_are_refused(client: Client) -> None:
    for count in (MOST_PARAMETERS + 1, 10_800):
        query = "&".join(["tag=a"] * count)
        for address in ("/v1/games", "/PlayTimeGenre", "/health/live"):
            answer = client.get(f"{address}?{query}")
            assert_problem(answer, "bad-request", detail=f"has {count} parameters")


def test_as_many_as_an_operation_takes_are_read(client: Client) -> None:
    [game] = client.get("/v1/games?limit=1&sort=-owners").json()["data"]
    kinds = ("genre", "tag", "spec", "developer", "publisher")
    pairs = [(kind, game[f"{kind}s"][0]) for kind in kinds for _ in range(20)]
    pairs += [("limit", "1"), ("sort", "-owners"), ("total", "true"), ("free", "false")]
    assert len(pairs) < MOST_PARAMETERS
    assert client.get("/v1/games", params=pairs).status_code == 200


def test_every_operation_reads_its_query(client: Client) -> None:
    index = client.get("/").json()
    for address in (*index["questions"], *index["health"]):
        answer = client.get(f"{address}{'&' if '?' in address else '?'}nothing=1")
        assert_problem(answer, "unknown-parameter", parameter="nothing")
    for address in index["post"]:
        if address.endswith("/events"):  # not from here
            continue
        answer = client.post(f"{address}?nothing=1", json={})
        assert_problem(answer, "unknown-parameter", parameter="nothing")


def test_names_are_trimmed_and_lengths_are_of_what_was_sent() -> None:
    assert read_query(request_of(b"tag=+a%20&tag=b"), Query).tag == ["a", "b"]
    with pytest.raises(Problem, match="text of 1 to 500 characters, given at most 20 times"):
        read_query(request_of(b"tag=a" + b"+" * 500), Query)
