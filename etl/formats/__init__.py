"""Registry of the public formats of raw data: one module a format, recognised by content."""

import copyreg
from typing import Any, Final

from etl.formats import (
    app_reviews,
    community_reviews,
    flat,
    fronkon_games,
    game_recommendations,
    nikdavis_steam,
    official_games,
    official_items,
    official_reviews,
    owned_games,
    steam_200k,
    steamspy,
    store_apps,
    streaming_titles,
    title_ratings,
    title_scores,
)
from etl.formats.base import LEFT_OUT, Entry, Foreign, Format, Kind, LeftOut, Record, Sample
from etl.formats.foreign import FOREIGN

__all__ = [
    "FOREIGN",
    "FORMATS",
    "LEFT_OUT",
    "MENDED_HEADERS",
    "Entry",
    "Foreign",
    "Format",
    "Kind",
    "LeftOut",
    "Record",
    "Sample",
    "recognise_format",
]

FORMATS: Final[tuple[Format, ...]] = (
    owned_games.FORMAT,
    app_reviews.RAW,
    app_reviews.LINES,
    app_reviews.TABLE,
    store_apps.JSON,
    store_apps.CSV,
    fronkon_games.JSON,
    fronkon_games.CSV,
    steamspy.JSON,
    steamspy.CSV,
    nikdavis_steam.FORMAT,
    game_recommendations.GAMES,
    game_recommendations.METADATA,
    game_recommendations.USERS,
    game_recommendations.RECOMMENDATIONS,
    community_reviews.UNFLAGGED,
    community_reviews.FLAGGED,
    steam_200k.FORMAT,
    streaming_titles.FORMAT,
    title_ratings.FORMAT,
    title_scores.FORMAT,
    official_items.FORMAT,
    official_reviews.FORMAT,
    official_games.FORMAT,
    flat.ITEMS,
    flat.REVIEWS,
    flat.GAMES,
)
"""In the order of recognition, the tightest first."""

MENDED_HEADERS: Final = {"DiscountDLC count": ("Discount", "DLC count")}
"""Cells of known headers that lack a comma: FronkonGames' table from 2024 to 2026."""


def format_named(name: str) -> Format:
    """Give a format of the registry."""
    return next(one for one in FORMATS if one.name == name)


def _reduce(one: Format) -> Any:  # noqa: ANN401 - what pickle takes
    """Pickle a format of the registry by its name: its functions have none."""
    return (format_named, (one.name,)) if one in FORMATS else object.__reduce_ex__(one, 4)


copyreg.pickle(Format, _reduce)


def recognise_format(sample: Sample) -> Format | Foreign | None:
    """Tell from its first records which public format a file has; None for an unknown one."""
    known: tuple[Format | Foreign, ...] = (*FOREIGN, *FORMATS)
    return next((one for one in known if one.matches(sample)), None)
