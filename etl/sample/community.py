"""The items and reviews files of a sample: ordinary users between those with traps."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from etl.sample.catalogue import Catalogue
from etl.sample.draws import Draws
from etl.sample.libraries import Libraries, LibraryMaker
from etl.sample.manifest import ITEMS, REVIEWS, Manifest
from etl.sample.reviews import review_lines
from etl.sample.user_traps import trap_users
from etl.sample.write import raw_file

_BATCH: Final = 2000  # users drawn at once: about 15 MB of text
_REPEATED: Final = 8  # of 1,000 lines of the items file stand in it twice


def write_community(
    folder: Path,
    catalogue: Catalogue,
    manifest: Manifest,
    *,
    progress: Callable[[str, int, int], None],
) -> None:
    """Write both files; trap users stand before and after the others.

    Raises:
        InputError: a file cannot be written.
    """
    maker = LibraryMaker(catalogue, seed=manifest.seed)
    traps = trap_users(catalogue, users=manifest.users)
    trap_libraries = [trap.library_lines() for trap in traps]
    trap_reviews = [trap.review_lines() for trap in traps]
    regular = manifest.users - len(traps)
    mentioned = np.zeros(len(catalogue.ids), dtype=np.bool_)
    with (
        raw_file(folder, ITEMS, manifest.files[ITEMS]) as libraries,
        raw_file(folder, REVIEWS, manifest.files[REVIEWS]) as reviews,
    ):
        libraries.write(line for lines in trap_libraries for line in lines[:1])
        reviews.write(line for lines in trap_reviews for line in lines[:1])
        for first in range(0, regular, _BATCH):
            drawn = maker.draw(first, users=min(_BATCH, regular - first))
            mentioned[drawn.games] = True
            libraries.write(_library_lines(drawn, catalogue, manifest))
            reviews.write(review_lines(drawn, ids=catalogue.ids, manifest=manifest))
            progress("users", first + len(drawn.bounds) - 1, manifest.users)
        libraries.write(line for lines in trap_libraries for line in lines[1:])
        reviews.write(line for lines in trap_reviews for line in lines[1:])
        progress("users", manifest.users, manifest.users)
    known = set(catalogue.ids[: catalogue.in_catalogue])
    outside = set(np.array(catalogue.ids)[mentioned].tolist()) - known
    for trap in traps:
        trap.count(manifest, known)
        outside |= (trap.items.keys() | trap.reviews.keys()) - known
    manifest.games_outside = len(outside)


def _library_lines(drawn: Libraries, catalogue: Catalogue, manifest: Manifest) -> list[str]:
    """Write and count regular libraries; some lines are written twice."""
    lines = drawn.lines(catalogue.fragments)
    sizes = np.diff(drawn.bounds)
    draws = Draws(manifest.seed, 5, drawn.first_user)
    again = np.flatnonzero(draws.below(1000, count=len(lines)) < _REPEATED)
    manifest.files[ITEMS].records += int(drawn.games.size + sizes[again].sum())
    manifest.items += drawn.games.size
    manifest.items_in_catalogue += int((drawn.games < catalogue.in_catalogue).sum())
    manifest.playtime_minutes += int(drawn.minutes.sum())
    manifest.users_with_items += int((sizes > 0).sum())
    return lines + [lines[place] for place in again.tolist()]
