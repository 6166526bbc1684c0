"""Taste models are trained anew after so many ratings, however often the counting begins anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from db.errors import TrainingRefused
from etl.continuous.retraining import count_ratings_since_model, retrain_if_due
from tests.etl.continuous.rating import add_titles, rate
from tests.etl.continuous.recording import sender
from tests.etl.loading import rows
from tests.etl.running import run_sql

if TYPE_CHECKING:
    from sqlalchemy import URL

PUBLISH = """
    select staging.publish_taste_model(
        jsonb_build_object(
            'status', 'published', 'method', 'baseline', 'started_at', clock_timestamp(),
            'data_version', 1, 'seed', 0, 'ratings_count', 0, 'mean_stars', 3.5,
            'viewer_damping', 3, 'weights_factor', 0, 'weights_damping', 0.1,
            'clusters_factor', 0, 'clusters_damping', 10
        ),
        '{}'
    )
"""
MODELS = "select count(*) from core.taste_models"


def train(url: URL) -> None:
    run_sql(url, PUBLISH)


def refuse(_: URL) -> None:
    raise TrainingRefused("Not on this machine")


@pytest.fixture
def url(empty_url: URL) -> URL:
    run_sql(empty_url, "select staging.publish('{}', 'refresh')")
    add_titles(empty_url, 3)
    return empty_url


def test_every_few_ratings_train_anew(url: URL) -> None:
    with sender(url) as raters:
        for number in range(1, 4):
            rate(raters, 1, f"n{number}", number)
        assert count_ratings_since_model(url) == 0
        assert retrain_if_due(url, train, every=1) is None  # the first is whoever loads'
        train(url)
        assert count_ratings_since_model(url) == 0
        rate(raters, 2, "n1", 9)
        rate(raters, 1, "n1", 9)
        rate(raters, 1, "n1", 8)  # one rating, whatever was said before
        rate(raters, 1, "n3", None)
        rate(raters, 3, "n1", 8, "2020-01-01")  # as a file might have it
        assert count_ratings_since_model(url) == 3
        assert retrain_if_due(url, train, every=4) is None
        assert retrain_if_due(url, refuse, every=3) is False
        assert rows(url, MODELS) == [(1,)]
        assert retrain_if_due(url, train, every=3) is True
        assert rows(url, MODELS) == [(2,)]
        assert count_ratings_since_model(url) == 0
