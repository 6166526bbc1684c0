"""Text rules: entities, names, and what Postgres cannot store."""

import html
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.names import NAME_CHARACTERS
from etl.clean.errors import Reject, Unreadable, shortened_repr
from etl.clean.text import (
    is_absent,
    require_storable_text,
    to_name,
    to_text,
    to_url,
    unescape_text,
)

MARKED = st.text(st.sampled_from("&;#ampltgxq0123456789 \t\xa0<é😀"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("&amp;amp;amp;lt;3", "<3"),
        ("  padded\n", "padded"),
        ("&nbsp;padded&nbsp;", "padded"),
        ("AT&T", "AT&T"),
        ("R&amp;D &#39;s &quot;x&quot;", 'R&D \'s "x"'),
        ("&#0;", "\ufffd"),
        ("&#xD800;", "\ufffd"),
        ("", ""),
    ],
)
def test_entities_are_unescaped_until_nothing_changes_then_trimmed(
    text: str, expected: str
) -> None:
    assert unescape_text(text) == expected


@given(MARKED)
def test_nothing_is_left_to_unescape_or_trim(text: str) -> None:
    clean = unescape_text(text)
    assert html.unescape(clean) == clean == clean.strip()
    assert unescape_text(clean) == clean


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | MARKED)
def test_unescaping_never_makes_what_cannot_be_stored(text: str) -> None:
    assert require_storable_text(unescape_text(text)) == unescape_text(text)


@given(st.text(st.characters()))
def test_storable_is_what_utf8_can_write_without_nul(text: str) -> None:
    try:
        text.encode()
        fits = "\0" not in text
    except UnicodeEncodeError:
        fits = False
    if fits:
        assert require_storable_text(text) == text
    else:
        with pytest.raises(Reject) as caught:
            require_storable_text(text)
        assert caught.value.reason == ("nul_character" if "\0" in text else "lone_surrogate")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2048", "2048"),
        (2048, "2048"),
        (2048.0, "2048"),
        (1.5, "1.5"),
        (math.inf, "inf"),
        ("", ""),
        (" kept ", " kept "),
        (None, None),
        (math.nan, None),
    ],
)
def test_numbers_are_read_as_text(value: object, expected: str | None) -> None:
    assert to_text(value) == expected


@pytest.mark.parametrize(
    "value", [True, False, [], ["a"], {}, b"a", ("a",), pytest.param(1 << 100_000, id="huge")]
)
def test_what_is_no_text_is_unreadable(value: object) -> None:
    with pytest.raises(Unreadable, match="should be text"):
        to_text(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("  Half-Life&amp;trade; ", "Half-Life™"), ("   ", None), ("&nbsp;", None), (None, None)],
)
def test_a_name_is_clean_and_never_blank(value: object, expected: str | None) -> None:
    assert to_name(value) == (expected, False)


@pytest.mark.parametrize("value", ["\u200b", " \u200e\ufeff&shy; "])
def test_a_name_that_nobody_sees_is_none(value: str) -> None:
    assert to_name(value) == (None, False)


def test_a_name_is_cut_where_an_index_ends() -> None:
    longest = "é" * NAME_CHARACTERS
    assert to_name(f" {longest}&nbsp;") == (longest, False)
    assert to_name(f"{longest}é") == (longest, True)
    assert to_name(f"{'é' * 499} é") == ("é" * 499, True)
    assert to_name("N" * 10_000) == ("N" * 500, True)


def test_a_name_of_nested_entities_takes_no_time() -> None:
    # unescaping it would take two million passes
    assert to_name("&" + "amp;" * 2_000_000).is_cut


def test_an_address_keeps_its_ampersands() -> None:
    assert to_url(" http://x/?a=1&copy=2&amp;p=1 ") == "http://x/?a=1&copy=2&amp;p=1"
    assert to_url("  ") is None
    assert to_url(None) is None


def test_only_none_and_nan_are_absent() -> None:
    assert is_absent(None)
    assert is_absent(math.nan)
    assert not any(map(is_absent, [0, 0.0, "", [], {}, False, math.inf]))


@pytest.mark.parametrize(
    "value",
    ["x" * 10_000, list(range(10_000)), pytest.param(1 << 100_000, id="huge"), {"a": [[[[1]]]]}],
)
def test_any_value_is_shown_shortly(value: object) -> None:
    assert len(shortened_repr(value)) <= 80
