"""Every family on toys with known answers, and each against its own definition."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from etl.evaluation.baselines import ItemKNN, LinearAutoencoder, UserKNN
from etl.evaluation.commands import MODELS
from etl.evaluation.metrics import recommend_top_k
from etl.evaluation.recommenders import BASELINES, own_recommenders, recommenders_by_name
from etl.recommender.gram_matrix import gram_matrix, gram_row_blocks, invert_gram_matrix
from etl.recommender.libraries import Floats, Libraries
from etl.recommender.splits import hide_newest_fifth
from etl.recommender.weights import Weights, library_weights
from tests.etl.recommender.making import (
    checkerboard,
    crowd,
    dense,
    libraries_of,
    named,
    owning,
)

BLIND = {"popularity", "svd"}
"""The same for everybody, or unable to learn from what is not owned."""

VAGUE = {"ials", "svd", "cosine", "cosine-20", "cosine-50"} | {
    f"{name}{count}" for name in ("bm25", "rp3beta") for count in ("", "-20")
}
"""They start from random factors, or keep one of several equal neighbours."""


def trained(libraries: Libraries) -> Weights:
    """Train a stand-in: EASE, rounded to thousandths."""
    weights = np.rint(1000 * LinearAutoencoder(ridge=10).weights(libraries)).astype(np.int16)
    rows, columns = np.nonzero(weights)
    none = np.zeros(libraries.games_count, dtype=np.int32)
    values = weights[rows, columns]
    return Weights(rows, columns, values, values, none, none, values, none)


ALL = BASELINES | own_recommenders(trained)


def test_the_command_knows_every_family() -> None:
    assert tuple(recommenders_by_name(named({1: "Portal"}))) == MODELS


@pytest.mark.parametrize("name", ALL)
def test_the_missing_square_of_a_checkerboard_comes_first(name: str) -> None:
    asked = hide_newest_fifth(checkerboard(users=8))
    scorer = ALL[name].fit(checkerboard())
    order = np.arange(12)[::-1]  # ties are no help
    lists = recommend_top_k(scorer, asked.visible, by_popularity=order)
    hidden = asked.hidden.owned.indices
    if name in BLIND:
        assert (lists.columns[:, 0] != hidden).any()
    else:
        assert (lists.columns[:, 0] == hidden).all()


@pytest.mark.parametrize("name", ALL)
def test_other_games_and_users_first_change_nothing(name: str) -> None:
    """The same data with ids in the opposite order: rows and columns reversed."""
    every = crowd(users=60, games=25)
    found = []
    for sign in (1, -1):
        items = [
            (sign * user + 100, sign * game + 1000, minutes)
            for user, game, minutes in zip(
                every.user_keys[every.item_users].tolist(),
                every.game_ids[every.owned.indices].tolist(),
                every.minutes.tolist(),
                strict=True,
            )
        ]
        users, games, minutes = np.array(items).T
        these = libraries_of(users, games, minutes, np.ones(len(items), dtype=int))
        found.append(ALL[name].fit(these).score(these)[::sign, ::sign])
    if name in VAGUE:
        assert np.corrcoef(found[0].ravel(), found[1].ravel())[0, 1] > 0.9
    else:
        assert found[0] == pytest.approx(found[1], abs=1e-4)


@pytest.mark.parametrize("name", ALL)
def test_learning_repeats_to_the_bit(name: str) -> None:
    every = crowd(users=60, games=25)
    first, second = (ALL[name].fit(every).score(every) for _ in range(2))
    assert (first == second).all()


def brute_weights(libraries: Libraries, model: ItemKNN, user_weights: Floats) -> Floats:
    owned = dense(libraries).astype(np.float64)
    together = owned.T @ (owned * user_weights[:, None])
    totals = owned.sum(axis=0) if model.plain_owners else together.diagonal().copy()
    powers = totals[:, None] ** model.row_power * totals[None] ** model.column_power
    weights: Floats = (together / (powers + model.shrinkage)) ** model.exponent
    np.fill_diagonal(weights, 0)
    for row in weights:
        row[np.argsort(-row, kind="stable")[model.count or len(row) :]] = 0
    return weights


@pytest.mark.parametrize(
    "model",
    [
        ItemKNN(count=None),
        ItemKNN(count=None, shrinkage=7, user_power=0.5),
        ItemKNN(count=None, row_power=1, column_power=0.3, user_power=1, exponent=2),
        ItemKNN(count=None, row_power=1, column_power=0.5, user_power=1, plain_owners=True),
        ItemKNN(count=None, bm25=(1.2, 0.75)),
    ],
)
def test_neighbours_are_what_they_say(model: ItemKNN) -> None:
    every = crowd()
    sizes = every.sizes.astype(np.float64)
    if model.bm25 is None:
        weights = sizes**-model.user_power
    else:
        k1, b = model.bm25
        weights = ((k1 + 1) / (1 + k1 * (1 - b + b * sizes / sizes.mean()))) ** 2
    wanted = brute_weights(every, model, weights)
    assert model.weights(every) == pytest.approx(wanted, abs=1e-5)
    few = replace(model, count=7)
    kept = sparse.csr_array(few.weights(every)).toarray()
    assert ((kept > 0).sum(axis=1) == np.minimum((wanted > 0).sum(axis=1), 7)).all()
    assert np.sort(kept, axis=1) == pytest.approx(
        np.sort(brute_weights(every, few, weights), axis=1), abs=1e-5
    )


def test_linear_weights_are_those_of_the_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.recommender.gram_matrix.BLOCK_CELLS", 200)
    every = crowd()
    owned, sizes = dense(every).astype(np.float64), every.sizes.astype(np.float64)
    matrix = owned.T @ (owned * sizes[:, None] ** -0.5)
    assert gram_matrix(every, every.sizes**-0.5) == pytest.approx(matrix, abs=1e-4)
    precision = np.linalg.inv(matrix + 3 * np.eye(len(matrix)) + np.diag(0.3 * matrix.diagonal()))
    wanted = -precision / precision.diagonal()
    np.fill_diagonal(wanted, 0)
    model = LinearAutoencoder(ridge=3, dropout=0.3, user_power=0.5)
    assert model.weights(every) == pytest.approx(wanted, abs=1e-4)


def test_what_has_no_inverse_is_refused() -> None:
    with pytest.raises(ValueError, match="not positive definite"):
        invert_gram_matrix(np.full((3, 3), -1, dtype=np.float32))


def test_blocks_cover_every_row() -> None:
    assert [(rows.start, rows.stop) for rows in gram_row_blocks(5, cells=10)] == [
        (0, 2),
        (2, 4),
        (4, 5),
    ]
    assert list(gram_row_blocks(0)) == []


@pytest.mark.parametrize("cells", [1, 10**6])
def test_nearest_users_are_those_of_brute_force(
    cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.evaluation.baselines.CHUNK_CELLS", cells)
    every = crowd()
    training, visible = every.take(slice(0, 90)), every.take(slice(90, None))

    def tastes(libraries: Libraries) -> Floats:
        values = np.zeros(libraries.owned.shape)
        places = (libraries.item_users, libraries.owned.indices)
        values[places] = np.where(
            libraries.minutes > 0, 0.4 + 0.07 * np.log1p(libraries.minutes), 0
        )
        found: Floats = values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12)
        return found

    similar = tastes(visible) @ tastes(training).T
    similar[similar < np.sort(similar, axis=1)[:, [-20]]] = 0
    found = UserKNN(count=20)(training).score(visible)
    assert found == pytest.approx(similar @ dense(training), abs=1e-4)


def test_our_weights_are_summed_as_integers() -> None:
    def two(_: Libraries) -> Weights:
        at = np.array([0, 1]), np.array([2, 2])
        return Weights(
            *at,
            np.array([500, -200]),
            np.array([400, 100]),
            np.array([0, 3, 7]),
            np.array([0, 1, 2]),
            np.array([50, 60]),
            np.array([4, 5, 6]),
        )

    every = owning({1: [10, 20, 30]}, minutes=60)
    visible = owning({1: [10, 20], 2: [30]}, minutes=60).take(slice(0, 1))
    both = own_recommenders(two)
    own, play = (both[name].fit(every) for name in ("ours", "ours-play"))
    assert own.score(visible).tolist() == [[0, 3_000, 307_000]]
    weight = library_weights(np.array([60]), "play")[0]
    assert play.score(visible).tolist() == [[0, 0, 500 * weight]]
    assert own.weights_count == play.weights_count == 2


def test_both_goals_are_trained_at_once() -> None:
    calls: list[Any] = []

    def train(libraries: Libraries) -> Weights:
        calls.append(libraries)
        return trained(libraries)

    both, every = own_recommenders(train), crowd()
    scorers = [family.fit(every) for family in both.values()]
    assert [scorer.score(every).shape for scorer in scorers] == [every.owned.shape] * 2
    assert len(calls) == 1
    both["ours"].fit(every.take(slice(0, 50)))
    assert len(calls) == 2
