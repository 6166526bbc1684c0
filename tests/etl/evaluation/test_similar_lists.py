"""Lists of similar games: each measure by hand, and the lists that players alone make."""

import numpy as np
import pytest

from etl.evaluation.similar_lists import (
    correlation_similar_lists,
    cosine_similar_lists,
    evaluate_similar_lists,
    halves_of_users,
    measure_similar_lists,
    restrict_similar_lists,
    sequel_pairs,
)
from tests.etl.recommender.games import catalogue_of
from tests.etl.recommender.making import checkerboard, crowd, libraries_from, named, owning, pairs

NAMES = {1: "Portal", 2: "Portal 2", 3: "Portal: Prelude", 4: "Braid", 5: None, 6: "Braid II"}


def test_sequels_have_one_stem_and_different_numbers() -> None:
    games = named(NAMES)
    found = {(NAMES[int(a)], NAMES[int(b)]) for a, b in games.game_ids[sequel_pairs(games)]}
    one_way = {("Portal", "Portal 2"), ("Portal: Prelude", "Portal 2"), ("Braid", "Braid II")}
    assert found == one_way | {(b, a) for a, b in one_way}


def test_by_hand() -> None:
    developers = {1: ["Seven"], 2: ["Seven"], 4: ["Eight"], 6: ["Nine"]}
    tags = {1: ["Puzzle", "Funny"], 2: ["Funny", "Co-op"], 4: ["Puzzle"]}
    games = catalogue_of(
        {"game_id": game, "name": name, "developers": developers.get(game), "tags": tags.get(game)}
        for game, name in NAMES.items()
    )
    lists = np.array([[1, 3], [2, -1], [0, 1], [0, -1], [-1, -1], [0, 1]])
    halved = np.array([[1, 0], [3, -1], [0, 1], [-1, -1], [-1, -1], [2, 3]])
    libraries = libraries_from(
        # The order of user 1 is 2, 1, 4, of which one step is listed; that of user 2 is 1, 2.
        [(1, 1, 0, 2), (1, 2, 0, 1), (1, 4, 0, 3), (2, 1, 0, 5), (2, 2, 0, 9), (3, 1, 0, 1)]
    )
    found = measure_similar_lists(lists, games, libraries, halves=(lists, halved))
    assert found.file_order == (0.5 + 1) / 2
    # Portal finds its one sequel, Portal 2 one of two, Prelude its one, the Braids none.
    assert found.sequels == pytest.approx((1 + 0.5 + 1 + 0 + 0) / 5)
    assert found.sequels_of_studio == pytest.approx((1 + 0) / 2)
    # Places of games with tags: 1-2 share 1 of 3, 1-4 one of 2, 2-3 none, 4-1 one of 2.
    assert found.shared_tags == pytest.approx((1 / 3 + 1 / 2 + 0 + 1 / 2) / 4)
    assert found.largest_hub == 3
    assert found.coverage == 4 / 6
    # The fifth game has no list at all.
    assert found.stability == pytest.approx((0.5 + 0 + 1 + 0 + 0) / 5)
    assert (found.stability_rare, found.stability_common) == (0, 0)


def test_halves_share_nobody() -> None:
    every = crowd(users=31)
    first, second = halves_of_users(every, seed=2)
    assert sorted(pairs(first) + pairs(second)) == pairs(every)
    assert (first.users_count, second.users_count) == (15, 16)
    assert pairs(halves_of_users(every, seed=2)[0]) == pairs(first)


@pytest.mark.parametrize("make", [cosine_similar_lists, correlation_similar_lists])
def test_lists_keep_to_their_side_of_the_checkerboard(make: object) -> None:
    every = checkerboard(games=30)
    ids = np.arange(-1, 40)  # games that nobody owns have lists of nobody
    lists = make(every, ids)  # type: ignore[operator]  # one of two functions
    owned = np.flatnonzero(np.isin(ids, every.game_ids))
    for row, found in enumerate(lists.tolist()):
        if row in owned:
            assert all(place % 2 == row % 2 for place in found if place >= 0)
            assert row not in found
            assert len({*found} - {-1}) == 14
        else:
            assert set(found) == {-1}


def test_cosine_lists_are_those_of_brute_force() -> None:
    every = crowd()
    owned = every.owned.toarray()
    cosine = owned.T @ owned / np.sqrt(np.outer(every.owners, every.owners))
    np.fill_diagonal(cosine, 0)
    lists = cosine_similar_lists(every, every.game_ids)
    for row, found in enumerate(lists):
        listed = found[found >= 0]
        best = np.sort(cosine[row][cosine[row] > 0])[::-1][:50]
        assert cosine[row][listed] == pytest.approx(best, abs=1e-6)


def test_lists_among_some_games_close_their_gaps() -> None:
    lists = np.array([[1, 2, 3], [3, 2, 0], [0, -1, -1], [2, 1, 0]])
    asked = np.array([True, False, True, True])
    assert restrict_similar_lists(lists, asked).tolist() == [[1, 2, -1], [0, -1, -1], [1, 0, -1]]
    assert restrict_similar_lists(
        np.tile(np.arange(1, 13), (13, 1)), np.ones(13, dtype=bool)
    ).shape == (
        13,
        10,
    )


def test_every_maker_is_measured() -> None:
    every = owning({user: range(user % 7, 20) for user in range(60)})
    games = named({game: f"Chess {game}" for game in range(25)})
    document = evaluate_similar_lists(every, games, {"raw cosine": cosine_similar_lists})
    assert list(document) == ["every game", "games with owners"]
    all_games, owned = (measures["raw cosine"] for measures in document.values())
    assert 0 < owned["stability"] == all_games["stability"] <= 1
    assert all_games["coverage"] == pytest.approx(owned["coverage"] * 20 / 25)
    assert all_games["largest_hub"] == owned["largest_hub"] > 10
