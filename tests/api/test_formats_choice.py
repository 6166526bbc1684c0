"""Which format a request asks for: `?format=`, Accept with its weights, and what is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import Problem
from api.negotiation import Format, negotiated_format
from tests.api.helpers import Client, assert_problem

EVERY = tuple(Format)


def choose(accept: str | None, asked: str | None = None) -> Format:
    headers = [] if accept is None else [(b"accept", accept.encode("latin-1", "replace"))]
    scope: Any = {"type": "http", "query_string": b"", "headers": headers, "state": {}}
    return negotiated_format(scope, asked)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, Format.JSON),
        ("", Format.JSON),
        ("*/*", Format.JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Format.JSON),
        ("text/csv", Format.CSV),
        ("text/*", Format.CSV),
        ("application/*", Format.JSON),
        ("application/x-ndjson", Format.NDJSON),
        ("application/ndjson", Format.NDJSON),
        ("application/jsonl", Format.NDJSON),
        ("TEXT/CSV", Format.CSV),
        ("text/csv, application/json", Format.JSON),  # equal: our own favourite
        ("text/csv, application/json;q=0.9", Format.CSV),
        ("application/json;q=0.2, text/csv;q=0.3, application/x-ndjson;q=0.1", Format.CSV),
        ("*/*, application/json;q=0", Format.CSV),
        ("*/*;q=0.5, application/*;q=0.1, application/x-ndjson;q=0.9", Format.NDJSON),
        ("text/csv;charset=utf-8;q=0.5", Format.CSV),
        ("nonsense;;;q=", Format.JSON),
        (" text/csv ; q = 0.9 , application/json;level=1;q=0.25", Format.CSV),
        ("text/csv;q=2, text/csv;q=x, text/csv;q=0.1234, application/x-ndjson", Format.NDJSON),
    ],
)
def test_accept(accept: str | None, expected: Format) -> None:
    assert choose(accept) is expected


@pytest.mark.parametrize(
    "accept", ["text/html", "application/json;q=0, text/html", "*/*;q=0", "image/*"]
)
def test_accept_that_excludes_everything_is_told_what_there_is(accept: str) -> None:
    with pytest.raises(Problem) as caught:
        choose(accept)
    assert caught.value.status_code == 406
    assert caught.value.members["allowed"] == "application/json, text/csv, application/x-ndjson"


@given(accept=st.text(max_size=60), asked=st.sampled_from(EVERY))
def test_the_parameter_wins_over_any_header(accept: str, asked: Format) -> None:
    assert choose(accept, asked.value) is asked


@given(accept=st.text(max_size=60))
def test_any_header_is_answered_or_refused(accept: str) -> None:
    try:
        assert choose(accept) in EVERY
    except Problem as problem:
        assert problem.status_code == 406  # noqa: PT017 - either way is right


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        ("", "*/*", "application/json"),
        ("format=csv", "application/json", "text/csv; charset=utf-8; header=present"),
        ("format=ndjson", "text/html", "application/x-ndjson"),
        ("format=json", "text/csv", "application/json"),
        ("limit=3", "text/csv", "text/csv; charset=utf-8; header=present"),
        ("limit=3", "text/csv;q=0.1, application/jsonl", "application/x-ndjson"),
    ],
)
def test_an_address_answers_in_the_format_asked_for(
    lists: Client, query: str, accept: str, content_type: str
) -> None:
    response = lists.get(f"/items?{query}", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert "Accept" in response.headers["vary"]


def test_a_format_that_is_none(lists: Client) -> None:
    problem = assert_problem(
        lists.get("/items?format=xml"), "invalid-parameter", parameter="format"
    )
    assert problem["given"] == "xml"
    assert problem["allowed"] == "'json' or 'csv' or 'ndjson'"
    problem = assert_problem(lists.get("/items", headers={"Accept": "text/html"}), "not-acceptable")
    assert problem["given"] == "text/html"
    assert problem["allowed"] == "application/json, text/csv, application/x-ndjson"
    for address in ("/PlayTimeGenre?genero=Action", "/health/ready"):
        response = lists.get(address, headers={"Accept": "text/csv"})
        problem = assert_problem(response, "not-acceptable", detail="application/json only")
        assert problem["allowed"] == "application/json"
