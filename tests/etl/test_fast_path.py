"""Lines of the usual form, and lines almost like them, are read as the parser reads them."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from etl.transform.libraries import Libraries

BETWEEN = b"}, {'item_id': '"
PLAYTIME = b", 'playtime_forever': "
WORDS = [
    *(BETWEEN, PLAYTIME, b"', 'item_name': '", b", 'playtime_2weeks': ", b"'items': [", b"}]}"),
    *(b"'", b'"', b"\\", b"\0", b"\1", b"\0\1", b"{", b"}", b"[", b"]", b",", b":", b" ", b"\t"),
    *(b"0", b"7", b"-1", b"1e3", b"20000001", b"u", b"True", b"None", b"\xc2\xae", b"\xc2"),
    *(b", 'playtime_", b"forever': ", b"2weeks': ", b"2weeks': 0}, {'item_id': '"),
    *(b"\\'", b"\\u2122", b"\\x00", b"\\ud800", b"//", b"/*", b"\r", b"&amp;"),
]
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["Half-Life", "Sid Meier's", 'The "Best"', "A & B", "®", "}, {'item_id': '", ""]
)


def written(user: str, items: list[tuple[int, str, int, int]]) -> bytes:
    record = {
        "user_id": user,
        "items_count": len(items),
        "steam_id": "76561197970982479",
        "user_url": f"http://steam/{user}",
        "items": [
            {
                "item_id": str(game_id),
                "item_name": name,
                "playtime_forever": forever,
                "playtime_2weeks": recent,
            }
            for game_id, name, forever, recent in items
        ],
    }
    return repr(record).encode()


USUAL = written("me", [(10, "Half-Life", 6, 0), (20, "Portal", 0, 1)])
LINES = st.builds(
    written,
    st.sampled_from(["me", "you", "76561197970982479"]) | NAMES,
    st.lists(
        st.tuples(st.integers(0, 50), NAMES, st.integers(0, 20_000_001), st.integers(0, 9)),
        max_size=5,
    ),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A line with up to three pieces cut out, doubled or put in."""
    line = draw(LINES)
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(line)))
        end = draw(st.integers(start, min(len(line), start + 8)))
        piece = draw(st.sampled_from([b"", line[start:end] * 2, *WORDS]))
        line = line[:start] + piece + line[end:]
    return line.replace(b"\n", b" ")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(lines=st.lists(mutated(), min_size=1, max_size=4))
@example(lines=[USUAL.replace(PLAYTIME, BETWEEN)])
@example(lines=[USUAL.replace(b"Half-Life", b"Half" + PLAYTIME + b"Life")])
@example(lines=[USUAL.replace(b"6", b"6, 'playtime_forever': 7")])
@example(lines=[USUAL.replace(b"forever", b"2weeks")])
@example(lines=[USUAL.replace(b"2weeks", b"forever")])
@example(lines=[USUAL.replace(b"2weeks': 0", b"2weeks': 20000001"), USUAL])
@example(lines=[USUAL.replace(b"2weeks': 1", b"2weeks': 20000001"), USUAL])
@example(lines=[USUAL.replace(b"2weeks': 0", b"2weeks': 3"), USUAL])
@example(lines=[written("me", [(10, "', 'playtime_forever': 6, 'playtime_2weeks': 0", 6, 0)])])
@example(lines=[USUAL.replace(b"'me'", b"'me', 'user_id': 'you'")])
@example(lines=[USUAL.replace(b"'10'", b"'0010'"), USUAL.replace(b" 6", b" 06")])
@example(lines=[USUAL + b" ", USUAL[:-1], USUAL, USUAL.replace(b"'2", b"'9223372036854775808")])
def test_what_is_read_is_what_the_parser_reads(
    lines: list[bytes], run_transform: Callable[..., Any]
) -> None:
    quick = run_transform("items", lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Libraries, "take", lambda *_: False)
        thorough = run_transform("items", lines)
    for outcome in (quick, thorough):  # names come in any order
        outcome.rows("item_names").sort(key=lambda row: (row["game_id"], row["name"] or ""))
    assert quick.tables == thorough.tables
    assert quick.stats == thorough.stats


def test_usual_lines_need_no_parser(
    run_transform: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr(Libraries, "add", refuse)
    outcome = run_transform("items", [USUAL, USUAL, written("you", [(10, 'The "Best"', 1, 0)])])
    assert outcome.values("items", "line_number", "game_id", "playtime_minutes", "position") == [
        (1, 10, 6, 1),
        (1, 20, 0, 2),
        (2, 10, 6, 1),
        (2, 20, 0, 2),
        (3, 10, 1, 1),
    ]
    assert outcome.values("items", "playtime_2weeks_minutes") == [(0,), (1,), (0,), (1,), (0,)]
    assert sorted(outcome.values("item_names", "game_id", "name", "mention_count")) == [
        (10, "Half-Life", 2),
        (10, 'The "Best"', 1),
        (20, "Portal", 2),
    ]
    assert outcome.values("users", "user_id") == [("me",), ("me",), ("you",)]
