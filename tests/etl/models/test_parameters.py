"""Settings of a training, and the verdict over what it learnt."""

from typing import Any

import pytest

from db.errors import ConfigurationError
from etl.models.parameters import apply_parameter_settings, format_parameter_settings
from etl.recommender.training import RECOMMENDATIONS, hold_out_users, measure_recommendations
from etl.recommender.weights import WeightParameters, train_weights
from tests.etl.recommender.making import crowd

judge = RECOMMENDATIONS.criteria.judge


def test_settings_change_parameters_at_any_level() -> None:
    parameters = apply_parameter_settings(
        WeightParameters(), ["mean_pairs=7", "own.ridge=0.5", "own.steps=1"]
    )
    assert (parameters.mean_pairs, parameters.own.ridge, parameters.own.steps) == (7, 0.5, 1)
    assert parameters.play == WeightParameters().play


def test_a_listing_is_what_settings_would_be() -> None:
    lines = list(format_parameter_settings(WeightParameters()))
    assert "own.ridge=0.05" in lines
    assert apply_parameter_settings(WeightParameters(mean_pairs=1), lines) == WeightParameters()


@pytest.mark.parametrize(
    ("setting", "what"),
    [
        ("own.rigde=1", "there is no parameter 'own.rigde'; did you mean own.ridge\\?"),
        ("own=1", "there is no parameter 'own'"),
        ("own.ridge", "its value is missing, as in --set own.ridge=0.05"),
        ("mean_pairs=1.5", "it should be a whole number, 0 or more"),
        ("own.ridge=nan", "it should be a number, 0 or more"),
        ("own.ridge=-1", "it should be a number, 0 or more"),
    ],
)
def test_wrong_settings_are_named(setting: str, what: str) -> None:
    with pytest.raises(ConfigurationError, match=what):
        apply_parameter_settings(WeightParameters(), [setting])


def metrics(own: float, play: float = 0.4, error: float = 0.0) -> dict[str, Any]:
    return {
        "own_ndcg": {"value": own, "standard_error": error},
        "play_ndcg": {"value": play, "standard_error": error},
    }


def test_the_first_model_has_nothing_to_beat() -> None:
    assert judge(metrics(0.1), None, margin=0) == (True, None)


@pytest.mark.parametrize(
    ("new", "error", "fine"),
    [(0.6, 0.0, True), (0.591, 0.0, True), (0.589, 0.0, False), (0.589, 0.003, True)],
)
def test_a_model_may_be_worse_by_the_margin_and_chance(
    new: float, error: float, *, fine: bool
) -> None:
    published = {"model_id": 4, "metrics": metrics(0.6)}
    is_fine, comparison = judge(metrics(new, error=error), published, margin=0.01)
    assert is_fine is fine
    assert comparison is not None
    assert comparison["metrics"]["own_ndcg"]["change"] == pytest.approx(new - 0.6)


def test_either_goal_can_stop_a_model() -> None:
    published = {"model_id": 4, "metrics": metrics(0.6, play=0.45)}
    assert not judge(metrics(0.7, play=0.4), published, margin=0.01)[0]


def test_those_who_are_asked_taught_nothing() -> None:
    training, held_out = hold_out_users(crowd(users=200), seed=1)
    assert not set(training.user_keys.tolist()) & set(held_out.user_keys.tolist())
    weights, _ = train_weights(training, threads=1)
    found = measure_recommendations(weights, training, held_out, seed=1)
    assert found["users"] == held_out.users_count > 0
    assert 0 < found["own_ndcg"]["value"] <= 1
    assert found["own_recall"]["standard_error"] > 0
