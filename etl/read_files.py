"""Raw files in, filled staging tables and the counts of each file out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from etl.report import FileRead
from etl.transform import RejectedGames, Stats, transform
from etl.transform.rejects import RAW_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from etl.direct import DirectItems
    from etl.report import Stopwatch
    from etl.scoring import Scorer
    from etl.read.sources import Source
    from etl.staging import Stager
    from etl.transform import Rows

# Reviews first: their texts are scored by worker processes while the libraries are read. Games
# last: users, reviews and the keys of the items are merged meanwhile.
_ORDER: Final = ("reviews", "items", "games")
MAX_REVIEW_CHARACTERS: Final = 100_000
"""The longest review: the store allows 8,000, and TextBlob needs quadratic time for punctuation."""


def stage_files(
    sources: Iterable[Source],
    *,
    stager: Stager,
    scorer: Scorer,
    direct: DirectItems,
    watch: Stopwatch,
) -> Iterator[FileRead]:
    """Read each file into the staging tables and hand it on with its counts.

    Reviews may still be on their way through the scorer when their file is handed on;
    `finish_scoring` waits for them.

    Raises:
        InputError: a file cannot be read to its end.
    """
    rejected_games = RejectedGames()
    for source in sorted(sources, key=lambda file: (_ORDER.index(file.kind), file.number)):
        stats = Stats()
        direct.next_file()
        with watch.stage(f"read {source.name}", total=source.byte_count) as advance:
            for batch in transform(
                source, stats=stats, rejected_games=rejected_games, on_bytes=advance
            ):
                rows = batch.rows
                if source.kind == "items" and direct.is_open():
                    rows = direct.divert(batch)
                _stage(batch.table, rows, stats=stats, stager=stager, scorer=scorer)
        yield FileRead(source=source, stats=stats)


def finish_scoring(*, stager: Stager, scorer: Scorer) -> None:
    """Wait for the last texts and stage their reviews."""
    for reviews in scorer.scored(all_of_them=True):
        stager.copy("reviews", reviews)
    scorer.end()


def _stage(table: str, rows: Rows, *, stats: Stats, stager: Stager, scorer: Scorer) -> None:
    table = table.removeprefix("staging.")
    if table == "reviews" and isinstance(rows, pd.DataFrame):
        scorer.add(_without_endless(rows, stats=stats, stager=stager))
    else:
        stager.copy(table, rows)
    for reviews in scorer.scored():
        stager.copy("reviews", reviews)


def _without_endless(reviews: pd.DataFrame, *, stats: Stats, stager: Stager) -> pd.DataFrame:
    """Reject the reviews that would take minutes each to score."""
    lengths = reviews["review"].str.len()
    endless = reviews[lengths > MAX_REVIEW_CHARACTERS]
    if endless.empty:
        return reviews
    stats.records_accepted -= len(endless)
    stats.rejected["review_too_long"] += len(endless)
    stats.rejected_by_kind["review"] += len(endless)
    rejects = endless[["file_number", "line_number", "record_number"]].assign(
        kind="review",
        reason="review_too_long",
        detail=[
            f"the text has {length:,} characters; a review may have {MAX_REVIEW_CHARACTERS:,}"
            for length in lengths[endless.index].astype(int)
        ],
        raw=endless["review"].str.slice(0, RAW_CHARACTERS),
    )
    stager.copy("rejects", rejects)
    return reviews.drop(endless.index)
