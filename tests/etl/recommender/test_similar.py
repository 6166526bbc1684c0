"""Similar games: toys with known answers, brute force, and what must not matter."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.recommender.content_vectors import content_vectors
from etl.recommender.libraries import Floats, Integers, Libraries
from etl.recommender.nearest_neighbours import NOBODY, STEP, nearest_neighbours
from etl.recommender.similar_games import SimilarGames, SimilarParameters, limit_hubs, similar_games
from tests.etl.recommender.games import catalogue_of
from tests.etl.recommender.making import (
    checkerboard,
    crowd,
    libraries_from,
    owning,
    pairs,
    precision_of,
)

WOODS = ("Alder", "Birch", "Cedar", "Ebony", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine")
KINDS = ("Action", "Farming", "Puzzle", "Racing", "Space", "Trains", "Voxel")
FREE = SimilarParameters(hub_limit=1000)
"""No hub is put back."""


def stored(game_ids: Iterable[int], *, seed: int = 2) -> list[dict[str, Any]]:
    """Make what the store says of games: names without a series, some kinds, a studio of two."""
    dice, games = np.random.default_rng(seed), []
    for number, game in enumerate(game_ids):
        tags = dice.permutation(KINDS)[: dice.integers(1, 5)].tolist()
        name = f"{WOODS[number % 10]} {WOODS[number // 10 % 10]}"
        games.append({"game_id": game, "name": name, "tags": tags, "developers": [name[0]]})
    return games


def lists_of(
    games: Iterable[Mapping[str, Any]],
    libraries: Libraries,
    parameters: SimilarParameters | None = None,
) -> SimilarGames:
    return similar_games(catalogue_of(games), libraries, precision_of(libraries), parameters)


def by_game(found: SimilarGames) -> dict[int, dict[int, float]]:
    """Give each game's list: scores by similar game, best first."""
    lists: dict[int, dict[int, float]] = {}
    for game, other, score in zip(
        found.game_ids.tolist(), found.similar_ids.tolist(), found.scores.tolist(), strict=True
    ):
        lists.setdefault(game, {})[other] = score
    return lists


def test_the_two_colours_of_a_checkerboard_keep_to_themselves() -> None:
    libraries = checkerboard(users=60, games=10)
    games = [{"game_id": game, "name": WOODS[game]} for game in range(10)]
    found = lists_of(games, libraries)
    share = FREE.players * 30 / (30 + FREE.enough_owners)
    for game, scores in by_game(found).items():
        assert set(scores) == {other for other in range(10) if (other - game) % 2 == 0} - {game}
        assert list(scores.values()) == pytest.approx([share] * 4, abs=1e-4)
    assert found.players_shares.tolist() == [1] * 40
    assert found.ranks.tolist() == [1, 2, 3, 4] * 10


def brute_force(
    games: list[dict[str, Any]], libraries: Libraries, given_: SimilarParameters
) -> Floats:
    """Score all pairs of games as the docstring says: `games` are all owned, none is another's."""
    vectors = content_vectors(catalogue_of(games), given_.content).toarray()
    precision = precision_of(libraries).astype(np.float64)
    scales = 1 / np.sqrt(precision.diagonal())
    parts = []
    for part in (np.maximum(-precision * scales[:, None] * scales, 0), vectors @ vectors.T):
        np.fill_diagonal(part, 0)
        parts.append(part / np.maximum(part.max(axis=1), 1e-12)[:, None])
    share = given_.players * libraries.owners / (libraries.owners + given_.enough_owners)
    scores: Floats = share[:, None] * parts[0] + (1 - share)[:, None] * parts[1]
    return scores


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lists_are_those_of_brute_force(seed: int) -> None:
    libraries = crowd(users=150, games=40, seed=seed)
    games = stored(libraries.game_ids.tolist(), seed=seed)
    scores = brute_force(games, libraries, FREE)
    lists = by_game(lists_of(games, libraries, replace(FREE, count=12)))
    for row, game in enumerate(libraries.game_ids.tolist()):
        best = np.sort(np.delete(scores[row], row))[::-1][:12]
        assert list(lists[game].values()) == pytest.approx(best[best > 1 / STEP].tolist(), abs=1e-4)
        places = np.searchsorted(libraries.game_ids, list(lists[game]))
        assert scores[row, places] == pytest.approx(list(lists[game].values()), abs=1e-4)


def test_the_numbers_of_users_and_games_do_not_matter() -> None:
    libraries, dice = crowd(users=150, games=40), np.random.default_rng(7)
    games, few = stored(libraries.game_ids.tolist()), replace(FREE, count=8)
    found = by_game(lists_of(games, libraries, few))
    users = dice.permutation(1000)
    other_users = [(int(users[user]), *item) for user, *item in pairs(libraries)]
    assert by_game(lists_of(games, libraries_from(other_users), few)) == found  # type: ignore[arg-type]
    ids = dict(zip(libraries.game_ids.tolist(), dice.permutation(40).tolist(), strict=True))
    renamed = [game | {"game_id": ids[game["game_id"]]} for game in games]
    moved = libraries_from([(u, ids[g], m, p) for u, g, m, p in pairs(libraries)])
    again = by_game(lists_of(renamed, moved, few))
    for game, scores in found.items():
        expected = {ids[other]: score for other, score in scores.items()}
        assert again[ids[game]] == pytest.approx(expected, abs=1e-4)


def test_no_game_is_in_its_own_list_and_each_has_one() -> None:
    libraries = crowd(users=100, games=30)
    unowned = [*libraries.game_ids.tolist(), *range(1001, 1011)]
    found = lists_of(stored(unowned), libraries)
    assert (found.game_ids != found.similar_ids).all()
    assert sorted(set(found.game_ids.tolist())) == sorted(unowned)
    assert found.scores.min() >= 0
    assert ((found.players_shares >= 0) & (found.players_shares <= 1)).all()


def test_second_ids_and_extras_are_in_no_list_of_games() -> None:
    libraries = crowd(users=100, games=20)
    games = stored(libraries.game_ids.tolist())
    first = games[3]
    second, beta, music = (
        first | {"game_id": game, "name": name}
        for game, name in (
            (5, first["name"] + " - Director's Cut"),
            (6, first["name"] + " Beta"),
            (7, first["name"] + " - Soundtrack"),
        )
    )
    lists = by_game(lists_of([*games, second, beta, music], libraries, FREE))
    for game in games:
        assert not {5, 6, 7, game["game_id"]} & set(lists[game["game_id"]])
    assert list(lists[5]) == list(lists[first["game_id"]])
    assert set(lists[6]) | set(lists[7]) > {first["game_id"], 7}  # extras' lists name both kinds


def test_a_hub_is_among_the_first_of_a_few_lists_only() -> None:
    everybody = {user: [0, 1 + user % 30] for user in range(300)}
    games = [
        {"game_id": game, "name": None, "tags": ["Hub", "Voxel" if game % 2 else "Space"]}
        for game in range(31)
    ]
    libraries = owning(everybody)
    limited = SimilarParameters(count=20, players=0.9, enough_owners=0, hub_cut=3, hub_limit=4)
    free, kept = (
        lists_of(games, libraries, given_) for given_ in (replace(limited, hub_limit=99), limited)
    )
    at_first = [np.bincount(found.similar_ids[found.ranks <= 3]).max() for found in (free, kept)]
    assert at_first[0] > 4
    assert at_first[1] <= 4


@given(seed=st.integers(0, 200), cut=st.integers(1, 3), limit=st.integers(6, 9))
def test_hubs_are_put_back_for_worse_offers_only(seed: int, cut: int, limit: int) -> None:
    dice, games = np.random.default_rng(seed), 12
    scores = -np.sort(-(dice.random((games, 9)) ** 2), axis=1)
    drawn = [np.delete(dice.permutation(games), 0)[:9] for _ in range(games)]
    similar: Integers = np.array(drawn)
    chosen = np.zeros(games, dtype=bool)
    order = limit_hubs(similar, scores, cut=cut, limit=limit, chosen=chosen)
    assert (np.sort(order, axis=1) == np.arange(9)).all()
    first = np.take_along_axis(similar, order, axis=1)[:, :cut]
    named = np.bincount(first.ravel(), minlength=games)
    assert named.max() <= limit
    for row, places in enumerate(order):
        for game in similar[row, np.setdiff1d(np.arange(places[cut - 1]), places[:cut])]:
            assert named[game] == limit  # it was refused, by a game that has enough


@given(seed=st.integers(0, 500), count=st.integers(1, 12), levels=st.integers(1, 30))
def test_the_nearest_are_those_of_brute_force(seed: int, count: int, levels: int) -> None:
    dice = np.random.default_rng(seed)
    rows, columns = dice.permutation(60)[:5], dice.permutation(60)[:40]
    scores = (dice.integers(-1, levels, (5, 40)) / levels).astype(np.float32)
    chosen, values = nearest_neighbours(scores.copy(), count, rows=rows, columns=columns)
    for row in range(5):
        keys = [
            (-np.rint(score * STEP), abs(column - rows[row]), column, place)
            for place, (score, column) in enumerate(zip(scores[row], columns, strict=True))
            if score > 0 or (score == 0 and scores[row].max() <= 0)
        ]
        expected = [key[-1] for key in sorted(keys)[:count]]
        assert chosen[row].tolist() == expected + [NOBODY] * (count - len(expected))
        assert values[row, : len(expected)] == pytest.approx(scores[row, expected], abs=1 / STEP)
