"""Pages: their documents, their links, and cursors that nobody can bend."""

import base64
import csv
import io
import json
import math
import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import row_formats as write
from api.errors import Problem
from api.v1.list_request import _cursor_checksum, decode_cursor, encode_cursor
from tests.api.helpers import Client, assert_problem

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
bigints = st.integers(-(2**63), 2**63 - 1)
any_value = st.one_of(
    st.none(), st.booleans(), texts, bigints, st.floats(allow_nan=False, allow_infinity=False)
)


def links(header: str) -> dict[str, str]:
    return {name: address for address, name in re.findall(r'<([^>]*)>; rel="(\w+)"', header)}


def test_a_list_is_walked_by_its_links_without_a_repeat_or_a_gap(lists: Client) -> None:
    whole = [json.loads(one) for one in lists.get("/items?format=ndjson").text.splitlines()][:21]
    address = "/items?limit=7"
    walked: list[dict[str, Any]] = []
    while len(walked) < 21:
        response = lists.get(address)
        page = response.json()
        assert list(page) == ["data", "next", "total"]
        assert page["total"] == 12345
        walked += page["data"]
        found = links(response.headers["link"])
        assert found["first"] == "/items?limit=7"
        assert found["next"] == f"/items?limit=7&cursor={page['next']}"
        address = found["next"]
    assert walked == whole


@pytest.mark.parametrize("format_", ["csv", "ndjson"])
def test_a_page_in_another_format_has_the_same_rows_and_links(lists: Client, format_: str) -> None:
    page = lists.get("/items?limit=5").json()
    other = lists.get(f"/items?limit=5&format={format_}")
    assert other.headers["x-total-count"] == "12345"
    if format_ == "csv":
        records = list(csv.DictReader(io.StringIO(other.text, newline="")))
        expected = [{name: str(value) for name, value in row.items()} for row in page["data"]]
        assert records == expected
    else:
        assert [json.loads(line) for line in other.text.splitlines()] == page["data"]
    assert links(other.headers["link"])["next"] == (
        f"/items?limit=5&format={format_}&cursor={page['next']}"
    )


def test_links_are_absolute_paths_in_ascii_and_keep_the_question(lists: Client) -> None:
    response = lists.get("/items/?limit=1&format=json")
    found = links(response.headers["link"])
    assert found["first"] == "/items?limit=1&format=json"
    assert lists.get(found["next"]).json()["data"] != response.json()["data"]


@given(values=st.lists(any_value, min_size=1, max_size=4).map(tuple), of=texts)
def test_a_cursor_comes_back_as_it_was(values: tuple[Any, ...], of: str) -> None:
    text = encode_cursor(*values, of=of)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)
    assert decode_cursor(text, tuple[Any, ...], of=of) == values


@given(
    values=st.tuples(texts, bigints),
    place=st.integers(0, 200),
    other=st.sampled_from("AQgw-_09.=/+ é"),
)
def test_a_cursor_that_was_altered_is_refused(
    values: tuple[str, int], place: int, other: str
) -> None:
    text = encode_cursor(*values, of="games")
    place %= len(text)
    altered = text[:place] + other + text[place + 1 :]
    if altered != text:
        with pytest.raises(Problem, match="was not made here, or was altered"):
            decode_cursor(altered, tuple[str, int], of="games")


@given(text=st.text(max_size=80))
def test_any_text_is_no_cursor(text: str) -> None:
    with pytest.raises(Problem) as caught:
        decode_cursor(text, tuple[str, int], of="games")
    assert caught.value.status_code == 400
    assert caught.value.members["parameter"] == "cursor"


def signed(payload: object) -> str:
    """Make what only somebody who knows the code could."""
    raw = payload if isinstance(payload, bytes) else msgspec.json.encode(payload)
    return base64.urlsafe_b64encode(_cursor_checksum(raw) + raw).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "payload",
    [
        [1, "games", ["a\0b", 1]],
        [1, "games", ["a", 2**63]],
        [1, "games", ["a", -(2**63) - 1]],
        [1, "games", ["a", 1.5]],
        [1, "games", ["a", "1"]],
        [1, "games", ["a", True]],
        [1, "games", ["a"]],
        [1, "games", ["a", 1, 2]],
        [1, "games", {"a": 1}],
        [1, "games"],
        [1, "games", ["a", 1], 5],
        b'[1,"games",["\xff",1]]',
        b'[1,"games",["\\ud800",1]]',
        b'[1,"games",["a",1e999]]',
        b'[1,"games",["a",1]] ',
        b"{}",
        b"",
    ],
    ids=str,
)
def test_a_forged_cursor_never_reaches_the_database(payload: object) -> None:
    with pytest.raises(Problem, match="was not made here, or was altered"):
        decode_cursor(signed(payload), tuple[str, int], of="games")


def test_a_cursor_fits_its_own_list_and_version_only() -> None:
    assert decode_cursor(signed([1, "games", ["a", 1]]), tuple[str, int], of="games") == ("a", 1)
    with pytest.raises(Problem, match="is of another list"):
        decode_cursor(signed([1, "tags", ["a", 1]]), tuple[str, int], of="games")
    with pytest.raises(Problem, match="is of another version"):
        decode_cursor(signed([2, "games", ["a", 1]]), tuple[str, int], of="games")
    with pytest.raises(Problem, match="altered"):
        decode_cursor(signed([1, "games", [math.inf]]), tuple[float], of="games")


@pytest.mark.parametrize("cursor", ["abc", "", "%20", "%FF", "a%00b", "x" * 2001, "=", "é"])
def test_a_garbage_cursor_is_answered_with_a_problem(lists: Client, cursor: str) -> None:
    response = lists.get(f"/items?limit=2&cursor={cursor}")
    if cursor == "%FF":
        assert_problem(response, "bad-request", detail="UTF-8")
    else:
        problem = assert_problem(response, "invalid-parameter", parameter="cursor")
        assert len(problem["given"]) <= 61


scalars = st.one_of(st.none(), st.booleans(), texts, bigints)
records = st.lists(st.tuples(scalars, st.lists(texts, max_size=3)), max_size=5)


def as_text(value: Any) -> str:  # noqa: ANN401 - any JSON value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


@given(rows=records)
def test_a_csv_reads_back_as_what_was_written(rows: list[tuple[Any, list[str]]]) -> None:
    written = [msgspec.json.encode({"value": value, "list": many}) for value, many in rows]
    text = (write.csv_head(("value", "list")) + write.csv_rows(written)).decode()
    head, *found = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert head == ["value", "list"]
    assert found == [[as_text(value), "; ".join(many)] for value, many in rows]
    assert text.endswith("\r\n")


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (b'{"a":19.90,"b":0.00}', b"19.90,0.00\r\n"),
        (b'{"a":1e2,"b":-5}', b"1e2,-5\r\n"),
        (b'{"a":12345678901234567890.123456789,"b":9223372036854775807}', None),
        (b'{"a":"2014-01-02","b":"2014-01-02T03:04:05+00:00"}', None),
        (b'{"a":"=1+1","b":"@x"}', b"=1+1,@x\r\n"),
        (b'{"a":"say \\"hi\\", you","b":"a\\r\\nb"}', b'"say ""hi"", you","a\r\nb"\r\n'),
        (b'{"a":"Sid Meier\'s Civilization\xc2\xae V","b":[1,2.50,null]}', None),
        (b'{"a":{"x":[1]},"b":""}', b'"{""x"":[1]}",\r\n'),
    ],
    ids=str,
)
def test_values_in_a_csv_are_written_as_in_json(row: bytes, line: bytes | None) -> None:
    others = {
        b"123456": b"12345678901234567890.123456789,9223372036854775807\r\n",
        b"2014-0": b"2014-01-02,2014-01-02T03:04:05+00:00\r\n",
        b"Sid Me": "Sid Meier's Civilization® V,1; 2.50; \r\n".encode(),
    }
    written = write.csv_rows([row])
    assert written == (line or others[written[:6]])
