"""Sample generator: raw files of a made-up community, and the numbers a load of them must show.

The files have the official shapes, and every trap of the official files in a known number.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from db.errors import InputError
from etl.sample.catalogue import write_games
from etl.sample.community import write_community
from etl.sample.manifest import FILES, Facts, FileFacts, Manifest
from etl.sample.write import discard, finish

__all__ = ["FILES", "MOST_GAMES", "MOST_USERS", "Facts", "FileFacts", "Manifest", "generate"]

MOST_GAMES: Final = 100_000
MOST_USERS: Final = 10_000_000


def generate(
    folder: Path,
    *,
    games: int = 2000,
    users: int = 3000,
    seed: int = 1,
    progress: Callable[[str, int, int], None] | None = None,
) -> Manifest:
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
    for name, value, least, most in (
        ("games", games, 1, MOST_GAMES),
        ("users", users, 1, MOST_USERS),
        ("seed", seed, 0, 2**63 - 1),
    ):
        if not least <= value <= most:
            raise InputError(f"The sample's {name} must be {least:,} to {most:,}, not {value:,}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"Cannot make the folder {folder}: {error.strerror}.") from error
    tell = progress or (lambda _stage, _done, _total: None)
    manifest = Manifest(seed=seed, games_in_catalogue=games, users=users)
    try:
        catalogue = write_games(folder, manifest, progress=tell)
        write_community(folder, catalogue, manifest, progress=tell)
        finish(folder, FILES)
    except BaseException:
        discard(folder, FILES)
        raise
    return manifest
