"""A loaded database in; a price model in its tables out, published or kept aside."""

from __future__ import annotations

import datetime as dt
import platform
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import psycopg

from db.engines import etl_connection
from db.errors import NotLoaded
from etl.ledger import published_version
from etl.prices.features import EVERYTHING, Games, read_games, read_history
from etl.prices.folds import FOLDS
from etl.prices.measuring import (
    compared,
    coverage,
    errors_by_clues,
    held_out,
    new_studios,
    random_protocol,
    studio_protocol,
)
from etl.prices.models import Model, grow_all
from etl.prices.publishing import store
from etl.prices.trees import TreeParameters, as_document
from etl.prices.verdict import judge
from etl.progress import Silent
from etl.report import Stopwatch
from etl.session import explained, loader_session
from etl.trained import published_model

if TYPE_CHECKING:
    from sqlalchemy import URL

    from etl.prices.features import Floats
    from etl.prices.measuring import HeldOut, Protocol
    from etl.progress import Reporter

PATIENCE: Final = 120.0  # seconds to wait for the end of a load before storing
FEWEST: Final = 100  # priced games with a label, for the model to read it; fewer for small sets
FEWEST_OF: Final = 300  # … one game in so many
ENOUGH: Final = 50  # priced games; of fewer nothing can be learnt
SMALL: Final = 5000  # priced games up to which fewer trees are as good


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceOptions:
    """How to train."""

    parameters: TreeParameters = field(default_factory=TreeParameters)
    seed: int = 0
    margin: float = 0.02
    """Share by which errors may grow against the published model's, beside chance."""
    force: bool = False
    """Publish whatever the comparison says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceReport:
    """What a training did."""

    model_id: int
    status: str
    data_version: int
    games_count: int
    metrics: dict[str, Any]
    comparison: dict[str, Any] | None
    timings: dict[str, float]


@dataclass(frozen=True)
class Material:
    """All that a training reads, of one moment."""

    games: Games
    histories: tuple[Floats, Floats]
    random: Protocol
    studios: Protocol
    data_version: int


def train(
    url: URL, *, options: PriceOptions | None = None, reporter: Reporter | None = None
) -> PriceReport:
    """Learn prices from the published catalogue, measure, and store all at once.

    Readers and loads are not disturbed: the data are read in one snapshot, and only storing waits
    for the end of a load.

    Raises:
        NotLoaded: too few games have a price.
        TrainingRefused: this machine cannot.
        LoadFailed: a load is under way and does not end; nothing was changed.
        DatabaseUnavailable: no server answers, or it went away; nothing was changed.
    """
    given = options or PriceOptions()
    started_at = dt.datetime.now(dt.UTC)
    watch = Stopwatch(reporter=reporter or Silent())
    with watch.stage("read the catalogue"):
        material = read_material(url, seed=given.seed)
    games, parameters = material.games, fitting(given.parameters, material.games)
    found, metrics = measured(material, parameters, seed=given.seed, watch=watch)
    with watch.stage("learn from all"):
        model, foreseen = _learnt(material, parameters, found, seed=given.seed)
    with loader_session(url, patience=PATIENCE) as connection:
        verdict = judge(metrics, published_model(connection, "price_models"), margin=given.margin)
        status = "published" if verdict.publish or given.force else "aside"
        with watch.stage("store"):
            document = {
                "status": status,
                "started_at": started_at.isoformat(),
                "data_version": material.data_version,
                "seed": given.seed,
                "parameters": as_document(parameters) | {"margin": given.margin},
                "metrics": metrics,
                "comparison": verdict.comparison,
                "timings": _timings(watch),
                "versions": _versions(),
            }
            model_id = store(
                connection,
                games,
                model,
                foreseen,
                is_held_out=games.priced,
                errors=errors_by_clues(games, found),
                document=document,
            )
    return PriceReport(
        model_id=model_id,
        status=status,
        data_version=material.data_version,
        games_count=int(games.priced.sum()),
        metrics=metrics,
        comparison=verdict.comparison,
        timings=_timings(watch),
    )


def read_material(url: URL, *, seed: int) -> Material:
    """Read the catalogue and deal it to folds.

    Raises:
        NotLoaded: too few games have a price.
        DatabaseUnavailable: no server answers.
    """
    with explained(url), etl_connection(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        data_version = published_version(connection)
        row = connection.execute("select count(price_usd) from api.games").fetchone()
        count = int(row[0]) if row else 0
        if data_version is None or count < ENOUGH:
            raise NotLoaded(
                f"{count} games have a price, and {ENOUGH} are the fewest to learn from; load "
                "some with `ludoteca load`"
            )
        games = read_games(connection, fewest=max(5, min(FEWEST, count // FEWEST_OF)))
        return Material(
            games=games,
            histories=(
                read_history(connection, games, hidden=games.ids[:0]),
                read_history(connection, games, hidden=games.ids[:0], as_newcomer=True),
            ),
            random=random_protocol(connection, games, seed=seed),
            studios=studio_protocol(connection, games, seed=seed),
            data_version=data_version,
        )


def fitting(parameters: TreeParameters, games: Games) -> TreeParameters:
    """Grow fewer trees, and smaller ones, where there are few games to learn from."""
    if games.priced.sum() > SMALL:
        return parameters
    return replace(
        parameters,
        trees=min(parameters.trees, 60),
        pairs=1,
        rate=max(parameters.rate, 0.15),
        leaves=min(parameters.leaves, 12),
        range_trees=min(parameters.range_trees, 30),
        range_leaves=min(parameters.range_leaves, 8),
    )


def measured(
    material: Material, parameters: TreeParameters, *, seed: int, watch: Stopwatch
) -> tuple[HeldOut, dict[str, Any]]:
    """Foresee hidden prices in both protocols; also the document of metrics."""
    games = material.games
    with watch.stage("foresee hidden prices", total=FOLDS, is_bytes=False) as advance:
        found = held_out(material.random, parameters, seed=seed, advance=advance)
    with watch.stage("foresee those of new studios", total=FOLDS, is_bytes=False) as advance:
        new = new_studios(material.studios, parameters, seed=seed, advance=advance)
    everybody = {"model": found.foreseen[:, 0], **found.baselines}
    return found, {
        "folds": FOLDS,
        "random": compared(games, everybody),
        "studios": compared(games, new),
        "coverage": round(coverage(games, found, material.random.folds), 4),
    }


def _learnt(
    material: Material, parameters: TreeParameters, found: HeldOut, *, seed: int
) -> tuple[Model, Floats]:
    """Learn from every price; foresee games without one, and keep what was foreseen unseen."""
    games = material.games
    rows = np.flatnonzero(games.priced)
    model = grow_all(games, rows, games.prices[rows], material.histories, parameters, seed=seed)
    foreseen = found.foreseen.copy()
    left = np.flatnonzero(np.isnan(foreseen[:, 0]))
    if len(left):
        everything = np.full(len(left), EVERYTHING)
        foreseen[left] = model.foresee(games, left, material.histories[0], everything)
    return model, foreseen


def _timings(watch: Stopwatch) -> dict[str, float]:
    return {stage.name: round(stage.seconds, 3) for stage in watch.stages}


def _versions() -> dict[str, str]:
    packages = ("ludoteca", "lightgbm", "numpy", "scipy")
    return {name: version(name) for name in packages} | {"python": platform.python_version()}
