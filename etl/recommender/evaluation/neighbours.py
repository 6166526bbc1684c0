"""Lists of similar games in, how good they are without asking anybody out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from etl.recommender.evaluation.metrics import NOBODY

if TYPE_CHECKING:
    from etl.recommender.facts import GameFacts
    from etl.recommender.libraries import Flags, Floats, Integers, Libraries

RARE: Final = (5, 49)
"""Owners of the games whose lists are the hardest to keep stable."""


@dataclass(frozen=True)
class NeighbourMeasures:
    """What a table of similar games is worth; every figure from 0 to 1 but the hub."""

    file_order: float
    """Over users, share of their games whose next one in the raw library is in their list."""
    sequels: float
    """Of a game's sequels (`sequel_pairs`), at most a list's length, the share in its list."""
    sequels_of_studio: float
    """The same, counting only sequels by the same developer."""
    shared_tags: float
    """Tags of both games / tags of either, averaged over all places of games with tags."""
    largest_hub: int
    """Lists that the most listed game is in."""
    coverage: float
    """Share of the games that some list names."""
    stability: float | None
    """Share of a list that is in the list made from the other half of the users; games without any
    list are left out.
    """
    stability_rare: float | None
    """The same for games with 5 to 49 owners."""
    stability_common: float | None
    """The same for games with more."""


def halves_of_users(libraries: Libraries, *, seed: int = 0) -> tuple[Libraries, Libraries]:
    """Deal the users into two halves; both keep all games, some without owners."""
    drawn = np.random.default_rng(seed).permutation(libraries.users_count)
    middle = libraries.users_count // 2
    return libraries.take(np.sort(drawn[:middle])), libraries.take(np.sort(drawn[middle:]))


def measure_neighbours(
    lists: Integers,
    facts: GameFacts,
    libraries: Libraries,
    *,
    halves: tuple[Integers, Integers] | None = None,
) -> NeighbourMeasures:
    """Measure lists of similar games.

    Args:
        lists: games by places: numbers of rows, most similar first, `NOBODY` for no game.
        facts: of the games of the rows, in their order.
        libraries: who owns what.
        halves: the same lists made from either half of the users.
    """
    owners = np.zeros(len(lists), dtype=np.int64)
    rows = _rows_of(facts, libraries.game_ids)
    owners[rows[rows >= 0]] = libraries.owners[rows >= 0]
    rare, common = (owners >= RARE[0]) & (owners <= RARE[1]), owners > RARE[1]
    named = np.bincount(lists[lists >= 0], minlength=len(lists))
    kept = None if halves is None else _kept(*halves)
    pairs = sequel_pairs(facts)
    return NeighbourMeasures(
        file_order=_followers(lists, libraries, rows),
        sequels=_found(lists, pairs),
        sequels_of_studio=_found(lists, pairs[_share_a_studio(facts, pairs)]),
        shared_tags=_shared_tags(lists, facts.tags),
        largest_hub=int(named.max(initial=0)),
        coverage=_mean(named > 0),
        stability=None if kept is None else _mean(kept),
        stability_rare=None if kept is None else _mean(kept[rare]),
        stability_common=None if kept is None else _mean(kept[common]),
    )


def sequel_pairs(facts: GameFacts) -> Integers:
    """Find the pairs of (game, sequel) among the rows of `facts`, each in both directions.

    Two games are sequels of each other if their titles have the same stem and different numbers,
    where having none is one: "Portal" and "Portal 2" are, two editions of "Portal" are not.
    """
    members = np.flatnonzero(facts.stems >= 0)
    ones = np.ones(len(members), dtype=np.float32)
    shape = (len(facts.stems), int(facts.stems.max(initial=0)) + 1)
    stems = sparse.csr_array((ones, (members, facts.stems[members])), shape=shape)
    first, second = (stems @ stems.T).nonzero()
    differ = facts.numbers[first] != facts.numbers[second]
    return np.column_stack([first[differ], second[differ]])


def _share_a_studio(facts: GameFacts, pairs: Integers) -> Flags:
    both = facts.developers[pairs[:, 0]].multiply(facts.developers[pairs[:, 1]])
    return np.asarray(both.sum(axis=1)).ravel() > 0


def _rows_of(facts: GameFacts, game_ids: Integers) -> Integers:
    """Find the row of each id; NOBODY for an id that has none."""
    order = np.argsort(facts.game_ids)
    places = np.minimum(np.searchsorted(facts.game_ids[order], game_ids), len(order) - 1)
    return np.where(facts.game_ids[order][places] == game_ids, order[places], NOBODY)


def _is_listed(lists: Integers, first: Integers, second: Integers) -> Flags:
    """Tell for each pair whether the second game is in the first one's list."""
    rows, places = np.nonzero(lists >= 0)
    keys = np.unique(rows * len(lists) + lists[rows, places])
    return np.isin(first * len(lists) + second, keys)


def _followers(lists: Integers, libraries: Libraries, rows: Integers) -> float:
    order = np.lexsort((libraries.positions, libraries.item_users))
    users, games = libraries.item_users[order], rows[libraries.owned.indices[order]]
    follow = (users[1:] == users[:-1]) & (games[1:] >= 0) & (games[:-1] >= 0)
    found = _is_listed(lists, games[:-1][follow], games[1:][follow])
    asked = np.bincount(users[1:][follow], minlength=libraries.users_count)
    hits = np.bincount(users[1:][follow], weights=found, minlength=libraries.users_count)
    return _mean(hits[asked > 0] / asked[asked > 0])


def _found(lists: Integers, pairs: Integers) -> float:
    found = _is_listed(lists, pairs[:, 0], pairs[:, 1])
    wanted = np.bincount(pairs[:, 0], minlength=len(lists))
    hits = np.bincount(pairs[:, 0], weights=found, minlength=len(lists))
    asked = wanted > 0
    return _mean(hits[asked] / np.minimum(wanted[asked], lists.shape[1]))


def _shared_tags(lists: Integers, tags: sparse.csr_array) -> float:
    sizes = np.diff(tags.indptr)
    rows, places = np.nonzero((lists >= 0) & (sizes > 0)[:, None])
    others = lists[rows, places]
    both = np.asarray(tags[rows].multiply(tags[others]).sum(axis=1)).ravel()
    return _mean(both / (sizes[rows] + sizes[others] - both))


def _kept(lists: Integers, others: Integers) -> Floats:
    """Tell which share of each list is in the other list too; NaN where both are empty."""
    rows, places = np.nonzero(lists >= 0)
    found = _is_listed(others, rows, lists[rows, places])
    sizes = np.maximum((lists >= 0).sum(axis=1), (others >= 0).sum(axis=1))
    hits = np.bincount(rows, weights=found, minlength=len(lists))
    return np.where(sizes > 0, hits / np.maximum(sizes, 1), np.nan)


def _mean(values: Integers | Floats | Flags) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else 0.0
