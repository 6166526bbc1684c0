"""A training from a loaded database to published tables, and what SQL makes of its trees."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import psycopg
import pytest
from click.testing import CliRunner
from scipy import sparse
from sqlalchemy import URL, Connection, create_engine, text

from cli import cli
from db.engines import etl_connection
from db.errors import NotLoaded, TrainingRefused
from etl.load import refresh_and_publish
from etl.models.commands import train_if_outdated
from etl.models.lifecycle import (
    PublishedModel,
    Trained,
    TrainingOptions,
    TrainingReport,
    is_model_outdated,
    train_model,
)
from etl.prices import boosted_trees
from etl.prices.boosted_trees import TreeParameters, fit_boosted_trees, fit_clue_trees
from etl.prices.cross_validation import FEW, ByClues, HeldOut, Split
from etl.prices.features import HISTORY_KINDS, Floats
from etl.prices.price_model import CluePrices, fit_clue_prices
from etl.prices.training import (
    PRICES,
    PriceTrainingData,
    compare_prices,
    read_price_training_data,
    tree_parameters_for_few_games,
)
from tests.etl.running import run_sql
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
BLUNT = TreeParameters(trees=1, leaves=2, clue_trees=1)
"""A model that knows no more than a mean."""


@pytest.fixture
def _two_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train on halves, where only the verdict matters: most of a training is a fold each."""
    monkeypatch.setattr("etl.prices.cross_validation.FOLDS", 2)


def test_what_may_only_raise_a_price_never_lowers_it() -> None:
    random = np.random.default_rng(0)
    matrix = random.uniform(0, 10, (2000, 2))
    prices = 20 - matrix[:, 0] + matrix[:, 1]
    line = np.column_stack([np.linspace(0, 10, 50), np.full(50, 5.0)])
    for rising, is_kept in (([False, False], False), ([True, True], True)):
        trees = fit_clue_trees(
            matrix, prices, np.full(2000, 15.0), TreeParameters(), rising=rising, seed=0
        )
        steps = np.diff(trees.predict(line))
        assert (steps >= 0).all() == is_kept
        assert np.ptp(trees.predict(line[:, ::-1])) > 3


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
    found = metrics["random"]
    assert found["model"]["mae"] < 0.5 * found["mean"]["mae"]
    assert found["model"]["rmse"] < found["bagging"]["rmse"]


def test_ranges_hold(priced: tuple[URL, TrainingReport]) -> None:
    assert priced[1].metrics["coverage"] == pytest.approx(0.8, abs=0.04)  # chance is 0.017


def test_every_game_of_the_catalogue_has_a_price_predicted_unseen(
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
    assert outside[0][0] == pytest.approx(0.2, abs=0.05)
    wrong = read(
        connection,
        "select game_id from api.price_predictions where verdict is distinct from case "
        "when price_usd = 0 then 'free' when price_usd < low_usd then 'below its range' "
        "when price_usd > high_usd then 'above its range' when price_usd is not null then "
        "'within its range' end",
    )
    assert wrong == []


ATTRIBUTES = """
    select
        row(
            case when :mask & 1 > 0 then coalesce(agg.label_keys(details.genres), '{}') end,
            case when :mask & 2 > 0 then coalesce(agg.label_keys(details.tags), '{}') end,
            case when :mask & 4 > 0 then coalesce(agg.label_keys(details.specs), '{}') end,
            case when :mask & 32 > 0 then keys.developer_id end,
            case when :mask & 32 > 0 then keys.publisher_id end,
            case when :mask & 64 > 0 then details.name end,
            case when :mask & 16 > 0 then details.release_year + 0.5 end,
            case when :mask & 8 > 0 then details.is_early_access end,
            case when :mask & 128 > 0 then details.metascore end,
            case when :mask & 128 > 0 then details.store_sentiment end,
            case when :mask & 128 > 0 then details.reviews_count end,
            case when :mask & 128 > 0 then details.recommended_percent end,
            null, null, null
        )::agg.game_attributes as known
    from agg.details_by_game as details
    inner join agg.price_history_keys as keys using (game_id)
    where details.game_id = :game_id
"""
TO_COME = """
    select keys.game_id, past.kind, past.last_usd, past.mean_usd, past.games_count
    from agg.price_history_keys as keys
    cross join lateral agg.price_history_for(
        keys.developer_id, keys.publisher_id, null, keys.is_extra
    ) as past
    where keys.game_id = any(:ids)
"""


def test_postgres_predicts_what_python_does(
    priced: tuple[URL, TrainingReport],
    material: PriceTrainingData,
    connect: Callable[[URL], Connection],
) -> None:
    games = material.games
    rows, given = (
        np.flatnonzero(games.priced),
        tree_parameters_for_few_games(TreeParameters(), games),
    )
    history = material.histories["others"]
    model = fit_clue_prices(games, rows, games.prices[rows], history, given, seed=0)
    chance = np.random.default_rng(5)
    # as in the store: what is sold early has that genre; the sample draws them apart
    dated = [
        row
        for row, (_, _, year) in enumerate(games.combinations)
        if year and games.is_early_access(row) == ("Early Access" in games.genres[row])
        if games.developers[row]
    ]
    asked = chance.choice(dated, 24, replace=False)
    masks = np.append(chance.integers(0, 64, 16), [0, 1, 8, 9, 16, 25, 32, 63])
    connection = connect(priced[0])
    # all that their studios' games cost, as a game sees it that is yet to come; no series is told
    to_come = np.full((len(games.ids), len(HISTORY_KINDS), 3), np.nan)
    for game_id, kind, *values in read(connection, TO_COME, ids=games.ids[asked].tolist()):
        place = np.searchsorted(games.ids, game_id)
        to_come[place, HISTORY_KINDS.index(kind)] = np.array(values, dtype=np.float64)
    wanted = model.predict(asked, to_come.reshape(len(games.ids), -1), masks)
    for game_id, mask, price in zip(games.ids[asked], masks, wanted, strict=True):
        [(found, low, high, free)] = read(
            connection,
            f"select predicted_usd, low_usd, high_usd, free_percent from ({ATTRIBUTES}) as given "
            "cross join lateral agg.predicted_price(given.known)",
            game_id=int(game_id),
            mask=int(mask),
        )
        assert float(found) == pytest.approx(price, abs=0.006), mask
        assert 0 <= low <= found <= high
        assert free is not None


def test_nothing_is_remembered(material: PriceTrainingData) -> None:
    games = material.games
    given = tree_parameters_for_few_games(TreeParameters(), games)

    def predict(split: Split) -> Floats:
        prices = np.random.default_rng(1).permutation(games.prices[split.rows])
        forest = fit_boosted_trees(games.matrix(split.rows, split.known), prices, given, seed=1)
        return forest.predict(games.matrix(split.asked, split.known))

    predicted = material.protocols["random"].predicted(predict, advance=lambda _: None)
    prices = games.prices[games.priced]
    usual = prices <= 100
    off = np.abs(predicted[games.priced] - prices)[usual].mean()
    mean = np.abs(prices[usual].mean() - prices[usual]).mean()
    assert off > 0.95 * mean


@pytest.mark.usefixtures("_two_folds")
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
    assert worse.comparison["metrics"]["everything"]["change"] > 1
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


@pytest.mark.parametrize(("errors", "status"), [(3, "aside"), (0, "published"), (-3, "published")])
def test_the_same_games_decide_over_a_model(
    priced: tuple[URL, TrainingReport],
    material: PriceTrainingData,
    errors: float,
    status: str,
) -> None:
    with etl_connection(priced[0]) as connection:
        [(model_id,)] = connection.execute("select model_id from core.price_models").fetchall()
        found = unseen(connection, material)
        learnt = off_by(material, found, errors)
        compared = compare_prices(connection, PublishedModel(model_id=model_id, seed=0), learnt)
    assert isinstance(compared, dict)
    one = compared["everything"]
    assert one.change == pytest.approx(errors * one.standard_error, rel=0.25, abs=1e-6)
    assert compared["genres"].change == pytest.approx(0, abs=0.002)  # cents
    is_fine, _ = PRICES.gate.judge(compared, model_id=model_id, least=0.001)
    assert ("published" if is_fine else "aside") == status


def unseen(connection: psycopg.Connection[Any], material: PriceTrainingData) -> HeldOut:
    games = material.games
    rows = np.flatnonzero(games.priced)
    columns = np.array(
        connection.execute(
            "select predicted_usd::float8, from_genres_usd::float8, "
            "from_genres_early_access_usd::float8 from core.price_predictions order by game_id"
        ).fetchall(),
        dtype=np.float64,
    )
    by_clues = {
        mask: ByClues(rows, columns[rows, place], columns[rows, place])
        for place, mask in enumerate(FEW.values(), start=1)
    }
    predicted = np.where(games.priced, columns[:, 0], np.nan)
    return HeldOut(material.protocols["random"].folds, predicted, by_clues, {})


def off_by(material: PriceTrainingData, found: HeldOut, errors: float) -> Trained:
    """A model whose absolute errors are larger by that many standard errors."""
    games = material.games
    usual = np.flatnonzero(games.priced & (games.prices <= 100))
    off = found.predicted[usual] - games.prices[usual]
    more = np.random.default_rng(1).exponential(1, len(off))
    more *= 0.2 * np.minimum(np.abs(off), 1)
    more -= more.mean()
    more += errors * more.std(ddof=1) / len(more) ** 0.5 if errors else 0
    predicted = found.predicted.copy()
    predicted[usual] = games.prices[usual] + np.where(off < 0, -1, 1) * (
        np.abs(off) + (more if errors else 0)
    )
    return Trained(
        data_version=1,
        parameters=None,
        metrics={},
        counts={},
        stage=lambda _: None,
        held_out=(games, replace(found, predicted=predicted)),
    )


@pytest.mark.usefixtures("_two_folds")
def test_better_data_are_not_refused(
    create_database: Callable[..., URL], ruled: tuple[URL, TrainingReport]
) -> None:
    """The published model, of the prices of before, is measured by those of now."""
    url = create_database(ruled[0])
    run_sql(url, "update core.games set price_usd = 30 - price_usd where price_usd <= 30")
    refresh_and_publish(url)
    report = train_model(PRICES, url)
    assert report.comparison is not None
    assert report.status == "published", report.comparison
    row = report.comparison["metrics"]["everything"]
    assert row["new"] < row["published"]
    assert report.comparison["decision"].startswith("published: not worse than model 1")
    run_sql(url, "delete from core.price_predictions")
    again = train_model(PRICES, url, options=TrainingOptions(parameters=BLUNT))
    assert again.status == "published"
    assert again.comparison is not None
    assert "predicted fewer than 50 of the games" in again.comparison["decision"]


@pytest.mark.usefixtures("_two_folds")
def test_few_clues_must_not_be_worse_than_a_mean(
    create_database: Callable[..., URL],
    priced: tuple[URL, TrainingReport],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = create_database(priced[0])
    predict = CluePrices.predict
    monkeypatch.setattr(
        CluePrices,
        "predict",
        lambda self, rows, history, masks: (
            predict(self, rows, history, masks) + 4.0 * (masks == FEW["genres"])
        ),
    )
    report = train_model(PRICES, url, options=TrainingOptions(parameters=BLUNT))
    assert report.status == "aside"
    assert report.comparison is not None
    assert report.comparison["decision"].startswith("kept aside: from genres alone, RMSE")


def test_without_games_there_is_nothing_to_learn(
    empty_url: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NotLoaded, match=r"0 games have a price.*ludoteca load"):
        train_model(PRICES, empty_url)
    train_if_outdated("prices", empty_url)
    assert "No price can be predicted yet." in capsys.readouterr().err


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
