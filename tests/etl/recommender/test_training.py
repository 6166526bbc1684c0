"""A training from a loaded database to published tables, and what SQL makes of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import URL, Connection

from cli import cli
from db.engines import etl_connection
from db.errors import NotLoaded, TrainingRefused
from etl.models.commands import train_if_outdated
from etl.models.lifecycle import (
    PublishedModel,
    Trained,
    TrainingOptions,
    TrainingReport,
    is_model_outdated,
    train_model,
)
from etl.recommender import training
from etl.recommender.gate import (
    HeldOutUsers,
    compare_recommendations,
    read_published_weights,
)
from etl.recommender.libraries import Libraries
from etl.recommender.training import RECOMMENDATIONS, hold_out_users, read_training_data
from etl.recommender.weights import Weights
from tests.etl.running import run_sql
from tests.sql.answering import read


@pytest.fixture(scope="module")
def trained(create_database: Callable[..., URL], loaded_url: URL) -> tuple[URL, TrainingReport]:
    url = create_database(loaded_url)
    return url, train_model(RECOMMENDATIONS, url)


def test_a_model_is_published_with_a_data_version(
    trained: tuple[URL, TrainingReport], connect: Callable[[URL], Connection]
) -> None:
    url, report = trained
    connection = connect(url)
    assert report.status == "published"
    assert report.comparison is None
    assert report.data_version == 1
    assert read(connection, "select max(data_version) from core.loads") == [(2,)]
    assert read(connection, "select kind from core.loads order by load_id") == [
        ("load",),
        ("similarities",),
    ]
    [(metrics, timings)] = read(
        connection, "select metrics, timings from api.recommendation_models"
    )
    assert metrics == report.metrics
    assert {"inverse", "weights to own", "similar games"} <= set(timings)
    assert report.metrics["own_ndcg"]["value"] > 0.25  # without weights it is 0.01
    assert not is_model_outdated(url, "recommendation_models")


def test_tables_are_whole(
    trained: tuple[URL, TrainingReport], connect: Callable[[URL], Connection]
) -> None:
    url, report = trained
    connection = connect(url)
    [(weights,)] = read(connection, "select count(*) from api.recommendation_weights")
    assert weights == report.counts["weights"] > 0
    assert read(
        connection,
        """
        select count(*) from core.games
        where is_in_catalogue and not exists (
            select from core.game_similarities as lists where lists.game_id = games.game_id
        )
        """,
    ) == [(0,)]
    assert read(
        connection,
        "select count(*) from api.game_similarities where similar_game_id = game_id",
    ) == [(0,)]
    assert read(
        connection,
        "select count(*) from api.game_similarities where rank not between 1 and 50",
    ) == [(0,)]


def test_the_same_data_and_seed_give_the_same_rows(
    create_database: Callable[..., URL],
    trained: tuple[URL, TrainingReport],
    connect: Callable[[URL], Connection],
) -> None:
    trained_clone = create_database(trained[0])
    again = train_model(RECOMMENDATIONS, trained_clone, options=TrainingOptions(threads=1))
    assert again.comparison is not None
    assert again.comparison["metrics"]["own_ndcg"]["change"] == 0
    for table in (
        "recommendation_games",
        "recommendation_weights",
        "recommendation_players",
        "newcomer_weights",
        "game_similarities",
    ):
        query = (
            "select md5(string_agg((to_jsonb(each) - 'model_id')::text, '|' order by each)) "
            f"from core.{table} as each"
        )
        one, other = (read(connect(url), query) for url in (trained[0], trained_clone))
        assert one == other, table


def test_held_out_users_decide_over_a_model(
    create_database: Callable[..., URL], trained: tuple[URL, TrainingReport]
) -> None:
    """A new model of weights turned round is caught; a new one beside such weights is not."""
    url, turned_url = create_database(trained[0]), create_database(trained[0])
    libraries, _, _ = read_training_data(url)
    learning, users = hold_out_users(libraries, seed=0)
    published = PublishedModel(model_id=1, seed=0)
    run_sql(
        turned_url,
        "update core.recommendation_weights set own_weight = -own_weight, "
        "play_weight = -play_weight",
    )
    with etl_connection(url) as connection, etl_connection(turned_url) as other:
        clear, is_known = read_published_weights(connection, 1, learning.game_ids)
        turned, _ = read_published_weights(other, 1, learning.game_ids)
        assert is_known.all()

        def judge(
            weights: Weights,
            seed: int = 0,
            against: psycopg.Connection[Any] = connection,
            whose: Libraries = users,
        ) -> tuple[bool, dict[str, Any]]:
            learnt = Trained(
                data_version=1,
                parameters=None,
                metrics={},
                counts={},
                stage=lambda _: None,
                held_out=HeldOutUsers(weights, learning, whose, seed),
            )
            found = compare_recommendations(against, published, learnt)
            return RECOMMENDATIONS.gate.judge(found, model_id=1)

        is_fine, comparison = judge(clear)
        assert is_fine
        assert {row["change"] for row in comparison["metrics"].values()} == {0}
        assert judge(clear, against=other)[0]
        unplayed = replace(users, minutes=np.zeros_like(users.minutes))
        assert judge(clear, whose=unplayed)[1]["metrics"].keys() == {"own_ndcg"}
        is_fine, comparison = judge(turned)
        assert not is_fine
        row = comparison["metrics"]["own_ndcg"]
        assert row["change"] < -3 * row["standard_error"] < 0
        assert "another seed" in judge(clear, seed=1)[1]["decision"]
        run_sql(turned_url, "update core.recommendation_games set game_id = -game_id - 1000000")
        assert "knows too few of the games" in judge(clear, against=other)[1]["decision"]


def test_a_machine_too_small_refuses_and_changes_nothing(
    loaded_clone: URL,
    monkeypatch: pytest.MonkeyPatch,
    connect: Callable[[URL], Connection],
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(training, "available_memory", lambda: 100_000_000)
    with pytest.raises(TrainingRefused, match=r"needs 0\.\d GB of memory, and 0\.1 GB are free"):
        train_model(RECOMMENDATIONS, loaded_clone)
    assert read(connect(loaded_clone), "select * from core.recommendation_models") == []
    train_if_outdated("similarities", loaded_clone)
    assert "Nothing can be recommended yet." in capsys.readouterr().err


def test_without_libraries_there_is_nothing_to_learn(empty_url: URL) -> None:
    with pytest.raises(NotLoaded, match="ludoteca load"):
        train_model(RECOMMENDATIONS, empty_url)


def test_the_command_lists_and_refuses_parameters() -> None:
    listed = CliRunner().invoke(cli, ["similarities", "--list", "--set", "own.steps=7"])
    assert listed.exit_code == 0
    assert "own.steps=7" in listed.output.splitlines()
    refused = CliRunner().invoke(cli, ["similarities", "--list", "--set", "steps=7"])
    assert "there is no parameter 'steps'" in str(refused.exception)
