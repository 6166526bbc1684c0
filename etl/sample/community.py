"""Writes the items and reviews files: a catalogue goes in, users' lines and counts come out."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np

from etl.sample import items, reviews
from etl.sample.draws import Draws
from etl.sample.libraries import LibraryMaker
from etl.sample.traps import trap_users
from etl.sample.write import RawFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from etl.sample.catalogue import Catalogue
    from etl.sample.libraries import Libraries
    from etl.sample.manifest import Tally
    from etl.sample.traps.scene import TrapUser

_BATCH: Final = 2000  # users drawn at once: about 15 MB of text
_REPEATED: Final = 8  # of 1,000 lines of the items file stand in it twice


def write_community(  # noqa: PLR0913 - what a sample is made of
    folder: Path,
    catalogue: Catalogue,
    *,
    seed: int,
    count: int,
    tally: Tally,
    progress: Callable[[str, int, int], None],
) -> None:
    """Write both files; trap users stand before and after the others.

    Raises:
        InputError: a file cannot be written.
    """
    maker = LibraryMaker(catalogue, seed=seed)
    traps = trap_users(catalogue, users=count)
    regular = count - len(traps)
    mentioned = np.zeros(len(catalogue.ids), dtype=np.bool_)
    with RawFile(folder / items.FILE) as libraries, RawFile(folder / reviews.FILE) as opinions:
        libraries.write(line for trap in traps for line in trap.libraries[:1])
        opinions.write(line for trap in traps for line in trap.review_lines[:1])
        for first in range(0, regular, _BATCH):
            drawn = maker.draw(first, users=min(_BATCH, regular - first))
            mentioned[drawn.games] = True
            libraries.write(_library_lines(drawn, catalogue, seed=seed, tally=tally))
            opinions.write(reviews.review_lines(drawn, ids=catalogue.ids, seed=seed, tally=tally))
            progress("users", first + len(drawn.bounds) - 1, count)
        libraries.write(line for trap in traps for line in trap.libraries[1:])
        opinions.write(line for trap in traps for line in trap.review_lines[1:])
        progress("users", count, count)
        tally.lines[items.FILE] = libraries.lines
        tally.lines[reviews.FILE] = opinions.lines
    tally.counts["users"] = count
    tally.counts["games_outside"] += int(mentioned[catalogue.in_catalogue :].sum())
    known = set(catalogue.ids[: catalogue.in_catalogue])
    for trap in traps:
        _count_trap(trap, known, tally)
    outside = chain.from_iterable(chain(trap.items, trap.reviews) for trap in traps)
    tally.counts["games_outside"] += len(set(outside) - known)


def _library_lines(drawn: Libraries, catalogue: Catalogue, *, seed: int, tally: Tally) -> list[str]:
    """Write and count regular libraries; some lines are written twice."""
    lines = items.item_lines(drawn, fragments=catalogue.fragments)
    sizes = np.diff(drawn.bounds)
    again = np.flatnonzero(
        Draws(seed, 5, drawn.first_user).below(1000, count=len(lines)) < _REPEATED
    )
    tally.records[items.FILE] += int(drawn.games.size + sizes[again].sum())
    tally.counts["items"] += drawn.games.size
    tally.counts["items_in_catalogue"] += int((drawn.games < catalogue.in_catalogue).sum())
    tally.counts["playtime_minutes"] += int(drawn.minutes.sum())
    tally.counts["users_with_items"] += int((sizes > 0).sum())
    return lines + [lines[place] for place in again.tolist()]


def _count_trap(trap: TrapUser, known: set[int], tally: Tally) -> None:
    """Count what must be left of a trap user."""
    tally.records[items.FILE] += trap.item_records
    tally.counts["items"] += len(trap.items)
    tally.counts["items_in_catalogue"] += len(known & trap.items.keys())
    tally.counts["playtime_minutes"] += sum(trap.items.values())
    tally.counts["users_with_items"] += bool(trap.items)
    tally.counts["users_only_in_reviews"] += not trap.libraries
    tally.records[reviews.FILE] += trap.review_records
    tally.counts["reviews"] += len(trap.reviews)
    for sentiment, recommends, inferred in trap.reviews.values():
        tally.sentiments[sentiment] += 1
        tally.counts["reviews_recommended"] += recommends
        tally.counts["reviews_inferred_year"] += inferred
    tally.rejects.update(trap.rejects)
    tally.facts.update(trap.facts)
