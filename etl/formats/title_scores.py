"""Published means of the ratings of streaming titles, a row for each title."""

from collections.abc import Iterator
from typing import Final

from etl.formats.base import Entry, Format, Kind, Record, Sample

_SCORES: Final = ("rating", "score")


def _is_title_scores(sample: Sample) -> bool:
    return (
        sample.is_table
        and "movieId" in sample.fields
        and not sample.fields.isdisjoint(_SCORES)
        and "userId" not in sample.fields
    )


def _convert_entry(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    get = entry.fields.get
    yield "scores", {"movieId": get("movieId"), "score": get("score", get("rating"))}


FORMAT: Final = Format(
    name="title-scores",
    title="Means of the ratings of streaming titles, as published",
    origin="course work over the streaming titles",
    kinds=("scores",),
    fills={
        "movieId": "score.title_id",
        "rating or score": "score.score: the mean of its stars, 0.5 to 5",
    },
    lacks="Who rated, when, and how many; with any ratings loaded these scores are not shown.",
    example=",movieId,rating\n0,hs1,3.5493\n1,hs2,3.6061\n",
    example_name="title_scores.csv",
    matches=_is_title_scores,
    records=_convert_entry,
)
