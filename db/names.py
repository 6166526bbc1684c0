"""Names: how long they may be, and when two of them are one."""

import json
from pathlib import Path
from typing import Final
from unicodedata import normalize

_SQL: Final = Path(__file__).resolve().parents[1] / "sql"
NAME_CHARACTERS: Final = 500
"""Longest name, label or user id; an index entry of Postgres holds about 2,700 bytes."""


def name_key(name: str) -> str:
    """Write a name as it is compared, as `agg.name_key` does: equal keys, equal names.

    The table of foldings is that of sql/agg/folded_name.sql.
    """
    if name.isascii():
        return name.strip().lower()
    return normalize("NFC", normalize("NFC", name).translate(_FOLDINGS)).strip()


def read_sql_table(schema: str, function: str) -> dict[str, str]:
    """Read the table of texts, a JSON object, that stands in a function of sql/."""
    sql = (_SQL / schema / f"{function}.sql").read_text(encoding="utf-8")
    table: dict[str, str] = json.loads(sql[sql.index("{") : sql.index("}") + 1].replace("''", "'"))
    return table


_FOLDINGS: Final = str.maketrans(read_sql_table("agg", "folded_name"))
