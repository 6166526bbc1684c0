"""core.games and their labels in, what the evaluation needs to know of each game out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy import sparse

from etl.recommender.titles import numbered, title_number, title_stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import psycopg

    from etl.recommender.libraries import Flags, Integers

_GAMES: Final = "select game_id, name, is_in_catalogue from core.games order by game_id"
_DEVELOPERS: Final = "select game_id, studio_id from core.game_studios where role = 'developer'"
_TAGS: Final = "select game_id, tag_id from core.game_tags"


@dataclass(frozen=True)
class GameFacts:
    """What is known of games apart from their owners; one place per game, ids ascending."""

    game_ids: Integers
    """int64, ascending."""
    names: tuple[str | None, ...]
    """Names as the store writes them."""
    is_in_catalogue: Flags
    """False for games that only libraries or reviews mention."""
    stems: Integers
    """A number for each title stem (`titles.title_stem`); -1 for a game without a name."""
    numbers: Integers
    """The number of a sequel (`titles.title_number`), 0 without one."""
    developers: sparse.csr_array
    """Games by studios: 1 for those that developed the game."""
    tags: sparse.csr_array
    """Games by tags: 1 for each tag."""

    def of(self, game_ids: Integers) -> GameFacts:
        """Choose games, in the order given; an unknown id is a game of which nothing is known."""
        size = len(self.game_ids)
        places = np.searchsorted(self.game_ids, game_ids)
        known = self.game_ids[np.minimum(places, size - 1)] == game_ids if size else places < 0
        found = np.where(known, places, size)  # the place behind the last holds the unknown game
        return GameFacts(
            game_ids=game_ids,
            names=tuple((*self.names, None)[place] for place in found.tolist()),
            is_in_catalogue=np.append(self.is_in_catalogue, [False])[found],
            stems=np.append(self.stems, -1)[found],
            numbers=np.append(self.numbers, 0)[found],
            developers=_with_empty_row(self.developers)[found],
            tags=_with_empty_row(self.tags)[found],
        )


def facts_of(
    game_ids: Integers,
    names: Sequence[str | None],
    *,
    is_in_catalogue: Flags,
    developers: Iterable[tuple[int, int]],
    tags: Iterable[tuple[int, int]],
) -> GameFacts:
    """Make facts of games with ascending ids and of pairs (game id, studio), (game id, tag)."""
    return GameFacts(
        game_ids=game_ids,
        names=tuple(names),
        is_in_catalogue=is_in_catalogue,
        stems=numbered([title_stem(name) for name in names]),
        numbers=np.array([title_number(name) or 0 for name in names], dtype=np.int64),
        developers=_labels(game_ids, developers),
        tags=_labels(game_ids, tags),
    )


def read_game_facts(connection: psycopg.Connection[Any]) -> GameFacts:
    """Read the facts of every game, of the catalogue or not."""
    games = connection.execute(_GAMES).fetchall()
    return facts_of(
        np.array([game[0] for game in games], dtype=np.int64),
        [game[1] for game in games],
        is_in_catalogue=np.array([game[2] for game in games], dtype=bool),
        developers=connection.execute(_DEVELOPERS).fetchall(),
        tags=connection.execute(_TAGS).fetchall(),
    )


def _labels(game_ids: Integers, pairs: Iterable[tuple[int, int]]) -> sparse.csr_array:
    """Make a matrix of games by labels, the labels in the order of their keys."""
    array = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    keys = np.unique(array[:, 1])
    places = (np.searchsorted(game_ids, array[:, 0]), np.searchsorted(keys, array[:, 1]))
    ones = np.ones(len(array), dtype=np.float32)
    return sparse.csr_array((ones, places), shape=(len(game_ids), len(keys)))


def _with_empty_row(matrix: sparse.csr_array) -> sparse.csr_array:
    ends = np.append(matrix.indptr, matrix.indptr[-1])
    shape = (matrix.shape[0] + 1, matrix.shape[1])
    return sparse.csr_array((matrix.data, matrix.indices, ends), shape=shape)
