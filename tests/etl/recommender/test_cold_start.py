"""Newcomers: a toy with a known answer, who speaks for whom, and what must not matter."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from etl.recommender.cold_start import ColdStartParameters, ColdStartWeights, cold_start_weights
from etl.recommender.content_vectors import content_vectors
from etl.recommender.libraries import Libraries
from etl.recommender.popularity_model import predict_popularity
from tests.etl.recommender.games import catalogue_of
from tests.etl.recommender.making import (
    checkerboard,
    crowd,
    libraries_from,
    pairs,
    precision_of,
)
from tests.etl.recommender.test_similar import WOODS, stored

EVERYTHING = ColdStartParameters(mean_weights=1000, least_weights=1000, most_weights=1000)
"""Keeps every weight."""
NEW = range(1001, 1011)


def weights_of(
    games: Iterable[Mapping[str, Any]],
    libraries: Libraries,
    parameters: ColdStartParameters | None = None,
) -> ColdStartWeights:
    return cold_start_weights(catalogue_of(games), libraries, precision_of(libraries), parameters)


def by_pair(found: ColdStartWeights) -> dict[tuple[int, int], int]:
    keys = zip(found.game_ids.tolist(), found.cold_ids.tolist(), strict=True)
    return dict(zip(keys, found.weights.tolist(), strict=True))


def crowded(*, seed: int = 1) -> tuple[list[dict[str, Any]], Libraries]:
    """Make games that somebody owns and ten that nobody does."""
    libraries = crowd(users=150, games=40, seed=seed)
    kept = np.flatnonzero(libraries.owners < EVERYTHING.enough_owners)
    libraries = libraries.without_games(kept)
    return stored([*libraries.game_ids.tolist(), *NEW], seed=seed), libraries


def test_each_colour_of_a_checkerboard_speaks_for_the_newcomer_of_its_kind() -> None:
    libraries = checkerboard(users=60, games=10)
    kinds = ("Space", "Farming")
    games = [{"game_id": g, "name": WOODS[g], "tags": [kinds[g % 2]]} for g in range(10)]
    games += [{"game_id": 10 + k, "name": f"New{k}", "tags": [kinds[k]]} for k in (0, 1)]
    alone = replace(EVERYTHING, content=replace(EVERYTHING.content, entries=0))
    found = by_pair(weights_of(games, libraries, alone))
    assert set(found) == {(game, 10 + game % 2) for game in range(10)}
    assert max(found.values()) == 32_767
    assert min(found.values()) > 0


def test_only_owned_games_speak_and_only_for_newcomers() -> None:
    games, libraries = crowded()
    found = weights_of(games, libraries)
    assert set(found.cold_ids.tolist()) == set(NEW)
    assert set(found.game_ids.tolist()) <= set(libraries.game_ids.tolist())
    assert found.weights.min() > 0
    assert len(by_pair(found)) == len(found.weights)
    keys = list(zip(found.cold_ids.tolist(), found.game_ids.tolist(), strict=True))
    assert keys == sorted(keys)


def test_weights_are_those_of_the_formula() -> None:
    games, libraries = crowded()
    catalogue, precision = catalogue_of(games), precision_of(libraries)
    given_ = replace(EVERYTHING, alike=1000, teachers=12)
    found = by_pair(cold_start_weights(catalogue, libraries, precision, given_))
    vectors = content_vectors(catalogue, given_.content).toarray().astype(np.float64)
    places = catalogue.places_of(libraries.game_ids)
    cosines, owners = vectors @ vectors.T, libraries.owners.astype(np.float64)
    all_owners = np.zeros(len(vectors), dtype=np.float32)
    all_owners[places] = owners
    popularity = predict_popularity(catalogue, all_owners, all_owners > 0)
    teachers = sorted(range(len(places)), key=lambda j: (-owners[j], j))[: given_.teachers]
    near = cosines[np.ix_(places[teachers], places[teachers])] ** 1.5 + 0.2 * np.eye(len(teachers))
    said = {
        (i, j): 0.0 if i == j else -precision[i, j] / precision[j, j]
        for i in teachers
        for j in teachers
    }
    wanted: dict[tuple[int, int], float] = {}
    for new in catalogue.places_of(np.array(NEW)):
        nearness = cosines[new, places[teachers]] ** 1.5
        shares = dict(zip(teachers, np.linalg.solve(near, nearness), strict=True))
        learnt = {i: sum(shares[j] * said[i, j] for j in teachers) for i in teachers}
        alike = {
            i: cosines[new, place] ** 3.5 / owners[i] ** 0.45 for i, place in enumerate(places)
        }
        factor = np.exp(0.4 * popularity[new])
        for part, share in ((alike, 0.7), (learnt, 0.3)):
            promised = sum(owners[i] * max(value, 0) for i, value in part.items())
            for i, value in part.items():
                key = (int(libraries.game_ids[i]), int(catalogue.game_ids[new]))
                wanted[key] = wanted.get(key, 0) + factor * share * value / np.sqrt(promised)
    scale = 32_767 / max(wanted.values())
    for key, value in wanted.items():
        assert found.get(key, 0) == pytest.approx(max(value, 0) * scale, abs=8), key
    assert found.keys() <= wanted.keys()


@pytest.mark.parametrize(("mean", "least", "most"), [(6, 2, 30), (3, 3, 5), (4, 1, 1000)])
def test_the_largest_weights_are_kept(mean: int, least: int, most: int) -> None:
    games, libraries = crowded()
    given_ = replace(EVERYTHING, mean_weights=mean, least_weights=least, most_weights=most)
    everything, kept = (
        by_pair(weights_of(games, libraries, which)) for which in (EVERYTHING, given_)
    )
    assert kept.items() <= everything.items()
    owners = dict(zip(libraries.game_ids.tolist(), libraries.owners.tolist(), strict=True))
    reached = {key: weight * owners[key[0]] ** given_.reach for key, weight in everything.items()}
    places: dict[int, list[float]] = {new: [] for new in NEW}
    for (_, new), reach in reached.items():
        places[new].append(reach)
    longest = [reach for each in places.values() for reach in sorted(each)[-most:]]
    of_all = sorted(longest)[-mean * len(NEW) :][0]
    for (game, new), reach in reached.items():
        rank = sum(other > reach for other in places[new])
        near = abs(reach - of_all) < 1e-3 * of_all  # rounded weights may change places
        if not near:
            wanted = rank < least or (reach >= of_all and rank < most)
            assert ((game, new) in kept) == wanted


def test_the_numbers_of_users_and_games_do_not_matter() -> None:
    (games, libraries), dice = crowded(), np.random.default_rng(7)
    given_ = replace(EVERYTHING, content=replace(EVERYTHING.content, entries=0))
    found = by_pair(weights_of(games, libraries, given_))
    users = dice.permutation(1000)
    others = libraries_from([(int(users[u]), g, m, p) for u, g, m, p in pairs(libraries)])
    assert by_pair(weights_of(games, others, given_)) == found
    again = by_pair(weights_of(list(reversed(games)), libraries, given_))
    assert again == found


def test_neither_extras_nor_second_ids_nor_what_is_not_sold_are_newcomers() -> None:
    games, libraries = crowded()
    first, new = games[3], games[-1]
    others = [
        first | {"game_id": 5, "name": first["name"] + " - Director's Cut"},
        new | {"game_id": 6, "name": new["name"] + " - Soundtrack"},
        new | {"game_id": 7, "name": "Walnut", "is_in_catalogue": False},
        new | {"game_id": 8, "name": "Willow", "specs": ["Downloadable Content"]},
    ]
    found = weights_of([*games, *others], libraries)
    assert set(found.cold_ids.tolist()) == set(NEW)


def test_newcomers_may_be_named() -> None:
    games, libraries = crowded()
    catalogue, named = catalogue_of(games), np.array([1003, 1007])
    found = cold_start_weights(catalogue, libraries, precision_of(libraries), cold_ids=named)
    assert set(found.cold_ids.tolist()) == {1003, 1007}


def test_nobody_speaks_where_nobody_owns_anything_or_nothing_is_new() -> None:
    games, libraries = crowded()
    nothing = libraries.where(np.zeros(libraries.owned.nnz, dtype=bool))
    assert not len(weights_of(games, nothing).weights)
    assert not len(weights_of(games[:-10], libraries).weights)
