"""Settings of a training, and on whom what it learnt is measured."""

import pytest

from db.errors import ConfigurationError
from etl.models.parameters import apply_parameter_settings, format_parameter_settings
from etl.recommender.gate import HeldOutUsers
from etl.recommender.training import hold_out_users, measure_recommendations
from etl.recommender.weights import WeightParameters, train_weights
from tests.etl.recommender.making import crowd


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


def test_those_who_are_asked_taught_nothing() -> None:
    training, held_out = hold_out_users(crowd(users=200), seed=1)
    assert not set(training.user_keys.tolist()) & set(held_out.user_keys.tolist())
    weights, _ = train_weights(training, threads=1)
    found = measure_recommendations(HeldOutUsers(weights, training, held_out, seed=1))
    assert found["users"] == held_out.users_count > 0
    assert 0 < found["own_ndcg"]["value"] <= 1
    assert found["own_recall"]["standard_error"] > 0
