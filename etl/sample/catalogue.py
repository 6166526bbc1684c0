"""Both games files of a sample, and what libraries need of each game."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from etl.sample.categories import GENRES, TASTES
from etl.sample.draws import Draws, Numbers
from etl.sample.game_traps import assign_game_traps, missing_id_rows, repeated_id_row
from etl.sample.games import Game, plan_sample_games, sample_game_id
from etl.sample.names import sample_series_name
from etl.sample.write import (
    FIRST_GAMES,
    SECOND_GAMES,
    open_sample_file,
    python2_line,
    sample_json_line,
)

_BATCH: Final = 2000
_TASTE_BIT: Final = {genre.lower(): 1 << place for place, genre in enumerate(GENRES[:TASTES])}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCatalogue:
    """The games that libraries draw from: those of the catalogue, then those no file lists."""

    in_catalogue: int
    """How many of the games a games file lists."""
    ids: list[int]
    fragments: list[str]
    """Each game's library item as text, up to its playtime."""
    sequels: Numbers
    """Index of a game of the same series, or -1."""
    tastes: Numbers
    """One bit for each of the first nine genres that the game has."""
    weights: Numbers
    """How popular each game is."""
    free_id: int
    """The first id that no game has."""


def catalogue_item_fragment(number: int, name: str | None) -> str:
    """Write a library item up to its playtime."""
    shown = "" if name is None else f"'item_name': {name!r}, "
    return f"{{'item_id': '{number}', {shown}'playtime_forever': "


def write_catalogue_games(
    folder: Path, *, seed: int, count: int, progress: Callable[[str, int, int], None]
) -> SampleCatalogue:
    """Write the two games files, of `count` games each."""
    delisted = count // 40
    total = count + delisted
    ids: list[int] = []
    fragments: list[str] = []
    sequels: list[int] = []
    tastes: list[int] = []
    repeated: list[Game] = []
    nameless: list[dict[str, object]] = []
    with (
        open_sample_file(folder, FIRST_GAMES, end="\r\n") as first,
        open_sample_file(folder, SECOND_GAMES) as second,
    ):
        for games in _batch_planned_games(seed, count=count, total=total):
            if not ids:
                # Few enough to stay well below 1 % of the lines.
                nameless = missing_id_rows(games[0].raw)[: count // 150]
                first([sample_json_line(dict.fromkeys(games[0].raw))] * (1 + count // 3))
            for game in games:
                is_named = game.named_in_libraries and len(ids) % 500 != 77  # noqa: PLR2004 - any place
                ids.append(game.game_id)
                shown = game.name if is_named else None
                fragments.append(catalogue_item_fragment(game.game_id, shown))
                sequels.append(game.sequel)
                tastes.append(_taste_bits(game))
            repeated += [game for game in games if game.is_repeated]
            first(sample_json_line(game.row_of_first_file()) for game in games)
            second(python2_line(game.row_of_second_file()) for game in games)
            progress("games", len(ids), count)
        again = [repeated_id_row(game.row_of_first_file()) for game in repeated]
        first(map(sample_json_line, again + nameless))
        again = [repeated_id_row(game.row_of_second_file()) for game in repeated]
        second(map(python2_line, again + nameless))
    outside = [sample_game_id(index, total=total) for index in range(count, total)]
    names = [sample_series_name(90_000 + place, start=seed) for place in range(delisted)]
    return SampleCatalogue(
        in_catalogue=count,
        ids=ids + outside,
        fragments=fragments + list(map(catalogue_item_fragment, outside, names)),
        sequels=np.array(sequels + [-1] * delisted, dtype=np.int64),
        tastes=np.array(tastes + [0] * delisted, dtype=np.int64),
        weights=_popularity_weights(seed, total=total),
        free_id=10 * (total + 1),
    )


def _batch_planned_games(seed: int, *, count: int, total: int) -> Iterator[list[Game]]:
    """Give the planned games with their traps set, some thousands at a time."""
    games = plan_sample_games(seed, count=count, total=total)
    traps = assign_game_traps(count)
    start = 0
    while batch := list(islice(games, _BATCH)):
        for index, game in enumerate(batch, start=start):
            if index in traps:
                traps[index](game)
        start += len(batch)
        yield batch


def _taste_bits(game: Game) -> int:
    genres = game.raw["genres"]
    found = {genre.lower() for genre in genres} if isinstance(genres, list) else set()
    return sum(_TASTE_BIT.get(genre, 0) for genre in found)


def _popularity_weights(seed: int, *, total: int) -> Numbers:
    """Give each game a weight: close to Zipf's law, and steeper in the tail."""
    ranks = np.argsort(Draws(seed, 2).random_bits(total), kind="stable").astype(np.int64)
    weights: Numbers = 10**15 // ((ranks + 2 + total // 1500) * (ranks + 10 + total // 4))
    return weights
