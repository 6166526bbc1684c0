"""The gate before publication: what is kept aside, what is not, in each direction."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.models.gate import Difference, Gate, compare_means, compare_squares

GAIN = Gate(titles={"own": "own, N@10"}, least=0.003)
LOSS = Gate(titles={"all": "MAE"}, least=0.005, is_error=True)


def verdict(gate: Gate, **found: Difference) -> tuple[bool, Mapping[str, Any]]:
    return gate.judge(found, model_id=4)


def shifted(errors: float, *, count: int = 400) -> tuple[np.ndarray[Any, Any], ...]:
    """Values of two models of which the second is greater by that many standard errors."""
    chance = np.random.default_rng(7)
    before = chance.uniform(0.2, 0.8, count)
    change = chance.normal(0, 0.2, count)
    change -= change.mean()
    return before, before + change + errors * change.std(ddof=1) / count**0.5


@pytest.mark.parametrize(("errors", "fine"), [(3, True), (-1.9, True), (-3, False)])
def test_a_gain_may_fall_by_two_standard_errors(errors: float, *, fine: bool) -> None:
    is_fine, comparison = verdict(GAIN, own=compare_means(*shifted(errors)))
    assert is_fine is fine
    row = comparison["metrics"]["own"]
    assert row["change"] == pytest.approx(errors * row["standard_error"], abs=2e-4)
    assert comparison["decision"].startswith("published: " if fine else "kept aside: worse than ")


@pytest.mark.parametrize(("errors", "fine"), [(-3, True), (1.9, True), (3, False)])
def test_an_error_may_grow_by_two_standard_errors(errors: float, *, fine: bool) -> None:
    assert verdict(LOSS, all=compare_means(*shifted(errors)))[0] is fine


def test_the_least_loss_counts_for_nothing_however_certain() -> None:
    def lost(change: float) -> Difference:
        return Difference(published=0.6, new=0.6 - change, standard_error=1e-5)

    assert verdict(GAIN, own=lost(0.0029))[0]
    assert not verdict(GAIN, own=lost(0.0031))[0]
    assert GAIN.judge({"own": lost(0.0031)}, model_id=4, least=0.01)[0]


def test_one_metric_can_stop_a_model() -> None:
    gate = Gate(titles={"own": "own", "play": "played"}, least=0.003)
    better, worse = compare_means(*shifted(5)), compare_means(*shifted(-5))
    is_fine, comparison = verdict(gate, own=better, play=worse)
    assert not is_fine
    assert "in played, by more than" in comparison["decision"]
    assert "own" not in comparison["decision"].split("in played")[0]
    assert len(list(gate.compared(comparison))) == 3


def test_what_cannot_be_compared_is_published_and_says_so() -> None:
    is_fine, comparison = GAIN.judge("model 4 knows too few of the games of now", model_id=4)
    assert is_fine
    assert comparison["decision"] == "published: model 4 knows too few of the games of now"
    assert list(GAIN.compared(comparison)) == [
        "Published: model 4 knows too few of the games of now."
    ]


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 50)), min_size=2, max_size=50))
def test_roots_differ_as_they_are(pairs: list[tuple[float, float]]) -> None:
    before, after = np.array(pairs).T
    found = compare_squares(before**2, after**2)
    assert found.published == pytest.approx(np.sqrt((before**2).mean()))
    assert found.change == pytest.approx(np.sqrt((after**2).mean()) - found.published)
    assert found.standard_error >= 0
