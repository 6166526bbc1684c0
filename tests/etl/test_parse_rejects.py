"""A line that is no record is rejected with its reason, whatever it holds, and in no time."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.read.parse import Reject, parse_line

RECORDS = st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.text()))


@given(record=RECORDS, data=st.data())
def test_a_damaged_line_is_read_or_rejected_but_never_an_error(
    record: dict[str, object], data: st.DataObject
) -> None:
    line = repr(record).encode()
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    damaged = line[:start] + data.draw(st.binary(max_size=6)) + line[end:]
    with suppress(Reject):
        assert isinstance(parse_line(damaged), dict)


@given(noise=st.binary())
def test_noise_is_rejected(noise: bytes) -> None:
    if noise.strip() not in {b"{}", b"[]"}:
        with pytest.raises(Reject):
            parse_line(noise)


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        (b"{'user_id': 'a', 'it\xff': 1}", "invalid_utf8", r"byte 21 of the line \(0xff\)"),
        (b"{'a': '\xed\xa0\x80'}", "invalid_utf8", r"byte 8 of the line \(0xed\)"),
        (b"{'user_id': 'a', 'items': [{'item", "not_a_record", "cut in half"),
        (b"{'user_id': 'a', 'items': [{'item_id': '1'}", "not_a_record", "neither JSON nor"),
        (b"user_id,items\n", "not_a_record", "starts with 'user_id,items'"),
        (b"[{'a': 1}]", "not_an_object", "a list"),
        (b'"text"', "not_an_object", "'text'"),
        (b"5", "not_an_object", "holds 5;"),
        (b"null", "not_an_object", "None"),
        (b"__import__('os').system('true')", "not_a_record", "neither JSON nor"),
        (b"{'a': __import__('os').getpid()}", "not_a_record", "neither JSON nor"),
        (b"{'a': 1 if True else 2}", "not_a_record", "neither JSON nor"),
        (b"{'a': '\\U99999999'}", "not_a_record", "neither JSON nor"),
        (b"{'a': '\\N{NO SUCH NAME}'}", "not_a_record", "neither JSON nor"),
        (b"{'a': " + b"[" * 5_000 + b"]" * 5_000 + b"}", "not_a_record", "neither JSON nor"),
        (b"{'a': " + b"[" * 500_000 + b"]" * 500_000 + b"}", "not_a_record", "neither"),
        (b"{'a': " + b"-" * 60_000 + b"1}", "not_a_record", "neither JSON nor"),
        (b"{'a': " + b"9" * 5_000 + b"}", "not_a_record", "neither JSON nor"),
    ],
)
def test_a_line_that_is_no_record_says_why(line: bytes, reason: str, detail: str) -> None:
    with pytest.raises(Reject) as caught:
        parse_line(line)
    assert caught.value.reason == reason
    assert re.search(detail, caught.value.detail)
    assert len(caught.value.detail) < 300


def test_unclosed_quotes_take_linear_time() -> None:
    with pytest.raises(Reject):  # with each quote tried to the end this would take hours
        parse_line(b"{" + b"\\'" * 2_000_000 + b"}")
