"""The SQL text of views, aggregates and functions, as it lies in `sql/`."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from db.settings import CHECKOUT

_FOLDER: Final = CHECKOUT / "sql"
_COMMENT: Final = re.compile(r"comment on [^;]*? is\n?\s*'((?:[^']|'')*)'", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class SqlSource:
    """One object of schema `api` or `agg`."""

    name: str
    """With its schema."""
    text: str
    """What creates it, with its comments."""
    summary: str
    """The first line of its comment."""


@cache
def read_sources() -> dict[str, SqlSource]:
    """Read all objects of `api` and `agg`, by their names with schema, in their order."""
    found = {}
    for schema in ("api", "agg"):
        for path in sorted((_FOLDER / schema).glob("*.sql")):
            text = path.read_text(encoding="utf-8")
            comment = _COMMENT.search(text)
            summary = comment[1].replace("''", "'").splitlines()[0] if comment else ""
            name = f"{schema}.{path.stem}"
            found[name] = SqlSource(name=name, text=text.strip(), summary=summary)
    return found
