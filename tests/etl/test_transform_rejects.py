"""Rejects keep what was wrong in a form that Postgres takes, in bounded number and size."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.read.sources import Source
from etl.transform import Limits, Stats, transform_file
from etl.transform.raw_text import RAW_CHARACTERS, storable_excerpt


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"caf\xc3\xa9", "café"),
        (b"a\x00b\xffc", r"a\x00b\xffc"),
        ("a\0b\ud83dc", r"a\x00b\ud83dc"),
        ({"a": "x\0y\ud83d é", "b": [1, None]}, r'{"a": "x\x00y\ud83d é", "b": [1, null]}'),
        (["x"], '["x"]'),
        (None, "null"),
        ({"a": b"\x00"}, r'{"a": "b' + "'" + r"\\x00'" + '"}'),
    ],
)
def test_a_refused_piece_is_shown_as_text(raw: object, shown: str) -> None:
    assert storable_excerpt(raw) == shown


RAW = st.recursive(
    st.none() | st.text(st.characters()) | st.floats() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
)


@given(RAW)
def test_any_piece_can_be_stored(raw: object) -> None:
    shown = storable_excerpt(raw)
    assert shown.encode().decode() == shown
    assert "\0" not in shown
    assert len(shown) <= RAW_CHARACTERS


def test_a_huge_piece_is_cut() -> None:
    for raw in (b"\xff" * 100_000, "x" * 100_000, "\0" * 100_000, {"a": "x" * 100_000}):
        assert len(storable_excerpt(raw)) == RAW_CHARACTERS
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    for strange in (nested, {"n": 1 << 100_000}, {("a",): 1}):
        assert 0 < len(storable_excerpt(strange)) <= RAW_CHARACTERS
    while nested:  # taken apart by hand: a deep list may overflow the stack when it is freed
        (nested,) = nested  # type: ignore[assignment]


def test_rows_are_limited_and_counts_are_exact(run_transform: Callable[..., Any]) -> None:
    items = [{"item_id": "x"}] * 30
    lines = [{"user_id": "me", "items": items}] * 2 + [b"?"] * 5
    outcome = run_transform("items", lines, limits=Limits(detailed_rejects=40))
    assert outcome.stats.rejected == {"invalid_id": 60, "not_a_record": 5}
    assert outcome.stats.rejected_by_kind == {"item": 60, "line": 5}
    numbered = outcome.values("rejects", "line_number", "record_number")
    assert numbered == [(1, n) for n in range(1, 31)] + [(2, n) for n in range(1, 11)]


def test_rejects_leave_the_memory_as_they_come(run_transform: Callable[..., Any]) -> None:
    outcome = run_transform("items", [b"?"] * 12_000)
    assert outcome.batch_sizes == [("staging.rejects", 5_000)] * 2 + [("staging.rejects", 2_000)]


def test_a_reject_names_its_place_and_what_would_be_right(
    run_transform: Callable[..., Any],
) -> None:
    good = {"user_id": "me", "items": []}
    bad = {"user_id": "me", "items": [{"item_id": "ten\0", "playtime_forever": 1}]}
    outcome = run_transform("items", [good, bad], number=7)
    assert outcome.rows("rejects") == [
        {
            "file_number": 7,
            "line_number": 2,
            "record_number": 1,
            "kind": "item",
            "reason": "invalid_id",
            "detail": "item_id: 'ten\\x00' should be a whole number",
            "raw": r'{"item_id": "ten\x00", "playtime_forever": 1}',
        }
    ]


def test_stats_and_progress_count_the_bytes_on_the_disk(
    write_source: Callable[..., Source],
) -> None:
    lines = (b"{'user_id': '%d', 'items': []}\n" % number for number in range(200_000))
    source = write_source(gzip.compress(b"".join(lines), 1))
    steps: list[int] = []
    stats = Stats()
    list(transform_file(source, stats=stats, on_bytes=steps.append))
    assert sum(steps) == stats.bytes_read == source.byte_count
    assert len(steps) > 2
