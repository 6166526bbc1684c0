"""Relations and functions that show an event at once, before the aggregates follow."""

from typing import Final

from sqlalchemy import ClauseElement, Table
from sqlalchemy.sql import visitors
from sqlalchemy.sql.functions import FunctionElement

from db.schema import FUNCTIONS

_FUNCTIONS: Final = frozenset(function.name for function in FUNCTIONS if function.is_live)


def reads_live_data(clause: ClauseElement) -> bool:
    """Tell whether a statement asks a relation or a function that does, see db/schema.py."""
    return any(
        part.info.get("is_live", False)
        if isinstance(part, Table)
        else isinstance(part, FunctionElement) and getattr(part, "name", "") in _FUNCTIONS
        for part in visitors.iterate(clause)
    )
