"""Writes both games files: planned games go in, what libraries need of each comes out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from etl.sample.categories import GENRES, TASTES
from etl.sample.draws import Draws
from etl.sample.games import Game, game_id, plan_games
from etl.sample.items import item_fragment
from etl.sample.names import series_name
from etl.sample.traps.games import nameless_rows, second_row, set_traps
from etl.sample.write import RawFile, json_line, literal_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from etl.sample.manifest import Tally

FIRST: Final = "steam_games.json.gz"
SECOND: Final = "steam_games_v1.json.gz"
_BATCH: Final = 2000
_TASTE_BIT: Final = {genre.lower(): 1 << place for place, genre in enumerate(GENRES[:TASTES])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The games that libraries draw from: first those of the catalogue, then those no file lists.

    Attributes:
        in_catalogue: how many of the games a games file lists.
        ids: store id of each game.
        fragments: each game's library item as text, up to its playtime.
        sequels: index of a game of the same series, or -1.
        tastes: one bit for each of the first nine genres that the game has.
        weights: how popular each game is.
        free_id: the first id that no game has.
    """

    in_catalogue: int
    ids: list[int]
    fragments: list[str]
    sequels: NDArray[np.int64]
    tastes: NDArray[np.int64]
    weights: NDArray[np.int64]
    free_id: int


def budget(lines: int) -> int:
    """Say how many refused pieces a file may hold and stay well below 1 % of its lines."""
    return lines // 150


@dataclass(slots=True, kw_only=True)
class _Gathered:
    """What is remembered of the games already written."""

    ids: list[int] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    sequels: list[int] = field(default_factory=list)
    tastes: list[int] = field(default_factory=list)
    repeated: list[dict[str, object]] = field(default_factory=list)
    repeated_second: list[dict[str, object]] = field(default_factory=list)
    genre_spellings: Counter[str] = field(default_factory=Counter)
    genre_games: Counter[str] = field(default_factory=Counter)
    studios: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, game: Game) -> None:
        """Remember and count one game."""
        named = game.named_in_libraries and len(self.ids) % 500 != 77  # noqa: PLR2004 - any place
        self.ids.append(game.game_id)
        self.fragments.append(item_fragment(game.game_id, game.name if named else None))
        self.sequels.append(game.sequel)
        genres = {genre.lower() for genre in game.genres}
        self.tastes.append(sum(_TASTE_BIT.get(genre, 0) for genre in genres))
        self.genre_games.update(genres)
        self.genre_spellings.update(game.genres)
        self.studios.update(name.lower() for name in game.developers + game.publishers)
        if "repeated" in game.traps:
            self.repeated.append(second_row(game.first_row()))
            self.repeated_second.append(second_row(game.second_row()))
        self.counts["games_without_year"] += game.release_year is None
        self.counts["games_without_date"] += not game.has_date
        self.counts["games_without_price"] += game.price is None
        self.counts["games_free"] += game.price == 0
        self.counts["games_early_access"] += bool(game.raw["early_access"])

    def games_by_genre(self) -> dict[str, int]:
        """Give each genre as shown: the most frequent spelling, or the one that sorts first."""
        shown: dict[str, str] = {}
        for genre, _ in sorted(self.genre_spellings.items(), key=lambda pair: (-pair[1], pair[0])):
            shown.setdefault(genre.lower(), genre)
        return {shown[genre]: count for genre, count in sorted(self.genre_games.items())}


def write_games(
    folder: Path,
    *,
    seed: int,
    count: int,
    tally: Tally,
    progress: Callable[[str, int, int], None],
) -> Catalogue:
    """Write the two games files and count what they hold.

    Raises:
        InputError: a file cannot be written.
    """
    delisted = count // 40
    total = count + delisted
    gathered = _Gathered()
    nameless: list[dict[str, object]] = []
    with RawFile(folder / FIRST, end="\r\n") as first, RawFile(folder / SECOND) as second:
        for games in _batches(seed, count=count, total=total, facts=tally.facts):
            if not gathered.ids:
                nameless = nameless_rows(games[0].raw)[: budget(count)]
                tally.counts["empty"] = 1 + count // 3
                first.write([json_line(dict.fromkeys(games[0].raw))] * tally.counts["empty"])
            for game in games:
                gathered.add(game)
            first.write(json_line(game.first_row()) for game in games)
            second.write(literal_line(game.second_row()) for game in games)
            progress("games", len(gathered.ids), count)
        first.write(map(json_line, gathered.repeated + nameless))
        second.write(map(literal_line, gathered.repeated_second + nameless))
        for file in (first, second):
            tally.lines[file.path.name] = file.lines
            tally.records[file.path.name] = count + len(gathered.repeated)
            if nameless:
                tally.rejects[file.path.name, "game", "null_id"] = len(nameless)
    tally.counts.update(gathered.counts)
    tally.counts["games_repeated"] = len(gathered.repeated)
    tally.counts["studios"] = len(gathered.studios)
    tally.games_by_genre = gathered.games_by_genre()
    outside = [game_id(index, total=total) for index in range(count, total)]
    names = [series_name(90_000 + place, start=seed) for place in range(delisted)]
    return Catalogue(
        in_catalogue=count,
        ids=gathered.ids + outside,
        fragments=gathered.fragments + list(map(item_fragment, outside, names)),
        sequels=np.array(gathered.sequels + [-1] * delisted, dtype=np.int64),
        tastes=np.array(gathered.tastes + [0] * delisted, dtype=np.int64),
        weights=_popularity(seed, total=total),
        free_id=10 * (total + 1),
    )


def _batches(seed: int, *, count: int, total: int, facts: dict[str, Any]) -> Iterator[list[Game]]:
    """Give the planned games with their traps set, some thousands at a time."""
    games = plan_games(seed, count=count, total=total)
    traps = set_traps(count)
    start = 0
    while batch := list(islice(games, _BATCH)):
        for index, game in enumerate(batch, start=start):
            if index in traps:
                traps[index](game, facts)
        start += len(batch)
        yield batch


def _popularity(seed: int, *, total: int) -> NDArray[np.int64]:
    """Give each game a weight: close to Zipf's law, and steeper in the tail."""
    ranks = np.argsort(Draws(seed, 2).bits(total), kind="stable").astype(np.int64)
    weights: NDArray[np.int64] = 10**15 // ((ranks + 2 + total // 1500) * (ranks + 10 + total // 4))
    return weights
