"""Two names are one by the same rule in SQL and in Python."""

import sys
import unicodedata
from typing import Final

import pytest
from sqlalchemy import Connection, text

from db.names import name_key

INVISIBLE: Final = {0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF}
CODE_POINTS: Final = [
    code for code in range(1, sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF
]
KEY: Final = text("select api.name_key(:name)")
# 64 code points in a row, each between letters, so that no mark meets another
BLOCKS: Final = text(
    """
    select
        code / 64 as block,
        api.name_key(string_agg(chr(code), 'a' order by code))
    from generate_series(1, 1114111) as code
    where code not between 55296 and 57343
    group by block
    order by block
    """
)
ENDS: Final = text(
    "select code from generate_series(1, 16383) as code"
    " where api.name_key(chr(code) || 'x' || chr(code)) = 'x'"
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("STRAẞE", "strasse"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("Cafe\u0301", "CAFÉ"),
        ("\ufb03ne", "FFINE"),
        (" Val\u00adve\u200b\ufeff\u3000", "valve"),
        ("e\u200d\u0301", "é"),
        ("İzmir", "i\u0307ZMIR"),
        ("\u212b", "å"),
        ("Ⅷ", "ⅷ"),
        ("ＡＢ", "ａｂ"),  # noqa: RUF001 - wide letters have cases too
    ],
)
def test_spellings_of_one_name(one: str, other: str, scratch: Connection) -> None:
    assert name_key(one) == name_key(other)
    for name in (one, other):
        assert scratch.scalar(KEY, {"name": name}) == name_key(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Café", "Cafe"), ("İzmir", "izmir"), ("ıstanbul", "istanbul"), ("a b", "ab"), ("Ａ", "A")],  # noqa: RUF001
)
def test_spellings_of_two_names(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_every_code_point_has_the_same_key_in_sql_and_in_python(scratch: Connection) -> None:
    blocks: dict[int, list[str]] = {}
    for code in CODE_POINTS:
        blocks.setdefault(code // 64, []).append(chr(code))
    ours = {block: name_key("a".join(letters)) for block, letters in blocks.items()}
    theirs = dict(tuple(row) for row in scratch.execute(BLOCKS))
    assert [
        block
        for block, key in theirs.items()
        # each of the two knows the characters of its own version of Unicode
        if key != ours[block]
        and all(unicodedata.category(letter) != "Cn" for letter in blocks[block])
    ] == []


def test_the_same_blanks_are_left_out_at_the_ends(scratch: Connection) -> None:
    blank = {code for code in CODE_POINTS if chr(code).isspace()}
    assert {*scratch.scalars(ENDS)} == (blank | INVISIBLE) - {0xFEFF}


def test_the_table_is_that_of_unicode() -> None:
    def folded(letter: str) -> str:
        normal = unicodedata.normalize("NFC", letter)
        return unicodedata.normalize("NFC", normal.casefold()).strip()

    letters = [chr(code) for code in CODE_POINTS if unicodedata.category(chr(code)) != "Cn"]
    assert {letter for letter in letters if name_key(letter) != folded(letter)} == {
        chr(code) for code in INVISIBLE
    }


def test_what_is_stored_is_the_key_of_the_name(connection: Connection) -> None:
    for dimension in ("genres", "tags", "specs", "studios"):
        rows = connection.execute(text(f"select name, name_key from core.{dimension}")).all()  # noqa: S608 - names of ours
        assert rows
        assert all(row.name_key == name_key(row.name) for row in rows)
