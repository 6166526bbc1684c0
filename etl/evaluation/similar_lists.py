"""Evaluation of lists of similar games: how they are made, and how good they are unasked."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from typing import Any, Final, TypeAlias

import numpy as np
from scipy import sparse

from etl.evaluation.baselines import LinearAutoencoder
from etl.evaluation.metrics import CUT, top_k
from etl.progress import Reporter, Silent
from etl.recommender.catalogue import Catalogue
from etl.recommender.gram_matrix import gram_blocks
from etl.recommender.libraries import Flags, Floats, Integers, Libraries
from etl.recommender.nearest_neighbours import NOBODY
from etl.recommender.similar_games import SimilarParameters, similar_games

ListMaker: TypeAlias = Callable[[Libraries, Integers], Integers]
"""Makes lists from libraries for games of some ids, ascending: games by places, numbers of games in
the order of the ids, most similar first, `NOBODY` for no game."""

EDLAE: Final = LinearAutoencoder(ridge=15, dropout=0.3, user_power=0.5)
COUNT: Final = 50
"""Places of a list before it is cut: some games may not be asked for."""
RARE: Final = (5, 49)
"""Owners of the games whose lists are the hardest to keep stable."""


@dataclass(frozen=True)
class ListMeasures:
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


def evaluate_similar_lists(
    libraries: Libraries,
    catalogue: Catalogue,
    makers: Mapping[str, ListMaker],
    *,
    seed: int = 0,
    reporter: Reporter | None = None,
) -> dict[str, Any]:
    """Measure each way of making lists, with everybody and with either half of the users.

    Returns:
        The measures by title, among every game and among those that somebody owns.
    """
    reporter = reporter or Silent()
    halves = halves_of_users(libraries, seed=seed)
    ids = catalogue.game_ids
    everything = np.ones(len(ids), dtype=bool)
    kinds = {"every game": everything, "games with owners": np.isin(ids, libraries.game_ids)}
    made: dict[str, list[Integers]] = {title: [] for title in makers}
    for users, whose in zip((libraries, *halves), ("all", "one half of", "the other"), strict=True):
        for title, make in makers.items():
            with reporter.stage(f"{title}: similar games from {whose} users"):
                made[title].append(make(users, ids))
    document: dict[str, dict[str, Any]] = {kind: {} for kind in kinds}
    for kind, asked in kinds.items():
        known = catalogue.take(np.flatnonzero(asked))
        with reporter.stage(f"measure the lists of {kind}"):
            for title, lists in made.items():
                everybody, first, second = (restrict_similar_lists(found, asked) for found in lists)
                found = measure_similar_lists(everybody, known, libraries, halves=(first, second))
                document[kind][title] = asdict(found)
    return document


def restrict_similar_lists(lists: Integers, asked: Flags) -> Integers:
    """Cut lists down to some games: their rows, renumbered, and the 10 best of them in each."""
    numbers = np.append(np.where(asked, np.cumsum(asked) - 1, NOBODY), NOBODY)
    kept = numbers[lists[asked]]
    first = np.argsort(kept == NOBODY, axis=1, kind="stable")[:, :CUT]
    return np.take_along_axis(kept, first, axis=1)


def cosine_similar_lists(libraries: Libraries, game_ids: Integers) -> Integers:
    """List the games with the largest cosine of owners."""
    owners = np.maximum(libraries.owners, 1).astype(np.float32)
    lists = []
    for rows, block in gram_blocks(libraries, np.ones(libraries.users_count)):
        lists.append(_best_common_games(block / np.sqrt(owners), rows, libraries))
    return _renumber_lists(np.concatenate(lists), libraries.game_ids, game_ids)


def correlation_similar_lists(
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
        lists.append(_best_common_games(-precision[rows] / scale, rows, libraries))
    return _renumber_lists(np.concatenate(lists), libraries.game_ids, game_ids)


def _best_common_games(block: Floats, rows: slice, libraries: Libraries) -> Integers:
    """Take the best of each row, never the row's own game and never what has nothing in common."""
    block[np.arange(len(block)), np.arange(rows.start, rows.stop)] = 0
    block[block <= 0] = -np.inf
    return top_k(block, COUNT, order=libraries.by_popularity)


def _renumber_lists(lists: Integers, from_ids: Integers, to_ids: Integers) -> Integers:
    """Renumber lists of the games of `from_ids` as lists of those of `to_ids`."""
    places = np.searchsorted(to_ids, from_ids)
    known = to_ids[np.minimum(places, len(to_ids) - 1)] == from_ids
    places = np.append(np.where(known, places, NOBODY), NOBODY)  # the last one for nobody
    placed = np.full((len(to_ids), lists.shape[1]), NOBODY, dtype=np.int64)
    placed[places[:-1][known]] = places[lists][known]
    return placed


def similar_list_makers(catalogue: Catalogue) -> dict[str, ListMaker]:
    """Name the ways to make lists of similar games."""
    precision_of = lru_cache(maxsize=1)(EDLAE.precision)  # one inverse serves them all

    def ours(parameters: SimilarParameters) -> ListMaker:
        def make(libraries: Libraries, game_ids: Integers) -> Integers:
            found = similar_games(catalogue, libraries, precision_of(libraries), parameters)
            lists = np.full((len(game_ids), parameters.count), NOBODY, dtype=np.int64)
            rows, others = (
                np.searchsorted(game_ids, ids) for ids in (found.game_ids, found.similar_ids)
            )
            lists[rows, found.ranks - 1] = others
            return lists

        return make

    return {
        "raw cosine": cosine_similar_lists,
        "EDLAE partial correlation": partial(correlation_similar_lists, precision_of=precision_of),
        "content alone": ours(SimilarParameters(players=0)),
        "Ludoteca": ours(SimilarParameters()),
    }


def halves_of_users(libraries: Libraries, *, seed: int = 0) -> tuple[Libraries, Libraries]:
    """Deal the users into two halves; both keep all games, some without owners."""
    drawn = np.random.default_rng(seed).permutation(libraries.users_count)
    middle = libraries.users_count // 2
    return libraries.take(np.sort(drawn[:middle])), libraries.take(np.sort(drawn[middle:]))


def measure_similar_lists(
    lists: Integers,
    catalogue: Catalogue,
    libraries: Libraries,
    *,
    halves: tuple[Integers, Integers] | None = None,
) -> ListMeasures:
    """Measure lists of similar games.

    Args:
        lists: games by places: numbers of rows, most similar first, `NOBODY` for no game.
        catalogue: the games of the rows.
        libraries: who owns what.
        halves: the same lists made from either half of the users.
    """
    owners = np.zeros(len(lists), dtype=np.int64)
    rows = catalogue.find_places(libraries.game_ids)
    owners[rows[rows >= 0]] = libraries.owners[rows >= 0]
    rare, common = (owners >= RARE[0]) & (owners <= RARE[1]), owners > RARE[1]
    named = np.bincount(lists[lists >= 0], minlength=len(lists))
    kept = None if halves is None else _list_overlaps(*halves)
    pairs = sequel_pairs(catalogue)
    return ListMeasures(
        file_order=_next_game_recall(lists, libraries, rows),
        sequels=_pair_recall(lists, pairs),
        sequels_of_studio=_pair_recall(lists, pairs[_pairs_sharing_studio(catalogue, pairs)]),
        shared_tags=_mean_tag_jaccard(lists, (catalogue.tags > 0).astype(np.float32)),
        largest_hub=int(named.max(initial=0)),
        coverage=_mean_of_known(named > 0),
        stability=None if kept is None else _mean_of_known(kept),
        stability_rare=None if kept is None else _mean_of_known(kept[rare]),
        stability_common=None if kept is None else _mean_of_known(kept[common]),
    )


def sequel_pairs(catalogue: Catalogue) -> Integers:
    """Find the pairs of (game, sequel) among the rows, each in both directions.

    Two games are sequels of each other if their titles have the same stem and different numbers,
    where having none is one: "Portal" and "Portal 2" are, two editions of "Portal" are not.
    """
    first, second = (catalogue.series @ catalogue.series.T).nonzero()
    differ = catalogue.sequel_numbers[first] != catalogue.sequel_numbers[second]
    return np.column_stack([first[differ], second[differ]])


def _pairs_sharing_studio(catalogue: Catalogue, pairs: Integers) -> Flags:
    both = catalogue.developers[pairs[:, 0]].multiply(catalogue.developers[pairs[:, 1]])
    return np.asarray(both.sum(axis=1)).ravel() > 0


def _pairs_listed(lists: Integers, first: Integers, second: Integers) -> Flags:
    """Tell for each pair whether the second game is in the first one's list."""
    rows, places = np.nonzero(lists >= 0)
    keys = np.unique(rows * len(lists) + lists[rows, places])
    return np.isin(first * len(lists) + second, keys)


def _next_game_recall(lists: Integers, libraries: Libraries, rows: Integers) -> float:
    order = np.lexsort((libraries.positions, libraries.item_users))
    users, games = libraries.item_users[order], rows[libraries.owned.indices[order]]
    follow = (users[1:] == users[:-1]) & (games[1:] >= 0) & (games[:-1] >= 0)
    found = _pairs_listed(lists, games[:-1][follow], games[1:][follow])
    asked = np.bincount(users[1:][follow], minlength=libraries.users_count)
    hits = np.bincount(users[1:][follow], weights=found, minlength=libraries.users_count)
    return _mean_of_known(hits[asked > 0] / asked[asked > 0])


def _pair_recall(lists: Integers, pairs: Integers) -> float:
    found = _pairs_listed(lists, pairs[:, 0], pairs[:, 1])
    wanted = np.bincount(pairs[:, 0], minlength=len(lists))
    hits = np.bincount(pairs[:, 0], weights=found, minlength=len(lists))
    asked = wanted > 0
    return _mean_of_known(hits[asked] / np.minimum(wanted[asked], lists.shape[1]))


def _mean_tag_jaccard(lists: Integers, tags: sparse.csr_array) -> float:
    sizes = np.diff(tags.indptr)
    rows, places = np.nonzero((lists >= 0) & (sizes > 0)[:, None])
    others = lists[rows, places]
    both = np.asarray(tags[rows].multiply(tags[others]).sum(axis=1)).ravel()
    return _mean_of_known(both / (sizes[rows] + sizes[others] - both))


def _list_overlaps(lists: Integers, others: Integers) -> Floats:
    """Tell which share of each list is in the other list too; NaN where both are empty."""
    rows, places = np.nonzero(lists >= 0)
    found = _pairs_listed(others, rows, lists[rows, places])
    sizes = np.maximum((lists >= 0).sum(axis=1), (others >= 0).sum(axis=1))
    hits = np.bincount(rows, weights=found, minlength=len(lists))
    return np.where(sizes > 0, hits / np.maximum(sizes, 1), np.nan)


def _mean_of_known(values: Integers | Floats | Flags) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else 0.0
