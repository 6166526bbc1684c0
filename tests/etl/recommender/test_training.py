"""A training from a loaded database to published tables, and what SQL makes of them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from sqlalchemy import URL, Connection, text

from cli import cli
from db.errors import NotLoaded, TrainingRefused
from etl.models.commands import learn_if_behind
from etl.models.lifecycle import Options, Report, is_behind, train
from etl.models.parameters import changed
from etl.recommender import training
from etl.recommender.training import RECOMMENDATIONS
from etl.recommender.weight_parameters import WeightParameters
from etl.recommender.weights import OBJECTIVES, Objective, library_weights

MUTE = changed(WeightParameters(), ["mean_pairs=0", "positive_pairs=0"])
"""A model without weights: as bad as one can be."""


@pytest.fixture(scope="module")
def trained(create_database: Callable[..., URL], loaded_url: URL) -> tuple[URL, Report]:
    url = create_database(loaded_url)
    return url, train(RECOMMENDATIONS, url)


@pytest.fixture
def trained_clone(create_database: Callable[..., URL], trained: tuple[URL, Report]) -> URL:
    return create_database(trained[0])


def rows(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(query))]


def test_a_model_is_published_with_a_data_version(
    trained: tuple[URL, Report], connect: Callable[[URL], Connection]
) -> None:
    url, report = trained
    connection = connect(url)
    assert report.status == "published"
    assert report.comparison is None
    assert report.data_version == 1
    assert rows(connection, "select max(data_version) from core.loads") == [(2,)]
    assert rows(connection, "select kind from core.loads order by load_id") == [
        ("load",),
        ("similarities",),
    ]
    [(metrics, timings)] = rows(
        connection, "select metrics, timings from api.recommendation_models"
    )
    assert metrics == report.metrics
    assert {"inverse", "weights to own", "similar games"} <= set(timings)
    assert report.metrics["own_ndcg"]["value"] > 0.25  # without weights it is 0.01
    assert not is_behind(url, "recommendation_models")


def test_tables_are_whole(
    trained: tuple[URL, Report], connect: Callable[[URL], Connection]
) -> None:
    url, report = trained
    connection = connect(url)
    [(weights,)] = rows(connection, "select count(*) from api.recommendation_weights")
    assert weights == report.counts["weights"] > 0
    assert rows(
        connection,
        """
        select count(*) from core.games
        where is_in_catalogue and not exists (
            select from core.game_similarities as lists where lists.game_id = games.game_id
        )
        """,
    ) == [(0,)]
    assert rows(
        connection,
        "select count(*) from api.game_similarities where similar_game_id = game_id",
    ) == [(0,)]
    assert rows(
        connection,
        "select count(*) from api.game_similarities where rank not between 1 and 50",
    ) == [(0,)]


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_sql_sums_what_numpy_sums(
    trained: tuple[URL, Report], connect: Callable[[URL], Connection], objective: Objective
) -> None:
    connection = connect(trained[0])
    ids, ranks, biases = (
        np.array(column)
        for column in zip(
            *rows(
                connection,
                f"select game_id, popularity_rank, {objective}_bias from api.recommendation_games "
                "where owners_count > 0 order by game_id",
            ),
            strict=True,
        )
    )
    matrix, speaks = np.zeros((len(ids),) * 2, dtype=np.int64), np.zeros((len(ids),) * 2, bool)
    for game, other, weight in rows(
        connection,
        f"select game_id, recommended_game_id, {objective}_weight from api.recommendation_weights",
    ):
        place = np.searchsorted(ids, game), np.searchsorted(ids, other)
        matrix[place], speaks[place] = weight, True
    offered = {
        game for (game,) in rows(connection, "select game_id from core.games where is_in_catalogue")
    }
    users = rows(
        connection,
        """
        select user_id, array_agg(game_id), array_agg(playtime_minutes)
        from core.items inner join core.users using (user_key)
        group by user_id order by user_id limit 200
        """,
    )
    for user, games, minutes in users:
        said = library_weights(np.array(minutes), objective).astype(np.int64)
        known = np.isin(games, ids)
        held = np.searchsorted(ids, np.array(games)[known])
        scores = said[known] @ matrix[held] + 1000 * biases
        may = speaks[held].any(axis=0) | (ranks <= 200)
        may &= np.array([game in offered for game in ids.tolist()])
        may[held] = False
        order = np.lexsort((ids, ranks, -scores))
        best = [(int(ids[j]), int(scores[j])) for j in order if may[j]][:10]
        found = connection.execute(
            text("select game_id, score from api.recommended_games(:user, 10, :objective)"),
            {"user": user, "objective": objective},
        )
        assert [(game, int(score * 1_000_000)) for game, score in found] == best


def test_the_same_data_and_seed_give_the_same_rows(
    trained: tuple[URL, Report],
    trained_clone: URL,
    connect: Callable[[URL], Connection],
) -> None:
    again = train(RECOMMENDATIONS, trained_clone, options=Options(threads=1))
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
        one, other = (rows(connect(url), query) for url in (trained[0], trained_clone))
        assert one == other, table


def test_a_worse_model_is_kept_aside_unless_forced(
    trained_clone: URL,
    connect: Callable[[URL], Connection],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Of so few users a model's figures are mostly chance, so these are told, not measured.
    poor = {"value": 0.01, "standard_error": 0.001}
    figures = {"users": 9, "own_recall": poor, "own_ndcg": poor, "newest_recall": poor}
    monkeypatch.setattr(training, "measured", lambda *_, **__: figures | {"play_ndcg": poor})
    question = "select * from api.recommended_games_for(array[10]::bigint[], null, 5)"
    before = rows(connect(trained_clone), question)
    worse = train(RECOMMENDATIONS, trained_clone, options=Options(parameters=MUTE))
    assert worse.status == "aside"
    assert worse.comparison is not None
    assert worse.comparison["metrics"]["own_ndcg"]["change"] < -0.2
    connection = connect(trained_clone)
    assert rows(connection, question) == before
    assert rows(connection, "select max(data_version) from core.loads") == [(2,)]
    connection.execute(text("update core.loads set data_version = 3 where kind = 'load'"))
    connection.commit()
    assert is_behind(trained_clone, "recommendation_models")
    again = train(RECOMMENDATIONS, trained_clone, options=Options(parameters=MUTE))
    assert (again.status, again.data_version) == ("aside", 3)
    assert not is_behind(
        trained_clone, "recommendation_models"
    )  # the same once more would come to the same end
    forced = train(RECOMMENDATIONS, trained_clone, options=Options(parameters=MUTE, force=True))
    assert forced.status == "published"
    assert forced.counts["weights"] == 0


def test_a_machine_too_small_refuses_and_changes_nothing(
    loaded_clone: URL,
    monkeypatch: pytest.MonkeyPatch,
    connect: Callable[[URL], Connection],
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(training, "available_memory", lambda: 100_000_000)
    with pytest.raises(TrainingRefused, match=r"needs 0\.\d GB of memory, and 0\.1 GB are free"):
        train(RECOMMENDATIONS, loaded_clone)
    assert rows(connect(loaded_clone), "select * from core.recommendation_models") == []
    learn_if_behind("similarities", loaded_clone)
    assert "Nothing can be recommended yet." in capsys.readouterr().err


def test_without_libraries_there_is_nothing_to_learn(empty_url: URL) -> None:
    with pytest.raises(NotLoaded, match="ludoteca load"):
        train(RECOMMENDATIONS, empty_url)


def test_the_command_lists_and_refuses_parameters() -> None:
    listed = CliRunner().invoke(cli, ["similarities", "--list", "--set", "own.steps=7"])
    assert listed.exit_code == 0
    assert "own.steps=7" in listed.output.splitlines()
    refused = CliRunner().invoke(cli, ["similarities", "--list", "--set", "steps=7"])
    assert "there is no parameter 'steps'" in str(refused.exception)
