"""Registry of the public formats of Steam data: one module a format, recognised by content."""

from typing import Final

from etl.formats import official_games, official_items, official_reviews
from etl.formats.base import Entry, Foreign, Format, Kind, LeftOut, Record, Sample

__all__ = [
    "FOREIGN",
    "FORMATS",
    "MENDED_HEADERS",
    "Entry",
    "Foreign",
    "Format",
    "Kind",
    "LeftOut",
    "Record",
    "Sample",
    "recognise",
]

FORMATS: Final[tuple[Format, ...]] = (
    official_items.FORMAT,
    official_reviews.FORMAT,
    official_games.FORMAT,
)
"""In the order of recognition, the tightest first."""

FOREIGN: Final[tuple[Foreign, ...]] = ()

MENDED_HEADERS: Final = {"DiscountDLC count": ("Discount", "DLC count")}
"""Cells of known headers that lack a comma: FronkonGames' table from 2024 to 2026."""


def recognise(sample: Sample) -> Format | Foreign | None:
    """Tell from its first records which public format a file has; None for an unknown one."""
    known: tuple[Format | Foreign, ...] = (*FOREIGN, *FORMATS)
    return next((one for one in known if one.matches(sample)), None)
