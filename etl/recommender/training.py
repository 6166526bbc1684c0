"""A loaded database in; a trained model in its tables out, published or kept aside."""

from __future__ import annotations

import datetime as dt
import platform
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import psycopg

from db.engines import etl_connection
from db.errors import NotLoaded, TrainingRefused
from etl.ledger import published_version
from etl.memory import available_memory
from etl.progress import Silent
from etl.recommender.catalogue import read_catalogue
from etl.recommender.held_out import hold_out, judge, measured
from etl.recommender.libraries import read_libraries
from etl.recommender.newcomers import newcomer_weights
from etl.recommender.publishing import Model, store
from etl.recommender.similar import similar_games
from etl.recommender.weights import WeightParameters, as_document, needed_bytes, train_weights
from etl.report import Stopwatch
from etl.session import explained, loader_session
from etl.trained import published_model

if TYPE_CHECKING:
    from sqlalchemy import URL

    from etl.progress import Reporter
    from etl.recommender.catalogue import Catalogue
    from etl.recommender.libraries import Libraries

PATIENCE: Final = 120.0  # seconds to wait for the end of a load before storing
GIGABYTE: Final = 1_000_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingOptions:
    """How to train."""

    parameters: WeightParameters = field(default_factory=WeightParameters)
    seed: int = 0
    margin: float = 0.01
    """NDCG@10 that a new model may lose against the published one, beside chance."""
    force: bool = False
    """Publish whatever the comparison says."""
    threads: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingReport:
    """What a training did."""

    model_id: int
    status: str
    data_version: int
    weights_count: int
    newcomer_weights_count: int
    similar_games_count: int
    metrics: dict[str, Any]
    comparison: dict[str, Any] | None
    timings: dict[str, float]


def train(
    url: URL, *, options: TrainingOptions | None = None, reporter: Reporter | None = None
) -> TrainingReport:
    """Learn from the published libraries and store what was learnt, all at once.

    Readers and loads are not disturbed: the data are read in one snapshot, and only storing waits
    for the end of a load.

    Raises:
        NotLoaded: nobody has a library.
        TrainingRefused: this machine has too little memory.
        LoadFailed: a load is under way and does not end; nothing was changed.
        DatabaseUnavailable: no server answers, or it went away; nothing was changed.
    """
    given = options or TrainingOptions()
    started_at = dt.datetime.now(dt.UTC)
    watch = Stopwatch(reporter=reporter or Silent())
    with watch.stage("read libraries and catalogue"):
        libraries, catalogue, data_version = _read(url)
    _require_memory(libraries.games_count)
    model, metrics = _learn(libraries, catalogue, given, watch)
    with loader_session(url, patience=PATIENCE) as connection:
        before = published_model(connection, "recommendation_models")
        verdict = judge(metrics, before, margin=given.margin)
        status = "published" if verdict.publish or given.force else "aside"
        with watch.stage("store"):
            document = _how(given) | {
                "status": status,
                "started_at": started_at.isoformat(),
                "data_version": data_version,
                "metrics": metrics,
                "comparison": verdict.comparison,
                "timings": _timings(watch),
            }
            model_id = store(connection, model, libraries, document)
    return TrainingReport(
        model_id=model_id,
        status=status,
        data_version=data_version,
        weights_count=len(model.weights.rows),
        newcomer_weights_count=len(model.newcomers.weights),
        similar_games_count=len(model.similar.scores),
        metrics=metrics,
        comparison=verdict.comparison,
        timings=_timings(watch),
    )


def learnt_from(url: URL, *, watch: Stopwatch) -> tuple[Model, dict[str, Any]]:
    """Learn as `train` does and store nothing; returns the model and its metrics.

    Raises:
        LudotecaError: as `train` does.
    """
    with watch.stage("read libraries and catalogue"):
        libraries, catalogue, _ = _read(url)
    _require_memory(libraries.games_count)
    return _learn(libraries, catalogue, TrainingOptions(), watch)


def _timings(watch: Stopwatch) -> dict[str, float]:
    return {stage.name: round(stage.seconds, 3) for stage in watch.stages}


def _read(url: URL) -> tuple[Libraries, Catalogue, int]:
    with explained(url), etl_connection(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        data_version = published_version(connection)
        libraries, catalogue = read_libraries(connection), read_catalogue(connection)
    if data_version is None or not libraries.users_count:
        raise NotLoaded("There are no libraries to learn from; load some with `ludoteca load`")
    return libraries, catalogue, data_version


def _learn(
    libraries: Libraries, catalogue: Catalogue, given: TrainingOptions, watch: Stopwatch
) -> tuple[Model, dict[str, Any]]:
    training, held_out = hold_out(libraries, seed=given.seed)
    labels = catalogue.take(catalogue.places_of(training.game_ids)).kin
    weights, precision = train_weights(
        training,
        given.parameters,
        labels=labels,
        seed=given.seed,
        threads=given.threads,
        watch=watch,
    )
    with watch.stage("measure"):
        metrics = measured(weights, training, held_out, seed=given.seed)
    with watch.stage("similar games"):
        similar = similar_games(catalogue, training, precision)
    with watch.stage("newcomers"):
        newcomers = newcomer_weights(catalogue, training, precision)
    return Model(training, weights, similar, newcomers), metrics


def _require_memory(games_count: int) -> None:
    needed, free = needed_bytes(games_count), available_memory()
    if free is not None and needed > free:
        raise TrainingRefused(
            f"Learning from {games_count:,} games needs {needed / GIGABYTE:.1f} GB of memory, and "
            f"{free / GIGABYTE:.1f} GB are free here; nothing was changed. Train on a larger "
            "machine: DATABASE_URL may name this database from anywhere."
        )


def _how(given: TrainingOptions) -> dict[str, Any]:
    packages = ("ludoteca", "numpy", "scipy")
    return {
        "seed": given.seed,
        "parameters": as_document(given.parameters) | {"margin": given.margin},
        "versions": {name: version(name) for name in packages}
        | {"python": platform.python_version()},
    }
