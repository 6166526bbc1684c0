"""Lines of all raw shapes, read as Python and JSON read them or rejected with a reason."""

import ast
import json
import math
import re
import warnings
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.read.parse import Reject, is_empty_record, may_hold_unstorable, parse_line

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
RECORDS = st.dictionaries(TEXTS, VALUES, max_size=5)


def python_2(value: object, *, wide: bool) -> str:
    """Write what Python 2's repr writes, as a build with narrow or with wide characters."""
    if isinstance(value, dict):
        pairs = (f"{python_2(k, wide=wide)}: {python_2(v, wide=wide)}" for k, v in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(python_2(inner, wide=wide) for inner in value)}]"
    if isinstance(value, str):
        quote = '"' if "'" in value and '"' not in value else "'"
        return f"u{quote}{''.join(python_2_character(c, quote, wide=wide) for c in value)}{quote}"
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        return f"{value}L"
    return repr(value)


def python_2_character(character: str, quote: str, *, wide: bool) -> str:
    code = ord(character)
    if character in f"{quote}\\\t\n\r":
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}.get(character, f"\\{character}")
    if code < 0x100:
        return character if 0x20 <= code < 0x7F else f"\\x{code:02x}"
    if code < 0x10000 or not wide:
        return json.dumps(character)[1:-1]  # \\uXXXX, or a pair of them
    return f"\\U{code:08x}"


@pytest.mark.parametrize(
    "write",
    [
        repr,
        json.dumps,
        lambda record: json.dumps(record, ensure_ascii=False),
        lambda record: json.dumps(record, indent=None, separators=(",", ":")),
        lambda record: python_2(record, wide=True),
        lambda record: python_2(record, wide=False),
    ],
    ids=["python 3", "json", "json utf-8", "json dense", "python 2 wide", "python 2 narrow"],
)
@given(record=RECORDS)
def test_every_shape_gives_the_record_back(
    write: Callable[[object], str], record: dict[str, object]
) -> None:
    assert repr(parse_line(write(record).encode())) == repr(record)


ESCAPES = r"""
    \\ \' \" \n \r \t \b \f \v \a \/ \q \d \0 \7 \8 \$ \101 \377 \x41 \xe9 \u00e9 \u2028 \U0001f600
    \N{BULLET} \ud83d\ude00 \ud83d \ude00
    a é 😀 // /* True None u { } # &amp;
"""
PIECES = st.sampled_from([*ESCAPES.split(), " ", "\t", "\x85"])


@given(
    pieces=st.lists(PIECES, max_size=8),
    quote=st.sampled_from("'\""),
    prefix=st.sampled_from(["", "u"]),
)
def test_escapes_mean_what_python_says(pieces: list[str], quote: str, prefix: str) -> None:
    line = f"{{'é': {prefix}{quote}{''.join(pieces)}{quote}, 'sure': True}}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of escapes it does not know
        try:
            expected = ast.literal_eval(line)
        except SyntaxError:
            with pytest.raises(Reject):
                parse_line(line.encode())
            return
    assert parse_line(line.encode()) == {"é": joined(expected["é"]), "sure": True}


def joined(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


@given(body=st.text(st.characters(codec="utf-8", exclude_characters="\n")))
def test_json_escapes_mean_what_json_says(body: str) -> None:
    line = f'{{"text": "{body}"}}'
    try:
        expected = json.loads(line)
    except ValueError:
        return
    assert parse_line(line.encode()) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{'a': 1, 'a': 2}", {"a": 2}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        (r"{'a': 1, 'b': '\a', 'a': 2}", {"a": 2, "b": "\a"}),
        ("{u'a': 1, u'a': True}", {"a": True}),
        ("{True: 1, 1: 2, None: 3, 0.5: 4}", {True: 2, None: 3, 0.5: 4}),
    ],
)
def test_the_last_of_repeated_keys_wins(line: str, expected: object) -> None:
    assert parse_line(line.encode()) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"a": NaN, "b": Infinity, "c": -Infinity}', [math.nan, math.inf, -math.inf]),
        ("{'a': nan, 'b': inf, 'c': -inf}", [math.nan, math.inf, -math.inf]),
        ("{'a': 'True', 'b': ' None,', 'c': True}", ["True", " None,", True]),
        ("{'a': 10L, 'b': '10L', 'c': u'u\\'x\\''}", [10, "10L", "u'x'"]),
        ("{'a': 'it' 's', 'b': 0x1f, 'c': 1_000}", ["its", 31, 1000]),
        (r'{"a": "\/", "b": "\ud83d\ude00", "c": "\ud83d"}', ["/", "😀", "\ud83d"]),
        (r"{'a': '\/', 'b': u'\ud83d\ude00', 'c': '\ud83d'}", ["\\/", "😀", "\ud83d"]),
        ("{'a': '', 'b': [], 'c': {}}", ["", [], {}]),
        ("{'a': '\\0', 'b': '\\x00', 'c': '\\u0000'}", ["\0", "\0", "\0"]),
        ("{'a': (1, 2.), 'b': +1, 'c': .5, 'd': r'\\x'}", [(1, 2.0), 1, 0.5, r"\x"]),
        ("{'a': [1, 2,], 'b': {'c': 3,},}", [[1, 2], {"c": 3}]),
        ('{"a": "# /* // */", "b": null}', ["# /* // */", None]),
        ('  {"a": 1,\t"b": "\t", "c": 2}\x0c ', [1, "\t", 2]),
    ],
)
def test_values_that_are_easy_to_get_wrong(line: str, expected: list[object]) -> None:
    assert repr(list(parse_line(line.encode()).values())) == repr(expected)


def test_a_long_line_with_rare_escapes_is_read_too() -> None:
    names = [f"a\U0001f600'{number}" for number in range(100_000)]
    line = python_2({"names": names, "more": "\0"}, wide=True)
    assert len(line) > 2_000_000
    assert parse_line(line.encode()) == {"names": names, "more": "\0"}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({}, True),
        ({"a": None, "b": math.nan}, True),
        ({"a": 0}, False),
        ({"a": ""}, False),
        ({"a": []}, False),
        ({"a": False, "b": None}, False),
    ],
)
def test_a_record_is_empty_when_nothing_is_known(record: dict[str, object], expected: bool) -> None:  # noqa: FBT001 - a parameter of the table above
    assert is_empty_record(record) is expected


@given(
    pieces=st.lists(PIECES | st.sampled_from([r"\x00", r"\u0000", "\0", r"\000", r"\U0000D83D"]))
)
def test_no_nul_or_surrogate_goes_unnoticed(pieces: list[str]) -> None:
    raw = f"{{'a': '{''.join(pieces)}'}}".encode()
    try:
        text = str(parse_line(raw)["a"])
    except Reject:
        return
    if "\0" in text or re.search("[\ud800-\udfff]", text):
        assert may_hold_unstorable(raw)


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
        (b"{'a': 1, /* 'b': 2, */ 'c': 3}", "not_a_record", "neither JSON nor"),
        (b'{"a": 1} // x', "not_a_record", "never ends"),
        (b"{'a': 1} # x", "not_a_record", "never ends"),
        (b"{'a': 1, # x }", "not_a_record", "neither JSON nor"),
        (b"{a: 1}", "not_a_record", "neither JSON nor"),
        (b"{'a': true}", "not_a_record", "neither JSON nor"),
        (b"{'a': NaN}", "not_a_record", "neither JSON nor"),
        (b'{"a": [1,], "b": true}', "not_a_record", "neither JSON nor"),
        (b'{"a": +1, "b": null}', "not_a_record", "neither JSON nor"),
        (b"{'a': b'x'}", "not_a_record", "neither JSON nor"),
        (b"{'a': {1, 2}}", "not_a_record", "neither JSON nor"),
        (b"{'a': 1+2j}", "not_a_record", "neither JSON nor"),
        (b"{'a': 'x\x00y'}", "not_a_record", "neither JSON nor"),
        (b'{"a": "x\ty", "b": null}', "not_a_record", "neither JSON nor"),
        (b"{'a': '\\N{NO SUCH NAME}'}", "not_a_record", "neither JSON nor"),
        (b"{'a': " + b"[" * 250 + b"]" * 250 + b"}", "not_a_record", "neither JSON nor"),
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
