"""Both games files of a sample, and what libraries need of each game."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from etl.sample.categories import GENRES, TASTES
from etl.sample.draws import Draws
from etl.sample.game_traps import nameless_rows, second_row, set_traps
from etl.sample.games import Game, game_id, plan_games
from etl.sample.manifest import FIRST_GAMES, SECOND_GAMES, Facts, Manifest
from etl.sample.names import series_name
from etl.sample.write import json_line, literal_line, raw_file

_BATCH: Final = 2000
_TASTE_BIT: Final = {genre.lower(): 1 << place for place, genre in enumerate(GENRES[:TASTES])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The games that libraries draw from: those of the catalogue, then those no file lists."""

    in_catalogue: int
    """How many of the games a games file lists."""
    ids: list[int]
    fragments: list[str]
    """Each game's library item as text, up to its playtime."""
    sequels: NDArray[np.int64]
    """Index of a game of the same series, or -1."""
    tastes: NDArray[np.int64]
    """One bit for each of the first nine genres that the game has."""
    weights: NDArray[np.int64]
    """How popular each game is."""
    free_id: int
    """The first id that no game has."""


@dataclass(slots=True)
class _Gathered:
    """What is remembered of the games already written."""

    manifest: Manifest
    ids: list[int] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    sequels: list[int] = field(default_factory=list)
    tastes: list[int] = field(default_factory=list)
    repeated: list[dict[str, object]] = field(default_factory=list)
    repeated_second: list[dict[str, object]] = field(default_factory=list)
    spellings: Counter[str] = field(default_factory=Counter)
    genres: Counter[str] = field(default_factory=Counter)
    studios: set[str] = field(default_factory=set)

    def add(self, game: Game) -> None:
        """Remember and count one game."""
        named = game.named_in_libraries and len(self.ids) % 500 != 77  # noqa: PLR2004 - any place
        self.ids.append(game.game_id)
        self.fragments.append(item_fragment(game.game_id, game.name if named else None))
        self.sequels.append(game.sequel)
        genres = {genre.lower() for genre in game.genres}
        self.tastes.append(sum(_TASTE_BIT.get(genre, 0) for genre in genres))
        self.genres.update(genres)
        self.spellings.update(game.genres)
        self.studios.update(name.lower() for name in game.developers + game.publishers)
        if game.is_repeated:
            self.repeated.append(second_row(game.first_row()))
            self.repeated_second.append(second_row(game.second_row()))
        manifest = self.manifest
        manifest.games_repeated += game.is_repeated
        manifest.games_without_year += game.release_year is None
        manifest.games_without_date += not game.has_date
        manifest.games_without_price += game.price is None
        manifest.games_free += game.price == 0
        manifest.games_early_access += bool(game.raw["early_access"])

    def finish(self) -> None:
        """Count genres, as the most frequent spelling or the one that sorts first, and studios."""
        shown: dict[str, str] = {}
        for genre, _ in sorted(self.spellings.items(), key=lambda pair: (-pair[1], pair[0])):
            shown.setdefault(genre.lower(), genre)
        found = {shown[genre]: count for genre, count in sorted(self.genres.items())}
        self.manifest.games_by_genre = found
        self.manifest.facts.genre_spellings = tuple(found)
        self.manifest.studios = len(self.studios)


def item_fragment(number: int, name: str | None) -> str:
    """Write a library item up to its playtime."""
    shown = "" if name is None else f"'item_name': {name!r}, "
    return f"{{'item_id': '{number}', {shown}'playtime_forever': "


def write_games(
    folder: Path, manifest: Manifest, *, progress: Callable[[str, int, int], None]
) -> Catalogue:
    """Write the two games files and count what they hold.

    Raises:
        InputError: a file cannot be written.
    """
    seed, count = manifest.seed, manifest.games_in_catalogue
    delisted = count // 40
    total = count + delisted
    gathered = _Gathered(manifest)
    nameless: list[dict[str, object]] = []
    first_facts, second_facts = manifest.files[FIRST_GAMES], manifest.files[SECOND_GAMES]
    with (
        raw_file(folder, FIRST_GAMES, first_facts, end="\r\n") as first,
        raw_file(folder, SECOND_GAMES, second_facts) as second,
    ):
        for games in _batches(seed, count=count, total=total, facts=manifest.facts):
            if not gathered.ids:
                # Few enough to stay well below 1 % of the lines.
                nameless = nameless_rows(games[0].raw)[: count // 150]
                first_facts.empty = 1 + count // 3
                first.write([json_line(dict.fromkeys(games[0].raw))] * first_facts.empty)
            for game in games:
                gathered.add(game)
            first.write(json_line(game.first_row()) for game in games)
            second.write(literal_line(game.second_row()) for game in games)
            progress("games", len(gathered.ids), count)
        first.write(map(json_line, gathered.repeated + nameless))
        second.write(map(literal_line, gathered.repeated_second + nameless))
    for name in (FIRST_GAMES, SECOND_GAMES):
        manifest.files[name].records = count + manifest.games_repeated
        if nameless:
            manifest.reject(name, "game", "null_id", len(nameless))
    gathered.finish()
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


def _batches(seed: int, *, count: int, total: int, facts: Facts) -> Iterator[list[Game]]:
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
