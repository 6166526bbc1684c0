"""Training of recommendations: what it reads, how it is measured, and the rows it becomes.

The model is everything that one snapshot of the libraries taught: weights, similar games, and
weights for cold starts. Where there are too few libraries it is similar games alone, by what the
store says of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
import psycopg
from sqlalchemy import URL

from db.errors import NotLoaded, TrainingRefused
from etl.evaluation.metrics import Mean, recall
from etl.load_report import Stopwatch
from etl.memory import available_memory
from etl.models.gate import Gate
from etl.models.lifecycle import (
    ModelKind,
    Trained,
    TrainingOptions,
    TrainingReport,
    model_data_snapshot,
)
from etl.recommender.catalogue import Catalogue, read_catalogue
from etl.recommender.cold_start import ColdStartWeights, cold_start_weights
from etl.recommender.game_variants import game_variant_rows
from etl.recommender.gate import HeldOutUsers, compare_recommendations
from etl.recommender.libraries import Libraries, no_libraries, read_libraries
from etl.recommender.similar_games import (
    CONTENT_ALONE,
    SimilarGames,
    content_similar_games,
    similar_games,
)
from etl.recommender.similar_users import stage_similar_users
from etl.recommender.splits import MIN_GAMES, hide_newest_fifth, split_users
from etl.recommender.weights import WeightParameters, Weights, train_weights, weight_training_bytes
from etl.staging import Stager

HELD_OUT_USERS: Final = 2_000
LEAST_LIBRARIES: Final = 10
"""Libraries, of `MIN_GAMES` games at least, that find more of a user's games than content does."""
GIGABYTE: Final = 1_000_000_000
_TITLES: Final = {
    "own_recall": "own, R@10",
    "own_ndcg": "own, N@10",
    "newest_recall": "newest owned, R@10",
    "play_ndcg": "played, N@10",
}


@dataclass(frozen=True)
class RecommendationModel:
    """Everything that a training learnt."""

    training: Libraries
    weights: Weights
    similar: SimilarGames
    cold_start: ColdStartWeights


def learn_recommendations(url: URL, given: TrainingOptions, watch: Stopwatch) -> Trained:
    """Learn from the published libraries, and measure on users held out; else from content."""
    with watch.stage("read libraries and catalogue"):
        libraries, catalogue, data_version = read_training_data(url, least_users=0)
    if int((libraries.sizes >= MIN_GAMES).sum()) < LEAST_LIBRARIES:
        return _learn_from_content(catalogue, data_version, watch)
    _require_memory(libraries.games_count)
    parameters = given.parameters or WeightParameters()
    training, held_out = hold_out_users(libraries, seed=given.seed)
    weights, precision = train_weights(
        training,
        parameters,
        relations=catalogue.take(catalogue.places_of(training.game_ids)).relations,
        seed=given.seed,
        threads=given.threads,
        watch=watch,
    )
    with watch.stage("measure"):
        measured = HeldOutUsers(weights, training, held_out, given.seed)
        metrics = measure_recommendations(measured)
    with watch.stage("similar games"):
        similar = similar_games(catalogue, training, precision)
    with watch.stage("newcomers"):
        cold_start = cold_start_weights(catalogue, training, precision)
    model = RecommendationModel(training, weights, similar, cold_start)
    return Trained(
        data_version=data_version,
        parameters=parameters,
        metrics=metrics,
        counts={
            "games": training.games_count,
            "weights": len(weights.rows),
            "cold_start_weights": len(cold_start.weights),
            "similar_games": len(similar.scores),
        },
        stage=partial(_stage_model, model, libraries, game_variant_rows(catalogue, training)),
        held_out=measured,
    )


def _learn_from_content(catalogue: Catalogue, data_version: int, watch: Stopwatch) -> Trained:
    """Learn which games are similar by what the store says of them; nothing can be measured."""
    with watch.stage("similar games"):
        similar = content_similar_games(catalogue)
    return Trained(
        data_version=data_version,
        parameters=CONTENT_ALONE,
        metrics={"users": 0},
        counts={"games": len(catalogue.game_ids), "similar_games": len(similar.scores)},
        stage=partial(_stage_content_model, similar, game_variant_rows(catalogue, no_libraries())),
        columns={"method": "content"},
    )


def read_training_data(url: URL, *, least_users: int = 1) -> tuple[Libraries, Catalogue, int]:
    """Read libraries, catalogue and data version as they are at one moment.

    Raises:
        NotLoaded: fewer users than that have a library, or there is no game.
    """
    with model_data_snapshot(url) as (connection, data_version):
        libraries, catalogue = read_libraries(connection), read_catalogue(connection)
    if libraries.users_count < least_users:
        raise NotLoaded("There are no libraries to learn from; load some with `ludoteca load`")
    if data_version is None or not len(catalogue.game_ids):
        raise NotLoaded("There are no games to learn from; load some with `ludoteca load`")
    return libraries, catalogue, data_version


def hold_out_users(libraries: Libraries, *, seed: int) -> tuple[Libraries, Libraries]:
    """Draw users to measure on; returns the libraries to learn from, and theirs."""
    split = split_users(libraries, seed=seed, test=HELD_OUT_USERS, validation=0)
    return split.training, split.test


def measure_recommendations(held_out: HeldOutUsers) -> dict[str, Any]:
    """Recommend games hidden from held-out users; a document of means for `recommendation_models`.

    `own_*` are of protocol S (a random fifth hidden), `newest_recall` of T (the newest fifth);
    `play_ndcg` counts hidden games that were played for more than an hour, by the weights to play.
    """
    random, newest = held_out.random, hide_newest_fifth(held_out.users)
    newest_owned = held_out.recommend(held_out.weights, newest, "own")
    means = {
        "own_recall": recall(held_out.lists["own"], random.hidden, random.everything),
        **{name: Mean.of(each) for name, each in held_out.ndcg_values(held_out.lists).items()},
        "newest_recall": recall(newest_owned, newest.hidden, newest.everything),
    }
    return {
        "cut": 10,
        "users": held_out.users.users_count,
        **{
            name: {"value": round(mean.value, 4), "standard_error": round(mean.standard_error, 4)}
            for name, mean in means.items()
        },
    }


def _require_memory(games_count: int) -> None:
    needed, free = weight_training_bytes(games_count), available_memory()
    if free is not None and needed > free:
        raise TrainingRefused(
            f"Learning from {games_count:,} games needs {needed / GIGABYTE:.1f} GB of memory, and "
            f"{free / GIGABYTE:.1f} GB are free here; nothing was changed. Train on a larger "
            "machine: DATABASE_URL may name this database from anywhere."
        )


def _stage_model(
    model: RecommendationModel,
    libraries: Libraries,
    variants: pd.DataFrame,
    connection: psycopg.Connection[Any],
) -> None:
    """Copy a model into schema `staging`."""
    ids, weights, cold_start = model.training.game_ids, model.weights, model.cold_start
    stager = Stager(connection)
    stager.copy_columns("recommendation_games", **_recommendable_games(model))
    stager.copy_columns(
        "recommendation_weights",
        game_id=ids[weights.rows],
        recommended_game_id=ids[weights.columns],
        own_weight=weights.own,
        play_weight=weights.play,
        few_weight=weights.few,
    )
    stager.copy_columns(
        "newcomer_weights",
        game_id=cold_start.game_ids,
        recommended_game_id=cold_start.cold_ids,
        weight=cold_start.weights,
    )
    _stage_content_model(model.similar, variants, connection)
    stage_similar_users(connection, libraries)


def _stage_content_model(
    similar: SimilarGames, variants: pd.DataFrame, connection: psycopg.Connection[Any]
) -> None:
    """Copy what needs no libraries into schema `staging`: similar games, variants and series."""
    stager = Stager(connection)
    stager.copy("game_variants", variants)
    stager.copy_columns(
        "game_similarities",
        game_id=similar.game_ids,
        rank=similar.ranks,
        similar_game_id=similar.similar_ids,
        score=similar.scores,
        players_share=similar.players_shares,
        content_share=1 - similar.players_shares,
    )


def _recommendable_games(model: RecommendationModel) -> dict[str, np.ndarray[Any, Any]]:
    """List every game that some weight may recommend: those with owners, then the cold ones."""
    training, weights = model.training, model.weights
    unowned = np.setdiff1d(model.cold_start.cold_ids, training.game_ids)
    is_cold = np.isin(training.game_ids, model.cold_start.cold_ids)
    none = np.zeros(len(unowned), dtype=np.int32)
    owned = weights.own_bias[training.owners > 0]
    rarest = np.full(len(unowned), owned.min(initial=0), dtype=np.int32)
    ranks = np.empty(training.games_count, dtype=np.int32)
    ranks[training.by_popularity] = np.arange(1, training.games_count + 1)
    return {
        "game_id": np.append(training.game_ids, unowned),
        "owners_count": np.append(training.owners, none),
        "popularity_rank": np.append(ranks, len(ranks) + 1 + np.arange(len(unowned))),
        "is_newcomer": np.append(is_cold, np.ones(len(unowned), dtype=bool)),
        "own_bias": np.append(weights.own_bias, rarest),
        "play_bias": np.append(weights.play_bias, none),
        "few_bias": np.append(weights.few_bias, none),
    }


def _training_report_lines(report: TrainingReport) -> Iterator[str]:
    counts, metrics = report.counts, report.metrics
    if "weights" not in counts:
        yield (
            f"Model {report.model_id} learnt from data version {report.data_version} by content: "
            f"{counts['similar_games']:,} similar games of {counts['games']:,}. There are too few "
            "libraries to learn from, or to measure it on."
        )
        return
    yield (
        f"Model {report.model_id} learnt from data version {report.data_version}: "
        f"{counts['weights']:,} weights, {counts['cold_start_weights']:,} for newcomers, "
        f"{counts['similar_games']:,} similar games."
    )
    if metrics["users"]:
        found = ", ".join(f"{of} {metrics[name]['value']:.3f}" for name, of in _TITLES.items())
        yield f"Of games hidden from it, for {metrics['users']:,} users: {found}."


RECOMMENDATIONS: Final = ModelKind(
    table="recommendation_models",
    functions="model",
    learn=learn_recommendations,
    gate=Gate(titles={name: _TITLES[name] for name in ("own_ndcg", "play_ndcg")}, least=0.003),
    compare=compare_recommendations,
    told=_training_report_lines,
    refused="Nothing can be recommended yet.",
)
