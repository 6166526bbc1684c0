"""Ratings of all viewers, as columns in the order of viewers and titles."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Self

import numpy as np
import psycopg

from etl.pgcopy import decode_array_rows
from etl.recommender.libraries import Flags, Floats, Integers

# One row a viewer, so that the driver is asked 115,000 times and not 11,000,000 times.
_COPY: Final = """
    copy (
        select
            viewer_id,
            array_agg(title_key order by title_key) as titles,
            array_agg(half_stars order by title_key) as half_stars,
            array_agg(extract(epoch from rated_at)::bigint order by title_key) as moments
        from core.ratings
        group by viewer_id
        order by viewer_id
    ) to stdout (format binary)
"""


@dataclass(frozen=True, eq=False)
class Ratings:
    """Who gave which title how many stars; rows ascend by viewer, then by title.

    Viewers and titles are places in `viewer_ids` and among the titles of a catalogue.
    """

    viewer_ids: Integers
    """int64, ascending: the viewers that rated something."""
    titles_count: int
    """Titles that might be rated."""
    viewers: Integers
    """int32: place of the viewer."""
    titles: Integers
    """int32: place of the title."""
    stars: Floats
    """float32: 0.5 to 5."""
    moments: Integers
    """int64: when, in Unix seconds."""

    def __len__(self) -> int:
        return len(self.stars)

    @property
    def viewers_count(self) -> int:
        """Number of viewers."""
        return len(self.viewer_ids)

    @cached_property
    def sizes(self) -> Integers:
        """Ratings of each viewer."""
        return np.bincount(self.viewers, minlength=self.viewers_count)

    @cached_property
    def starts(self) -> Integers:
        """Where each viewer's rows start, and the end of the last."""
        return np.append(0, np.cumsum(self.sizes))

    @cached_property
    def by_title(self) -> Integers:
        """The rows in the order of titles, then of viewers."""
        return np.argsort(self.titles, kind="stable")

    @cached_property
    def title_starts(self) -> Integers:
        """Where each title's rows start in `by_title`, and the end of the last."""
        return np.append(0, np.cumsum(np.bincount(self.titles, minlength=self.titles_count)))

    def where(self, rows: Flags) -> Self:
        """Keep some of the rows; viewers and titles stay what they are, some with nothing left."""
        return replace(
            self,
            viewers=self.viewers[rows],
            titles=self.titles[rows],
            stars=self.stars[rows],
            moments=self.moments[rows],
        )


def sum_by(places: Integers, values: Floats, count: int) -> Floats:
    """Add up the values of each of `count` places."""
    sums: Any = np.bincount(places, values, count)  # numpy's types say integers
    return np.asarray(sums, dtype=np.float64)


def arrange_ratings(
    viewer_ids: Integers, titles: Integers, stars: Floats, moments: Integers, *, titles_count: int
) -> Ratings:
    """Order ratings by viewer and title; of several of one pair the last row stays.

    Args:
        viewer_ids: whose each row is.
        titles: place of the title, from 0.
        stars: 0.5 to 5.
        moments: Unix seconds.
        titles_count: titles that might be rated.
    """
    known, viewers = np.unique(viewer_ids, return_inverse=True)
    order = np.lexsort((titles, viewers))
    pairs = viewers[order].astype(np.int64) * titles_count + titles[order]
    order = order[np.append(pairs[1:] != pairs[:-1], True)[: len(pairs)]]
    return Ratings(
        viewer_ids=known,
        titles_count=titles_count,
        viewers=viewers[order].astype(np.int32),
        titles=titles[order].astype(np.int32),
        stars=stars[order].astype(np.float32),
        moments=moments[order].astype(np.int64),
    )


def read_ratings(connection: psycopg.Connection[Any], title_keys: Integers) -> Ratings:
    """Read the ratings that count.

    Args:
        connection: to the database.
        title_keys: of all titles, ascending; what rates another is left out.
    """
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        viewer_ids, sizes, keys, half_stars, moments = decode_array_rows(
            copy, scalars=("int4",), arrays=("int4", "int2", "int8")
        )
    # each column is as narrow as it can be, and made of the one before in place: of 11 million
    # rows a byte a row is 11 MB
    places = np.full(max(title_keys.max(initial=-1), keys.max(initial=-1)) + 2, -1, dtype=np.int32)
    places[title_keys] = np.arange(len(title_keys), dtype=np.int32)
    titles = places[keys]
    del keys
    stars = half_stars.astype(np.float32)
    del half_stars
    stars /= 2
    ratings = Ratings(
        viewer_ids=viewer_ids.astype(np.int64),
        titles_count=len(title_keys),
        viewers=np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
        titles=titles,
        stars=stars,
        moments=moments,
    )
    known = titles >= 0
    return ratings if known.all() else ratings.where(known)
