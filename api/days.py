"""Dates as requests write them: the one spelling people share, within the years of the data."""

import re
from datetime import date
from typing import Final

FIRST_DAY: Final = date(1970, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)
ALLOWED: Final = f"a date that exists, as YYYY-MM-DD, from {FIRST_DAY} to {LAST_DAY}"


def is_day(value: str) -> bool:
    """Tell whether a text is such a date; week and ordinal dates are not."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        return FIRST_DAY <= date.fromisoformat(value) <= LAST_DAY
    except ValueError:  # 30 February
        return False
