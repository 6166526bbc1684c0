"""Recall, NDCG, coverage and popularity: by hand, by brute force, and within their bounds."""

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from etl.evaluation.metrics import CUT, Lists, Mean, Scorer, ndcg, recall, recommend_top_k, top_k
from etl.recommender.libraries import Floats, Libraries
from etl.recommender.splits import HoldOut, hide_random_fifth
from tests.etl.recommender.making import Item, crowd, items, libraries_from, owning

GAMES = 14
SCORES = hnp.arrays(
    np.float32,
    hnp.array_shapes(min_dims=2, max_dims=2, max_side=12),
    elements=st.sampled_from([-np.inf, -1.0, 0.0, 0.5, 1.0, 2.0]),
)


def fixed(scores: Floats) -> Scorer:
    """Scores that are the same whatever the library: one row per user key."""
    return Scorer(lambda visible: scores[visible.user_keys].copy())


def everything(hidden: Libraries) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.ones(hidden.owned.nnz, dtype=bool)


def test_by_hand() -> None:
    # Columns are games 0 to 13; user 0 hides games 3 and 5, user 1 hides 0, user 2 hides nothing.
    every = owning({0: [3, 5], 1: [0], 2: range(GAMES)})
    hidden = every.where(every.item_users < 2)
    columns = np.full((3, CUT), -1)
    columns[0, :4] = [1, 3, 2, 5]  # hits at places 2 and 4
    columns[1, :3] = [7, 8, 9]  # none
    columns[2, :1] = [0]
    lists = Lists(columns, games_count=GAMES)
    found = recall(lists, hidden, everything(hidden))
    assert (found.value, found.users_count) == (0.5, 2)
    assert found.standard_error == pytest.approx(0.5)
    gain = (1 / log2(3) + 1 / log2(5)) / (1 / log2(2) + 1 / log2(3))
    assert ndcg(lists, hidden, everything(hidden)).value == pytest.approx(gain / 2)
    assert lists.coverage() == pytest.approx(8 / GAMES)
    # Recommended: 1, 3, 2, 5, 7, 8, 9 and 0, each at its number counted from 1.
    assert lists.median_rank(np.arange(GAMES)) == 5.0


def test_more_is_hidden_than_a_list_can_hold() -> None:
    hidden = owning({0: range(30)})
    lists = Lists(np.arange(CUT)[None], games_count=30)
    assert recall(lists, hidden, everything(hidden)).value == 1
    assert ndcg(lists, hidden, everything(hidden)).value == pytest.approx(1)


def test_only_what_counts_is_asked_for() -> None:
    hidden = owning({0: [1, 2], 1: [1]})
    lists = Lists(np.array([[0], [0]]), games_count=2)  # column 0 is game 1
    only_second = hidden.owned.indices == 1
    assert recall(lists, hidden, only_second) == Mean(0.0, 0.0, 1)
    assert recall(lists, hidden, ~only_second) == Mean(1.0, 0.0, 2)
    assert recall(lists, hidden, np.zeros(3, dtype=bool)) == Mean(0.0, 0.0, 0)


@given(scores=SCORES, count=st.integers(1, 14), dice=st.randoms())
def test_the_best_are_those_of_a_full_sort(scores: Floats, count: int, dice: object) -> None:
    order = list(range(scores.shape[1]))
    dice.shuffle(order)  # type: ignore[attr-defined]  # a random.Random
    chosen = top_k(scores, count, order=np.array(order))
    for row, found in zip(scores.tolist(), chosen.tolist(), strict=True):
        ranked = sorted(order, key=lambda column: (-row[column], order.index(column)))
        wanted = [column for column in ranked if row[column] > -np.inf][:count]
        assert found == wanted + [-1] * (count - len(wanted))


@given(data=st.data())
def test_chunks_change_nothing(data: st.DataObject) -> None:
    visible = libraries_from(data.draw(items))
    shape = (10, visible.games_count)
    scores = data.draw(hnp.arrays(np.float32, shape, elements=st.integers(-3, 3)))
    whole, pieces = (
        recommend_top_k(fixed(scores), visible, by_popularity=visible.by_popularity, cells=cells)
        for cells in (10**6, 20)
    )
    assert (whole.columns == pieces.columns).all()
    owned = visible.owned.toarray() > 0
    for user, columns in enumerate(whole.columns):
        listed = columns[columns >= 0]
        assert not owned[user, listed].any()
        assert len(listed) == min(CUT, (~owned[user]).sum())
        assert len(set(listed.tolist())) == len(listed)


@given(items=items, seed=st.integers(0, 99))
def test_measures_stay_within_their_bounds(items: list[Item], seed: int) -> None:
    asked = hide_random_fifth(libraries_from(items), seed=seed)
    by_popularity = asked.visible.by_popularity
    scores = np.random.default_rng(seed).random((10, asked.visible.games_count), np.float32)
    lists = recommend_top_k(fixed(scores), asked.visible, by_popularity=by_popularity)
    found = recall(lists, asked.hidden, asked.everything)
    gains = ndcg(lists, asked.hidden, asked.everything)
    for mean in (found, gains):
        assert 0 <= mean.value <= 1 + 1e-9
        assert mean.standard_error >= 0
        assert mean.users_count == asked.hidden.users_count
    assert 0 <= lists.coverage() <= 1
    assert (found.value > 0) == (gains.value > 0)


@given(seed=st.integers(0, 99))
def test_who_knows_the_answer_finds_all(seed: int) -> None:
    asked = hide_random_fifth(crowd(users=20, games=30, seed=seed), seed=seed)
    scores = np.zeros((20, asked.visible.games_count), dtype=np.float32)
    scores[asked.hidden.user_keys] = asked.hidden.owned.toarray()
    lists = recommend_top_k(fixed(scores), asked.visible, by_popularity=asked.visible.by_popularity)
    assert recall(lists, asked.hidden, asked.everything).value == 1
    assert ndcg(lists, asked.hidden, asked.everything).value == pytest.approx(1)


@given(items=items, dice=st.randoms())
def test_other_ids_change_nothing(items: list[Item], dice: object) -> None:
    """Users and games dealt other ids, so that rows and columns stand in another order."""
    users, games = list(range(10)), list(range(15))
    dice.shuffle(users)  # type: ignore[attr-defined]  # a random.Random
    dice.shuffle(games)  # type: ignore[attr-defined]
    renamed = [(users[user], games[game], *rest) for user, game, *rest in items]
    scores = np.random.default_rng(3).random((10, 15), np.float32)
    found = []
    for these, by_user, by_game in ((items, range(10), range(15)), (renamed, users, games)):
        every = libraries_from(these)  # type: ignore[arg-type]  # still four numbers each
        is_hidden = every.minutes > 100
        asked = HoldOut(visible=every.where(~is_hidden), hidden=every.where(is_hidden))
        fitting = np.empty_like(scores)
        fitting[np.ix_(list(by_user), list(by_game))] = scores
        lists = recommend_top_k(
            fixed(fitting[:, every.game_ids]), asked.visible, by_popularity=every.by_popularity
        )
        means = [measure(lists, asked.hidden, asked.everything) for measure in (recall, ndcg)]
        found.append([(mean.value, mean.users_count) for mean in means] + [lists.coverage()])
    assert np.asarray(found[0][:2]) == pytest.approx(np.asarray(found[1][:2]))
    assert found[0][2] == found[1][2]
