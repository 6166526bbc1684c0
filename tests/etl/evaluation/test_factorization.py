"""Alternating least squares against the normal equations written out."""

import numpy as np
import pytest
from scipy import sparse

from etl.evaluation import matrix_factorization
from etl.evaluation.matrix_factorization import BiasedMF, ImplicitMF
from tests.etl.recommender.making import crowd, libraries_from


@pytest.mark.parametrize("rows", [1, 7, 10**6])
def test_rows_are_solved_as_least_squares(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix_factorization, "CHUNK_ROWS", rows)
    dice = np.random.default_rng(5)
    targets = sparse.random_array((30, 12), density=0.3, rng=dice, format="csr", dtype=np.float32)
    others = dice.standard_normal((12, 4)).astype(np.float32)
    counts = np.maximum(np.diff(targets.indptr), 1)
    solved = matrix_factorization.solve_row_factors(targets, others, 0.5)
    for row in range(30):
        known = targets.toarray()[row] != 0
        left = others.T @ (others * known[:, None]) + np.eye(4) * 0.5 * counts[row]
        right = others.T @ targets.toarray()[row]
        assert solved[row] == pytest.approx(np.linalg.solve(left, right), abs=1e-4)


def test_implicit_factors_tell_owned_games_from_others() -> None:
    libraries = crowd()
    model = ImplicitMF(factors=40, iterations=12, alpha=10, ridge=0.01)
    scores = model(libraries).score(libraries)
    owned = libraries.owned.toarray() > 0
    assert scores[owned].mean() > 0.8
    assert abs(scores[~owned].mean()) < 0.1


def test_ratings_of_owned_games_are_learnt() -> None:
    # Minutes are a user's habit times a game's length: one factor explains what they add up to.
    dice = np.random.default_rng(2)
    habit, length = dice.uniform(0.5, 2, 60), dice.uniform(1, 3, 20)
    libraries = libraries_from(
        (user, game, round(np.expm1(habit[user] * length[game])), 1)
        for user in range(60)
        for game in range(20)
        if dice.random() < 0.5
    )
    predicted = BiasedMF(factors=2, iterations=20, ridge=0.02)(libraries).score(libraries)
    ratings = np.log1p(libraries.minutes)
    users, games = libraries.item_users, libraries.owned.indices
    wrong = predicted[users, games] - (ratings - ratings.mean())
    assert np.sqrt((wrong**2).mean()) < 0.2 * ratings.std()
