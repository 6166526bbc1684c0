"""Weights against brute force, on toys with known answers, and to the bit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, sparse

from etl.evaluation.metrics import recommend_top_k
from etl.recommender.gram_matrix import gram_matrix
from etl.recommender.libraries import Floats, Integers
from etl.recommender.logistic_regression import (
    LogisticParameters,
    fit_logistic_regression,
    logistic_dropout_mask,
)
from etl.recommender.sparse_weights import fit_sparse_weights, select_sparse_pairs
from etl.recommender.weights import (
    OBJECTIVES,
    Objective,
    WeightParameters,
    Weights,
    summed_weights_scorer,
    train_weights,
    weight_training_bytes,
)
from tests.etl.recommender.making import (
    checkerboard,
    crowd,
    dense,
    items,
    libraries_from,
    libraries_of,
    pairs,
    precision_of,
)

ALL_SEEN = LogisticParameters(
    visible=1.0, owner_weight=1.0, discovery=1.0, newest=0.0, bias_share=1.0
)
FIELDS = ("rows", "columns", "own", "play", "own_bias", "play_bias")


def same(one: Weights, other: Weights) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in FIELDS)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_checkerboard_is_completed(objective: Objective) -> None:
    everything = checkerboard(users=60)
    asked = everything.take(slice(0, 10))
    visible = asked.where(asked.positions > 2)
    weights, _ = train_weights(everything, threads=1)
    scorer = summed_weights_scorer(weights, objective=objective, games_count=everything.games_count)
    lists = recommend_top_k(scorer, visible, by_popularity=everything.by_popularity)
    for user, best in enumerate(lists.columns[:, :2].tolist()):
        parity = int(asked.user_keys[user]) % 2
        assert sorted(everything.game_ids[best].tolist()) == [parity, parity + 2]


def test_no_game_speaks_for_itself_and_rows_are_limited() -> None:
    libraries = crowd()
    weights, precision = train_weights(
        libraries, WeightParameters(mean_pairs=3, positive_pairs=2), threads=1
    )
    assert (weights.rows != weights.columns).all()
    assert len(weights.rows) <= 5 * libraries.games_count
    assert len(set(zip(weights.rows.tolist(), weights.columns.tolist(), strict=True))) == len(
        weights.rows
    )
    np.testing.assert_array_equal(precision, precision.T)


def test_neither_threads_nor_the_order_of_rows_change_a_bit() -> None:
    libraries = crowd()
    shuffled = libraries_from(np.random.default_rng(3).permutation(pairs(libraries)).tolist())
    once, _ = train_weights(libraries, seed=5, threads=1)
    assert same(once, train_weights(libraries, seed=5, threads=3)[0])
    assert same(once, train_weights(shuffled, seed=5, threads=1)[0])
    assert not same(once, train_weights(libraries, seed=6, threads=1)[0])


@settings(max_examples=20)
@given(items)
def test_any_small_set_can_be_learnt(found: list[tuple[int, int, int, int]]) -> None:
    libraries = libraries_from(found)
    weights, precision = train_weights(libraries, threads=1)
    assert precision.shape == (libraries.games_count,) * 2
    assert len(weights.own_bias) == libraries.games_count
    assert (weights.rows != weights.columns).all()


@given(mean=st.integers(0, 8), positive=st.integers(0, 8), seed=st.integers(0, 50))
def test_chosen_pairs_are_those_of_brute_force(mean: int, positive: int, seed: int) -> None:
    libraries = crowd(users=40, games=12, seed=seed)
    precision, size = precision_of(libraries), libraries.games_count
    weights = precision / -precision.diagonal()
    np.fill_diagonal(weights, 0)
    sizes = np.abs(weights) * np.sqrt(libraries.owners).astype(np.float32)[:, None]
    wanted = min(mean * size, size * (size - 1))
    least = np.sort(sizes.ravel())[-wanted] if wanted else np.inf
    expected = (sizes >= least) & (sizes > 0)
    for game in range(size):
        largest = np.argsort(-weights[game])[:positive]
        expected[game, largest[weights[game, largest] > 0]] = True
    found = select_sparse_pairs(precision, libraries.owners, mean=mean, positive=positive)
    np.testing.assert_array_equal(found.toarray() != 0, expected)
    np.testing.assert_allclose(found.toarray(), np.where(expected, weights, 0))


def test_refitted_columns_solve_their_equations() -> None:
    libraries = crowd(users=60, games=14)
    matrix = np.linalg.inv(precision_of(libraries).astype(np.float64)).astype(np.float32)
    chosen = select_sparse_pairs(precision_of(libraries), libraries.owners, mean=4, positive=2)
    found = fit_sparse_weights(
        chosen, matrix, lambda j, support: matrix[support, j], threads=2
    ).toarray()
    for j in range(libraries.games_count):
        support = np.flatnonzero(chosen.toarray()[:, j])
        expected = np.linalg.solve(matrix[np.ix_(support, support)], matrix[support, j])
        np.testing.assert_allclose(found[support, j], expected, rtol=1e-3, atol=1e-5)


def test_a_regression_finds_the_least_loss() -> None:
    libraries = crowd(users=80, games=10)
    owned, size = dense(libraries).astype(np.float64), libraries.games_count
    users = (np.maximum(libraries.sizes, 1) ** -0.5).astype(np.float32)
    start = np.where(np.eye(size) > 0, 0, 0.01).astype(np.float32)
    given_ = replace(ALL_SEEN, ridge=0.5, steps=40, inner_steps=12)
    weights, biases = fit_logistic_regression(
        libraries,
        sparse.csc_array(start),
        sparse.csr_array((size, 0)),
        gram_matrix(libraries, users),
        users,
        given=given_,
        seed=1,
        threads=2,
    )
    for j in range(size):
        others = np.flatnonzero(np.arange(size) != j)

        def loss(at: Floats, j: int = j, others: Integers = others) -> float:
            scores = owned[:, others] @ at[:-1] + at[-1]
            fits = users @ (np.logaddexp(0, scores) - owned[:, j] * scores)
            moved = at[:-1] - given_.sharpness * 0.01
            return float(fits + 0.25 * moved @ moved)

        found = np.append(weights[j * (size - 1) : (j + 1) * (size - 1)], biases[j])
        least = optimize.minimize(loss, found.astype(np.float64), method="BFGS").fun
        assert loss(found) <= least * 1.002 + 1e-6


def test_what_is_in_sight_depends_on_each_element_alone() -> None:
    libraries = crowd(users=300)
    seen = logistic_dropout_mask(libraries, share=0.8, seed=2)
    assert 0.75 < seen.mean() < 0.85
    part = libraries.take(np.arange(0, 300, 3))
    chosen = np.isin(libraries.item_users, np.arange(0, 300, 3))
    np.testing.assert_array_equal(logistic_dropout_mask(part, share=0.8, seed=2), seen[chosen])
    assert (logistic_dropout_mask(libraries, share=0.8, seed=3) != seen).any()
    assert logistic_dropout_mask(libraries, share=1.0, seed=2).all()


def test_the_memory_needed_is_told_before() -> None:
    assert weight_training_bytes(30) < 1_000_000_000 < weight_training_bytes(10_978) < 3_000_000_000


def test_large_ids_are_fine() -> None:
    users, games = np.repeat([2**31 - 2, 2**31 - 1], 2), np.array([2**40, 7, 2**40, 7])
    libraries = libraries_of(users, games, np.zeros(4, np.int32), np.ones(4, np.int32))
    weights, _ = train_weights(libraries, threads=1)
    assert len(weights.own_bias) == 2
