"""The data story, as Postgres writes it: rows of the views agg.story_…."""

import datetime as dt
from typing import Annotated, Any, Final

from msgspec import UNSET, Struct, UnsetType, defstruct, field

from api.schemas import column_type, doc
from db import schema


class StoryBin(Struct, kw_only=True):
    """A bin of a histogram."""

    from_: Annotated[float, doc("The lowest value in it.")] = field(name="from")
    to: Annotated[float | None, doc("The lowest value above it; null in the last possible.")]
    things_count: Annotated[int, doc("Values in it; 0 in a gap.")]


class StoryExample(Struct):
    """What met a rule."""

    place: Annotated[int, doc("Place by the value, from 1.")]
    value: Annotated[float, doc("Minutes, games, reviews, characters, days or US dollars.")]
    user_id: Annotated[str | None, doc("The user; null where it is not about one.")]
    game_id: Annotated[int | None, doc("The game; null where it is not about one.")]
    game: Annotated[str | None, doc("Its name.")]


_PARTS: Final = {
    "sizes": ("StorySize", "How much is loaded."),
    "missing": ("StoryMissing", "What is unknown."),
    "duplicates": ("StoryDuplicate", "What is there twice."),
    "loads": ("StoryLoad", "What was read."),
    "troubles": ("StoryTrouble", "What was refused, or warned of."),
    "distributions": ("StoryDistribution", "How measures are spread."),
    "outliers": ("StoryOutlier", "Their largest values."),
    "years": ("StoryYear", "Games by release year."),
    "review_years": ("StoryReviewYear", "Reviews by year of posting."),
    "unplayed": ("StoryUnplayed", "Copies never started, by price."),
    "genres": ("StoryGenre", "Genres by playtime and players."),
    "words": ("StoryWord", "Words of reviews that recommend, and of those that do not."),
    "correlations": ("StoryCorrelation", "What goes with what."),
    "sentiments": ("StorySentiment", "Words against verdicts."),
    "contradictions": ("StoryContradiction", "Reviews in which they disagree."),
    "anomalies": ("StoryAnomaly", "What is worth a look."),
    "title_platforms": ("StoryPlatform", "Streaming titles by platform."),
    "title_years": ("StoryTitleYear", "Streaming titles by release year."),
    "title_ratings": ("StoryTitleRating", "Streaming titles by audience rating."),
}
"""What OpenAPI calls a row of each part, and what the part tells."""
_LISTS: Final = {"bins": StoryBin, "examples": StoryExample}
"""What columns hold lists of."""


def _part_field(part: str) -> tuple[str, Any, Any]:
    name, what = _PARTS[part]
    columns = schema.story.tables[f"agg.story_{part}"].c
    fields = [(str(one.name), column_type(one, _LISTS.get(one.name))) for one in columns]
    row = defstruct(name, fields, module=__name__)
    return part, Annotated[list[row] | UnsetType, doc(what)], UNSET  # type: ignore[valid-type]


StoryParts: Final = defstruct(
    "StoryParts",
    [_part_field(part) for part in _PARTS],
    module=__name__,
    namespace={"__doc__": "The parts, or the one that is asked for."},
)


class StoryDocument(Struct):
    """The exploratory analysis of what is loaded."""

    data_version: Annotated[int | None, doc("The data that it is of; null before it is computed.")]
    computed_at: Annotated[dt.datetime | None, doc("When it was computed.")]
    seconds: Annotated[float | None, doc("How long that took.")]
    is_current: Annotated[bool, doc("Whether no data came or went since.")]
    parts: Annotated[
        StoryParts | None,  # type: ignore[valid-type] # made at run time
        doc("What it tells; null before it is computed."),
    ]
