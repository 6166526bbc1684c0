"""Sample generator of the second domain: titles of four platforms and what viewers rate them.

The files have the official shapes, and every trap of the official files in a known number.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from etl.sample.streaming.ratings import TRAP_VIEWER, RatingMaker, Ratings
from etl.sample.streaming.titles import Title, plan_titles, title_files, write_titles
from etl.sample.write import open_sample_file, replace_sample_files

LEAST_TITLES: Final = 200
MOST_TITLES: Final = 22_998
LEAST_RATINGS: Final = 2_000
MOST_RATINGS: Final = 11_024_289
RATINGS_FILES: Final = tuple(f"{number}.csv" for number in range(1, 9))
SCORES_FILE: Final = "title_scores.csv"
FILES: Final = (*title_files(editorial_scores=False), *RATINGS_FILES, SCORES_FILE)
"""Unless editorial scores are asked for."""
_ROWS_OF_FILE: Final = 1_500_000  # in each of the official files but the last
_STARS: Final = tuple(f"{half / 2}" for half in range(11))
_MOMENT: Final = 1_500_000_000  # of the traps

# The last lines of each ratings file and the first of the next one: (viewer, title) repeat, at one
# second and at several, in one file and across two; and what a load refuses.
_LAST_LINES: Final[dict[str, tuple[str, ...]]] = {
    "1.csv": (f"{TRAP_VIEWER},3.0,{_MOMENT},as1", f"{TRAP_VIEWER},5.0,{_MOMENT},ns1"),
    "3.csv": (f"{TRAP_VIEWER},3.7,{_MOMENT},as4",),
    "4.csv": (f"{TRAP_VIEWER},5.5,{_MOMENT},as4",),
    "5.csv": (f"{TRAP_VIEWER},4.0,{_MOMENT},as999999",),
    "6.csv": (f"{TRAP_VIEWER},4.0,{_MOMENT}",),
    "7.csv": (f"{TRAP_VIEWER},0.0,{_MOMENT},as4",),
}
_FIRST_LINES: Final[dict[str, tuple[str, ...]]] = {
    "2.csv": (
        f"{TRAP_VIEWER},4.5,{_MOMENT},as1",
        f"{TRAP_VIEWER},3.5,{_MOMENT},ns1",
        f"{TRAP_VIEWER},1.0,{_MOMENT + 1},as2",
        f"{TRAP_VIEWER},4.0,{_MOMENT + 3},as2",
        f"{TRAP_VIEWER},2.0,{_MOMENT + 2},as2",
        f"{TRAP_VIEWER},5.0,{_MOMENT},as3",
        f"{TRAP_VIEWER},2.0,{_MOMENT},as3",
    )
}
_TRAP_LINES: Final = sum(map(len, (*_LAST_LINES.values(), *_FIRST_LINES.values())))

Progress = Callable[[str, int, int], None]


def generate_streaming_sample(  # noqa: PLR0913 - one for each option
    folder: Path,
    *,
    titles: int = 1000,
    ratings: int = 10_000,
    seed: int = 1,
    permuted: bool = False,
    editorial_scores: bool = False,
    progress: Progress = lambda _stage, _done, _total: None,
) -> None:
    """Write four titles files, eight ratings files and a file of scores into a folder.

    The same sizes and seed give the same lines on every machine. Files of the same names are
    replaced, all of them when the whole sample is written. 22,998 titles have the official ones'
    ids, so that their ratings can be loaded with the official titles too.

    Args:
        folder: where to write; it is made when it is missing.
        titles: titles of all platforms, 200 to 22,998.
        ratings: rows of all ratings files, 2,000 to 11,024,289.
        seed: 0 or more; another seed is another catalogue and other viewers.
        permuted: the same stars, but of titles at random, as the official ones are.
        editorial_scores: write the titles in the older form, with a thirteenth column.
        progress: called with ("ratings", how many rows are written, how many there will be).

    Raises:
        InputError: a size or the seed is out of range, or the folder cannot be written.
    """
    files = (*title_files(editorial_scores=editorial_scores), *RATINGS_FILES, SCORES_FILE)
    with replace_sample_files(
        folder,
        files,
        titles=(titles, LEAST_TITLES, MOST_TITLES),
        ratings=(ratings, LEAST_RATINGS, MOST_RATINGS),
        seed=(seed, 0, 2**63 - 1),
    ):
        planned = plan_titles(seed, count=titles)
        write_titles(folder, planned, seed=seed, editorial_scores=editorial_scores)
        maker = RatingMaker(planned, rows=ratings - _TRAP_LINES, seed=seed, permuted=permuted)
        _write_ratings(folder, planned, maker, rows=ratings, progress=progress)


def _write_ratings(
    folder: Path, titles: list[Title], maker: RatingMaker, *, rows: int, progress: Progress
) -> None:
    """Write the ratings, a viewer of whom may be cut between files, and their means."""
    ids = [title.title_id for title in titles]
    counts = np.zeros(len(ids), dtype=np.int64)
    sums = np.zeros(len(ids), dtype=np.int64)
    batches = maker.batches()
    waiting: list[str] = []
    done = 0
    for name in RATINGS_FILES:
        size = rows * _ROWS_OF_FILE // MOST_RATINGS if name != RATINGS_FILES[-1] else rows - done
        first, last = _FIRST_LINES.get(name, ()), _LAST_LINES.get(name, ())
        wanted = size - len(first) - len(last)
        with open_sample_file(folder, name) as write:
            write(("userId,rating,timestamp,movieId", *first))
            while wanted > len(waiting):
                write(waiting)
                wanted -= len(waiting)
                batch = next(batches)
                counts += np.bincount(batch.titles, minlength=len(ids))
                sums += np.bincount(batch.titles, batch.half_stars, len(ids)).astype(np.int64)
                waiting = _lines(batch, ids)
                progress("ratings", min(rows, done + size - wanted), rows)
            write((*waiting[:wanted], *last))
            waiting = waiting[wanted:]
        done += size
    progress("ratings", rows, rows)
    with open_sample_file(folder, SCORES_FILE) as write:
        rated = zip(ids, counts.tolist(), sums.tolist(), strict=True)
        means = [(title, total / 2 / count) for title, count, total in rated if count]
        write(
            (",movieId,rating", *(f"{row},{id_},{mean}" for row, (id_, mean) in enumerate(means)))
        )


def _lines(batch: Ratings, ids: list[str]) -> list[str]:
    columns = (batch.viewers, batch.half_stars, batch.moments, batch.titles)
    return [
        f"{viewer},{_STARS[half]},{moment},{ids[title]}"
        for viewer, half, moment, title in zip(*(c.tolist() for c in columns), strict=True)
    ]
