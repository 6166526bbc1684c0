"""When taste models are trained anew: the ratings since the latest, which the database counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from db.errors import TrainingRefused
from etl.continuous.retraining import count_changed_ratings, train_alone
from tests.etl.continuous.rating import add_titles, rate
from tests.etl.continuous.recording import sender
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


def train(url: URL) -> None:
    run_sql(url, PUBLISH)


def refuse(_: URL) -> None:
    raise TrainingRefused("Not on this machine")


@pytest.fixture
def url(empty_url: URL) -> URL:
    run_sql(empty_url, "select staging.publish('{}', 'refresh')")
    add_titles(empty_url, 3)
    return empty_url


def test_ratings_are_counted_since_the_latest_model(url: URL) -> None:
    with sender(url) as raters:
        for number in range(1, 4):
            rate(raters, 1, f"n{number}", number)
        assert count_changed_ratings(url) == 0
        train(url)
        assert count_changed_ratings(url) == 0
        rate(raters, 2, "n1", 9)
        rate(raters, 1, "n1", 9)
        rate(raters, 1, "n1", 8)  # one rating, whatever was said before
        rate(raters, 1, "n3", None)
        rate(raters, 3, "n1", 8, "2020-01-01")  # as a file might have it
        assert count_changed_ratings(url) == 3
        assert not train_alone(refuse, url)
        assert count_changed_ratings(url) == 3
        assert train_alone(train, url)
        assert count_changed_ratings(url) == 0
