"""A training from a loaded database to published tables, and what SQL makes of its trees."""

from collections.abc import Callable

import numpy as np
import pytest
from click.testing import CliRunner
from scipy import sparse
from sqlalchemy import URL, Connection, create_engine, text

from cli import cli
from db.errors import NotLoaded, TrainingRefused
from etl.load import refresh_and_publish
from etl.models.commands import train_if_outdated
from etl.models.lifecycle import TrainingOptions, TrainingReport, is_model_outdated, train_model
from etl.prices import boosted_trees
from etl.prices.boosted_trees import TreeParameters
from etl.prices.evaluation import predict_from_shuffled_prices
from etl.prices.features import EVERYTHING
from etl.prices.price_model import draw_clue_masks, fit_price_model
from etl.prices.training import (
    PRICES,
    PriceTrainingData,
    read_price_training_data,
    tree_parameters_for_few_games,
)
from tests.sql.answering import read

RULE = """
    update core.games
    set price_usd = 3 + 10 * cast(is_early_access as integer) + 12 * (
        select count(*)
        from core.game_genres
        inner join core.genres using (genre_id)
        where game_genres.game_id = games.game_id and genres.name in ('Indie', 'Action')
    ) + release_year - 2000
    where price_usd is not null and release_year >= 2000
"""
BLUNT = TreeParameters(trees=1, leaves=2, range_trees=1)
"""A model that knows no more than a mean."""


@pytest.fixture(scope="module")
def material(loaded_url: URL) -> PriceTrainingData:
    return read_price_training_data(loaded_url, seed=0)


@pytest.fixture(scope="module")
def ruled(create_database: Callable[..., URL], loaded_url: URL) -> tuple[URL, TrainingReport]:
    """The sample with prices that follow a rule, which can be learnt, and what was learnt."""
    url = create_database(loaded_url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(RULE))
    engine.dispose()
    refresh_and_publish(url)
    return url, train_model(PRICES, url)


def test_a_model_is_published_with_a_data_version(
    priced: tuple[URL, TrainingReport], connect: Callable[[URL], Connection]
) -> None:
    url, report = priced
    connection = connect(url)
    assert report.status == "published"
    assert read(connection, "select kind, data_version from core.loads order by load_id") == [
        ("load", 1),
        ("prices", 2),
    ]
    [(metrics, version)] = read(connection, "select metrics, data_version from api.price_models")
    assert metrics == report.metrics
    assert version == report.data_version == 1
    assert not is_model_outdated(url, "price_models")
    assert read(connection, "select count(*) from api.price_model_errors") == [(256,)]
    assert read(connection, "select clues from api.price_model_errors where clues_mask = 9") == [
        (["genres", "early_access"],)
    ]


def test_what_can_be_learnt_is_learnt(ruled: tuple[URL, TrainingReport]) -> None:
    metrics = ruled[1].metrics
    for protocol in ("random", "studios"):
        found = metrics[protocol]
        assert found["model"]["mae"] < 0.5 * found["mean"]["mae"]
        assert found["model"]["rmse"] < found["bagging"]["rmse"]


def test_ranges_hold(priced: tuple[URL, TrainingReport]) -> None:
    assert priced[1].metrics["coverage"] == pytest.approx(0.8, abs=0.04)  # chance is 0.017


def test_every_game_of_the_catalogue_has_a_price_foreseen_unseen(
    priced: tuple[URL, TrainingReport], connect: Callable[[URL], Connection]
) -> None:
    connection = connect(priced[0])
    [(count, held_out, known)] = read(
        connection,
        "select count(*), count(*) filter (where is_held_out), count(price_usd) "
        "from api.price_predictions",
    )
    assert read(connection, "select count(*) from api.games where is_in_catalogue") == [(count,)]
    assert held_out == known == priced[1].counts["games"]
    outside = read(
        connection,
        "select count(*) filter (where price_usd < low_usd or price_usd > high_usd) "
        "/ count(price_usd)::float8 from api.price_predictions",
    )
    assert outside[0][0] == pytest.approx(0.2, abs=0.04)
    wrong = read(
        connection,
        "select game_id from api.price_predictions where verdict is distinct from case "
        "when price_usd < low_usd then 'below its range' when price_usd > high_usd "
        "then 'above its range' when price_usd is not null then 'within its range' end",
    )
    assert wrong == []


def test_postgres_walks_the_trees_as_lightgbm_does(
    priced: tuple[URL, TrainingReport],
    material: PriceTrainingData,
    connect: Callable[[URL], Connection],
) -> None:
    games = material.games
    rows_, given = (
        np.flatnonzero(games.priced),
        tree_parameters_for_few_games(TreeParameters(), games),
    )
    model = fit_price_model(games, rows_, games.prices[rows_], material.histories, given, seed=0)
    asked = np.random.default_rng(5).choice(len(games.ids), 12, replace=False)
    masks = np.append(draw_clue_masks(11, seed=6), EVERYTHING)
    matrix = games.matrix(asked, material.histories[0], masks=masks)
    connection = connect(priced[0])
    forests = {"price": model.price, "low": model.low, "high": model.high}
    wanted = {output: forest.predict(matrix) for output, forest in forests.items()}
    for place, row in enumerate(matrix.toarray()):
        values = [None if np.isnan(value) else float(value) for value in row]
        found = dict(
            read(
                connection,
                "select output, sum(effect_usd) from agg.price_feature_effects("
                "cast(:features as double precision[])) group by output",
                features=values,
            )
        )
        assert found == {output: pytest.approx(one[place]) for output, one in wanted.items()}


def test_nothing_is_remembered(material: PriceTrainingData) -> None:
    games = material.games
    given = tree_parameters_for_few_games(TreeParameters(), games)
    predicted = predict_from_shuffled_prices(material.random, given, seed=1, advance=lambda _: None)
    prices = games.prices[games.priced]
    usual = prices <= 100
    off = np.abs(predicted[games.priced] - prices)[usual].mean()
    mean = np.abs(prices[usual].mean() - prices[usual]).mean()
    assert off > 0.95 * mean


def test_a_worse_model_is_kept_aside(
    create_database: Callable[..., URL],
    ruled: tuple[URL, TrainingReport],
    connect: Callable[[URL], Connection],
) -> None:
    url = create_database(ruled[0])
    question = "select * from api.price_predictions order by game_id"
    before = read(connect(url), question)
    worse = train_model(PRICES, url, options=TrainingOptions(parameters=BLUNT))
    assert worse.status == "aside"
    assert worse.comparison is not None
    assert worse.comparison["metrics"]["random"]["change"] > 1
    assert read(connect(url), question) == before
    assert read(connect(url), "select max(data_version) from core.loads") == [(3,)]
    connection = connect(url)
    older = "update core.price_models set data_version = 0"
    connection.execute(text(f"{older} where status = 'published'"))
    connection.commit()
    assert not is_model_outdated(
        url, "price_models"
    )  # the same once more would come to the same end
    connection.execute(text(older))
    connection.commit()
    assert is_model_outdated(url, "price_models")
    forced = train_model(PRICES, url, options=TrainingOptions(parameters=BLUNT, force=True))
    assert forced.status == "published"
    assert read(connect(url), "select status from api.price_models order by model_id") == [
        ("superseded",),
        ("aside",),
        ("published",),
    ]


def test_without_games_there_is_nothing_to_learn(
    empty_url: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NotLoaded, match=r"0 games have a price.*ludoteca load"):
        train_model(PRICES, empty_url)
    train_if_outdated("prices", empty_url)
    assert "No price can be foreseen yet." in capsys.readouterr().err


def test_a_machine_without_its_library_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object) -> None:
        raise OSError("libomp.dylib is missing")

    matrix, prices = sparse.csr_array(np.ones((1, 1))), np.ones(1)
    monkeypatch.setattr("builtins.__import__", absent)
    try:
        with pytest.raises(TrainingRefused, match="brew install libomp"):
            boosted_trees.train_lightgbm(matrix, prices, {}, rounds=1, seed=0)
    finally:
        monkeypatch.undo()


def test_the_command_lists_and_refuses_parameters() -> None:
    listed = CliRunner().invoke(cli, ["prices", "train", "--list", "--set", "trees=7"])
    assert listed.exit_code == 0
    assert "trees=7" in listed.output.splitlines()
    refused = CliRunner().invoke(cli, ["prices", "train", "--list", "--set", "steps=7"])
    assert "there is no parameter 'steps'" in str(refused.exception)
