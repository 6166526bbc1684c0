"""A made-up community: sizes and a seed go in, raw files and their known answers come out.

The files have the official shapes, and every trap of the official files in a known number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from db.errors import InputError
from etl.sample import catalogue, items, reviews
from etl.sample.community import write_community
from etl.sample.manifest import Facts, FileFacts, Manifest, Tally
from etl.sample.write import discard, finish

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["FILES", "MOST_GAMES", "MOST_USERS", "Facts", "FileFacts", "Manifest", "generate"]

FILES: Final = (catalogue.FIRST, catalogue.SECOND, reviews.FILE, items.FILE)
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

    Returns:
        What a load of the folder must show.

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
    tally = Tally()
    try:
        known = catalogue.write_games(folder, seed=seed, count=games, tally=tally, progress=tell)
        write_community(folder, known, seed=seed, count=users, tally=tally, progress=tell)
        finish(folder, FILES)
    except BaseException:
        discard(folder, FILES)
        raise
    return _manifest(tally, seed=seed, games=games)


def _manifest(tally: Tally, *, seed: int, games: int) -> Manifest:
    """Put the counts together."""
    counts = tally.counts
    return Manifest(
        seed=seed,
        files={
            name: FileFacts(
                lines=tally.lines[name],
                empty=counts["empty"] if name == catalogue.FIRST else 0,
                records=tally.records[name],
                rejects=tally.rejects_of(name),
            )
            for name in FILES
        },
        games_in_catalogue=games,
        games_total=games + counts["games_outside"],
        games_repeated=counts["games_repeated"],
        games_without_year=counts["games_without_year"],
        games_without_date=counts["games_without_date"],
        games_free=counts["games_free"],
        games_without_price=counts["games_without_price"],
        games_early_access=counts["games_early_access"],
        games_by_genre=tally.games_by_genre,
        studios=counts["studios"],
        users=counts["users"],
        users_only_in_reviews=counts["users_only_in_reviews"],
        users_with_items=counts["users_with_items"],
        items=counts["items"],
        items_in_catalogue=counts["items_in_catalogue"],
        playtime_minutes=counts["playtime_minutes"],
        reviews=counts["reviews"],
        reviews_recommended=counts["reviews_recommended"],
        reviews_inferred_year=counts["reviews_inferred_year"],
        crawl_year=reviews.CRAWL_YEAR if counts["reviews"] else None,
        sentiments={sentiment: tally.sentiments[sentiment] for sentiment in (0, 1, 2)},
        rejects=tally.rejects_by_kind(),
        facts=Facts(genre_spellings=tuple(tally.games_by_genre), **tally.facts),
    )
