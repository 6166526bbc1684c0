"""Errors, ranges and folds, against what can be counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.prices.cross_validation import (
    FOLDS,
    conformal_margin,
    distances_outside_ranges,
    price_errors,
    random_folds,
    studio_folds,
)
from etl.prices.training import PRICES

STUDIOS = st.lists(st.lists(st.integers(0, 12), max_size=3), min_size=1, max_size=60)


def test_errors_with_and_without_dear_prices() -> None:
    prices, predicted = np.array([0.0, 10.0, 200.0]), np.array([-3.0, 13.0, 100.0])
    found = price_errors(prices, predicted)
    assert found["games"] == 2
    assert found["mae"] == 1.5
    assert found["rmse"] == pytest.approx((9 / 2) ** 0.5, abs=1e-4)
    assert found["games_all"] == 3
    assert found["mae_all"] == pytest.approx(103 / 3, abs=1e-4)


def test_misses_are_outside_the_range() -> None:
    found = distances_outside_ranges(np.array([1.0, 5.0, 9.0]), np.array([[2.0, 8.0]] * 3))
    assert found.tolist() == [1.0, -3.0, 1.0]


@given(st.lists(st.floats(-50, 50), min_size=10, max_size=200))
def test_the_margin_covers_what_it_promises(missed: list[float]) -> None:
    wider = conformal_margin(np.array(missed), coverage=0.8)
    assert np.mean(np.array(missed) <= wider) >= 0.8


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


def test_a_worse_model_is_refused() -> None:
    def metrics(mae: float) -> dict[str, dict[str, dict[str, float]]]:
        return {
            name: {"model": {"mae": mae, "standard_error": 0.01}} for name in ("random", "studios")
        }

    published = {"model_id": 7, "metrics": metrics(4.0)}
    judge = PRICES.criteria.judge
    assert judge(metrics(9.0), None, margin=0)[0]
    assert judge(metrics(4.05), published, margin=0.02)[0]
    is_fine, comparison = judge(metrics(4.2), published, margin=0.02)
    assert not is_fine
    assert comparison is not None
    assert comparison["metrics"]["random"]["change"] == 0.2
    assert comparison["metrics"]["random"]["allowed_growth"] == pytest.approx(
        0.08 + 2 * 0.02**0.5 * 0.1, abs=1e-4
    )
