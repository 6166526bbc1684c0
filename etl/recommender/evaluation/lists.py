"""Ways to make lists of similar games in, the measures of each out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from etl.progress import Silent
from etl.recommender.evaluation.families.linear import Linear
from etl.recommender.evaluation.metrics import CUT, NOBODY, best
from etl.recommender.evaluation.neighbours import (
    NeighbourMeasures,
    halves_of_users,
    measure_neighbours,
)
from etl.recommender.gram import gram_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from etl.progress import Reporter
    from etl.recommender.facts import GameFacts
    from etl.recommender.libraries import Flags, Floats, Integers, Libraries

    ListMaker: TypeAlias = Callable[[Libraries, Integers], Integers]
    """Makes lists from libraries for games of some ids, ascending: games by places, numbers of
    games in the order of the ids, most similar first, `NOBODY` for no game."""

EDLAE: Final = Linear(ridge=15, dropout=0.3, user_power=0.5)
COUNT: Final = 50
"""Places of a list before it is cut: some games may not be asked for."""


def evaluate_lists(
    libraries: Libraries,
    facts: GameFacts,
    makers: Mapping[str, ListMaker],
    *,
    seed: int = 0,
    reporter: Reporter | None = None,
) -> dict[str, Any]:
    """Measure each way of making lists, with everybody and with either half of the users.

    Args:
        libraries: everybody's.
        facts: of all games that shall have lists, ids ascending.
        makers: by title.
        seed: of the halves.
        reporter: who hears of the progress.

    Returns:
        The measures by title, among every game and among those that somebody owns.
    """
    reporter = reporter or Silent()
    halves = halves_of_users(libraries, seed=seed)
    ids = facts.game_ids
    everything = np.ones(len(ids), dtype=bool)
    kinds = {"every game": everything, "games with owners": np.isin(ids, libraries.game_ids)}
    made: dict[str, list[Integers]] = {title: [] for title in makers}
    for users, whose in zip((libraries, *halves), ("all", "one half of", "the other"), strict=True):
        for title, make in makers.items():
            with reporter.stage(f"{title}: similar games from {whose} users"):
                made[title].append(make(users, ids))
    document: dict[str, Any] = {}
    for kind, asked in kinds.items():
        known = facts.of(ids[asked])
        with reporter.stage(f"measure the lists of {kind}"):
            document[kind] = {
                title: asdict(_measured([among(found, asked) for found in lists], known, libraries))
                for title, lists in made.items()
            }
    return document


def _measured(lists: list[Integers], facts: GameFacts, libraries: Libraries) -> NeighbourMeasures:
    everybody, first, second = lists
    return measure_neighbours(everybody, facts, libraries, halves=(first, second))


def among(lists: Integers, asked: Flags) -> Integers:
    """Cut lists down to some games: their rows, renumbered, and the 10 best of them in each."""
    numbers = np.append(np.where(asked, np.cumsum(asked) - 1, NOBODY), NOBODY)
    kept = numbers[lists[asked]]
    first = np.argsort(kept == NOBODY, axis=1, kind="stable")[:, :CUT]
    return np.take_along_axis(kept, first, axis=1)


class LatestPrecision:
    """Keeps the precision matrix of the libraries asked for last: it is dear, and large."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._kept: tuple[Libraries, Floats] | None = None

    def __call__(self, libraries: Libraries) -> Floats:
        """Give EDLAE's precision matrix; nobody may change it."""
        if self._kept is None or self._kept[0] is not libraries:
            self._kept = None  # not two of them at once
            precision = EDLAE.precision(libraries)
            precision.flags.writeable = False
            self._kept = (libraries, precision)
        return self._kept[1]


def cosine_lists(libraries: Libraries, game_ids: Integers) -> Integers:
    """List the games with the largest cosine of owners."""
    owners = np.maximum(libraries.owners, 1).astype(np.float32)
    lists = []
    for rows, block in gram_blocks(libraries, np.ones(libraries.users_count)):
        lists.append(_listed(block / np.sqrt(owners), rows, libraries))
    return _placed(np.concatenate(lists), libraries.game_ids, game_ids)


def correlation_lists(
    libraries: Libraries,
    game_ids: Integers,
    *,
    precision_of: Callable[[Libraries], Floats] = EDLAE.precision,
) -> Integers:
    """List the games with the largest partial correlation, in EDLAE's precision matrix."""
    precision = precision_of(libraries)
    scale = np.sqrt(precision.diagonal()).copy()
    lists = []
    for start in range(0, len(precision), 512):
        rows = slice(start, min(start + 512, len(precision)))
        lists.append(_listed(-precision[rows] / scale, rows, libraries))
    return _placed(np.concatenate(lists), libraries.game_ids, game_ids)


def _listed(block: Floats, rows: slice, libraries: Libraries) -> Integers:
    """Take the best of each row, never the row's own game and never what has nothing in common."""
    block[np.arange(len(block)), np.arange(rows.start, rows.stop)] = 0
    block[block <= 0] = -np.inf
    return best(block, COUNT, order=libraries.by_popularity)


def _placed(lists: Integers, from_ids: Integers, to_ids: Integers) -> Integers:
    """Renumber lists of the games of `from_ids` as lists of those of `to_ids`."""
    places = np.searchsorted(to_ids, from_ids)
    known = to_ids[np.minimum(places, len(to_ids) - 1)] == from_ids
    places = np.append(np.where(known, places, NOBODY), NOBODY)  # the last one for nobody
    placed = np.full((len(to_ids), lists.shape[1]), NOBODY, dtype=np.int64)
    placed[places[:-1][known]] = places[lists][known]
    return placed
