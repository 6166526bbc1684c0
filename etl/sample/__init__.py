"""Sample generator: raw files of a made-up community.

The files have the official shapes, and every trap of the official files in a known number.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from etl.sample.catalogue import SampleCatalogue, write_catalogue_games
from etl.sample.draws import Draws
from etl.sample.libraries import LibraryMaker
from etl.sample.reviews import sample_review_lines
from etl.sample.user_traps import sample_trap_users
from etl.sample.write import FILES, ITEMS, REVIEWS, open_sample_file, replace_sample_files

__all__ = ["FILES", "MOST_GAMES", "MOST_USERS", "generate_sample"]

MOST_GAMES: Final = 100_000
MOST_USERS: Final = 10_000_000
_BATCH: Final = 2000  # users drawn at once: about 15 MB of text
_REPEATED: Final = 8  # of 1,000 lines of the items file stand in it twice

Progress = Callable[[str, int, int], None]


def generate_sample(
    folder: Path,
    *,
    games: int = 2000,
    users: int = 3000,
    seed: int = 1,
    progress: Progress = lambda _stage, _done, _total: None,
) -> None:
    """Write the four raw files of a made-up community into a folder.

    The same sizes and seed give the same lines on every machine. Files of the same names are
    replaced, all of them when the whole sample is written.

    Args:
        folder: where to write; it is made when it is missing.
        games: games in the catalogue, 1 to 100,000.
        users: users with a library or a review, 1 to 10,000,000.
        seed: 0 or more; another seed is another community.
        progress: called with ("games" or "users", how many are written, how many there will be).

    Raises:
        InputError: a size or the seed is out of range, or the folder cannot be written.
    """
    with replace_sample_files(
        folder,
        FILES,
        games=(games, 1, MOST_GAMES),
        users=(users, 1, MOST_USERS),
        seed=(seed, 0, 2**63 - 1),
    ):
        catalogue = write_catalogue_games(folder, seed=seed, count=games, progress=progress)
        _write_libraries_and_reviews(folder, catalogue, seed=seed, users=users, progress=progress)


def _write_libraries_and_reviews(
    folder: Path, catalogue: SampleCatalogue, *, seed: int, users: int, progress: Progress
) -> None:
    """Write libraries and reviews; trap users stand before and after the others."""
    maker = LibraryMaker(catalogue, seed=seed)
    traps = sample_trap_users(catalogue, users=users)
    trap_libraries = [trap.library_lines() for trap in traps]
    trap_reviews = [trap.review_lines() for trap in traps]
    regular = users - len(traps)
    with open_sample_file(folder, ITEMS) as libraries, open_sample_file(folder, REVIEWS) as reviews:
        libraries(line for lines in trap_libraries for line in lines[:1])
        reviews(line for lines in trap_reviews for line in lines[:1])
        for first in range(0, regular, _BATCH):
            count = min(_BATCH, regular - first)
            drawn = maker.draw(first, users=count)
            lines = drawn.lines(catalogue.fragments)
            again = Draws(seed, 5, first).below(1000, count=count) < _REPEATED
            libraries(lines + [lines[place] for place in again.nonzero()[0].tolist()])
            reviews(sample_review_lines(drawn, ids=catalogue.ids, seed=seed))
            progress("users", first + count, users)
        libraries(line for lines in trap_libraries for line in lines[1:])
        reviews(line for lines in trap_reviews for line in lines[1:])
        progress("users", users, users)
