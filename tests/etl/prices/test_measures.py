"""Errors, ranges and folds, against what can be counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.prices.cross_validation import (
    FOLDS,
    price_errors,
    random_folds,
    studio_folds,
)
from etl.prices.ranges import (
    COVERAGE,
    FREE_IS_LIKELY,
    PriceBands,
    are_held,
    coverage_by_tenth,
    cross_fitted_held,
)

STUDIOS = st.lists(st.lists(st.integers(0, 12), max_size=3), min_size=1, max_size=60)


def test_errors_with_and_without_dear_prices() -> None:
    prices, predicted = np.array([0.0, 10.0, 200.0]), np.array([-3.0, 13.0, 100.0])
    found = price_errors(prices, predicted)
    assert found["games"] == 2
    assert found["mae"] == 1.5
    assert found["rmse"] == pytest.approx((9 / 2) ** 0.5, abs=1e-4)
    assert found["games_all"] == 3
    assert found["mae_all"] == pytest.approx(103 / 3, abs=1e-4)


@given(st.integers(0, 1000))
def test_ranges_cover_what_they_promise(seed: int) -> None:
    chance = np.random.default_rng(seed)
    predicted = chance.uniform(0, 30, 400)
    prices = np.where(
        chance.random(400) < 3 / (3 + predicted**2), 0, predicted * chance.lognormal(0, 0.5, 400)
    ).round(2)
    bands = PriceBands.fit(prices, predicted)
    low, high = bands.ranges(predicted)
    assert (low <= predicted).all()
    assert (predicted <= high).all()
    assert are_held(prices, low, high).mean() >= COVERAGE
    assert (low[bands.free[bands.of(predicted)] >= FREE_IS_LIKELY] == 0).all()


def test_fresh_prices_are_held_in_every_tenth() -> None:
    chance = np.random.default_rng(3)
    predicted = chance.uniform(2, 30, 40_000)
    prices = predicted * chance.lognormal(0, 0.5, 40_000)
    held = cross_fitted_held(prices, predicted, random_folds(40_000, seed=1))
    assert coverage_by_tenth(predicted, held) == pytest.approx([0.8] * 10, abs=0.025)


def test_random_folds_are_of_one_size() -> None:
    folds = random_folds(1003, seed=1)
    assert set(np.bincount(folds)) == {200, 201}
    assert folds.tolist() == random_folds(1003, seed=1).tolist()
    assert folds.tolist() != random_folds(1003, seed=2).tolist()


@given(STUDIOS)
def test_no_studio_is_in_two_folds(studios: list[list[int]]) -> None:
    folds = studio_folds(studios, seed=3)
    assert len(folds) == len(studios)
    of_studio: dict[int, set[int]] = {}
    for fold, ids in zip(folds.tolist(), studios, strict=True):
        for studio in ids:
            of_studio.setdefault(studio, set()).add(fold)
    assert all(len(found) == 1 for found in of_studio.values())
    assert folds.max() < FOLDS
