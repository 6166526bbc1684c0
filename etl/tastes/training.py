"""Training of a taste model: what it reads, how it is measured, and the rows it becomes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
import psycopg
from sqlalchemy import URL

from db.errors import NotLoaded
from etl.load_report import Stopwatch
from etl.models.gate import Gate
from etl.models.lifecycle import (
    ModelKind,
    Trained,
    TrainingOptions,
    TrainingReport,
    model_data_snapshot,
)
from etl.recommender.splits import Purpose
from etl.staging import Stager
from etl.tastes import clusters as clustering
from etl.tastes import title_weights as weighing
from etl.tastes.clusters import TitleClusters, cluster_titles
from etl.tastes.gate import HiddenPredictions, compare_tastes
from etl.tastes.held_out import hide_random_ratings, judge_predictions
from etl.tastes.hybrid import Evidence, Factors, cross_tuned_predictions, gain_over_baseline
from etl.tastes.offsets import VIEWER_DAMPING, Offsets, fit_offsets
from etl.tastes.ratings import Ratings, read_ratings
from etl.tastes.title_features import TitleCatalogue, read_title_catalogue
from etl.tastes.title_weights import TitleWeights, WeightParameters, fit_title_weights

LEAST_GAIN: Final = 0.01
"""Share of the baseline's RMSE by which a hybrid must be better."""
LEAST_LOSS: Final = 0.002
"""Share of the published model's RMSE up to which a growth counts for nothing."""


@dataclass(frozen=True, kw_only=True)
class TasteParameters:
    """Parameters of a training."""

    weights: WeightParameters = field(default_factory=WeightParameters)
    clusters: int = 0
    """0 chooses their number."""


@dataclass(frozen=True, eq=False)
class TasteModel:
    """What was learnt; weights and clusters are None where offsets alone answer."""

    catalogue: TitleCatalogue
    ratings: Ratings
    offsets: Offsets
    weights: TitleWeights | None
    clusters: TitleClusters | None


def learn_tastes(url: URL, given: TrainingOptions, watch: Stopwatch) -> Trained:
    """Learn from the ratings that count, and measure on hidden ones.

    Where the hybrid is not better than offsets alone by 1 % of their RMSE, and beyond chance, the
    model is the offsets: a baseline, which says so.
    """
    parameters = given.parameters or TasteParameters()
    with watch.stage("read the ratings"):
        ratings, catalogue, data_version = read_taste_data(url)
    tried = 1 if parameters.clusters else clustering.MOST - clustering.FEWEST + 1
    with watch.stage("clusters", total=tried, is_bytes=False) as advance:
        clusters = cluster_titles(
            catalogue, seed=given.seed, count=parameters.clusters or None, advance=advance
        )
    with watch.stage("measure"):
        factors, metrics, unseen = _measure_hybrid(
            ratings, catalogue, clusters, parameters, seed=given.seed
        )
    least = LEAST_GAIN if given.margin is None else given.margin
    is_better = metrics["gain"] >= least and metrics["is_beyond_chance"]
    is_hybrid = is_better or given.force
    hidden = unseen["hybrid" if is_hybrid else "baseline"]
    with watch.stage("learn from all"):
        offsets = fit_offsets(ratings)
        weights = None
        if is_hybrid:
            weights = fit_title_weights(ratings, offsets.residuals(ratings), parameters.weights)
    model = TasteModel(catalogue, ratings, offsets, weights, clusters if is_hybrid else None)
    used = factors if is_hybrid else Factors()
    return Trained(
        data_version=data_version,
        parameters=parameters,
        metrics=metrics,
        counts={
            "ratings": len(ratings),
            "pairs": int((ratings.sizes * (ratings.sizes - 1) // 2).sum()),
            "weights": int((weights.weights > 0).sum()) if weights else 0,
        },
        stage=partial(_stage_taste_model, model, hidden),
        held_out=hidden,
        columns={
            "method": "hybrid" if is_hybrid else "baseline",
            "ratings_count": len(ratings),
            "mean_stars": offsets.mean,
            "viewer_damping": VIEWER_DAMPING,
            "weights_factor": used.weights,
            "weights_damping": weighing.DAMPING,
            "clusters_factor": used.clusters,
            "clusters_damping": clustering.DAMPING,
        },
    )


def read_taste_data(url: URL) -> tuple[Ratings, TitleCatalogue, int]:
    """Read ratings, titles and data version as they are at one moment.

    Raises:
        NotLoaded: nobody has rated anything.
    """
    with model_data_snapshot(url) as (connection, data_version):
        catalogue = read_title_catalogue(connection)
        ratings = read_ratings(connection, catalogue.title_keys)
    if data_version is None or not len(ratings):
        raise NotLoaded("There are no ratings to learn from; load some with `ludoteca load`")
    return ratings, catalogue, data_version


def _measure_hybrid(
    ratings: Ratings,
    catalogue: TitleCatalogue,
    clusters: TitleClusters,
    parameters: TasteParameters,
    *,
    seed: int,
) -> tuple[Factors, dict[str, Any], dict[str, HiddenPredictions]]:
    """Choose the shares of titles and clusters on hidden ratings, and measure.

    The hybrid is measured on each half of the viewers with the shares that the other half gives.
    """
    split = hide_random_ratings(ratings, catalogue.numbers, seed=seed, purpose=Purpose.TUNED)
    hidden = split.hidden
    evidence = Evidence.gather(split, clusters, parameters.weights)
    predicted = cross_tuned_predictions(evidence, hidden)
    gain, is_beyond_chance = gain_over_baseline(predicted, evidence.baseline, hidden.stars)
    everything = np.ones(len(hidden), dtype=bool)
    ways = {
        "baseline": (evidence.predict(Factors()), everything),
        "title_pearson": (evidence.predict(Factors(weights=1)), evidence.reached),
        "clusters": (evidence.predict(Factors(clusters=1)), evidence.clusters != 0),
        "hybrid": (predicted, evidence.reached | (evidence.clusters != 0)),
    }
    unseen = {
        name: HiddenPredictions(hidden, catalogue.numbers, ways[name][0], seed=seed)
        for name in ("baseline", "hybrid")
    }
    metrics = {
        "hidden_ratings": len(hidden),
        "gain": round(gain, 4),
        "is_beyond_chance": is_beyond_chance,
        "clusters": clusters.choice,
        "ways": {
            name: {
                key: round(value, 4) for key, value in judge_predictions(each, hidden, some).items()
            }
            for name, (each, some) in ways.items()
        },
    }
    return evidence.tune(hidden), metrics, unseen


def _stage_taste_model(
    model: TasteModel, hidden: HiddenPredictions, connection: psycopg.Connection[Any]
) -> None:
    """Copy a model into schema `staging`, over the loader's connection."""
    stager, keys, ratings = Stager(connection), model.catalogue.title_keys, model.ratings
    stager.copy_columns(
        "hidden_ratings", rating_hash=hidden.hashes, predicted_stars=hidden.predicted
    )
    rated = np.unique(ratings.titles)
    stager.copy_columns(
        "title_offsets", title_key=keys[rated], offset_stars=model.offsets.titles[rated]
    )
    there = np.flatnonzero(ratings.sizes)
    stager.copy_columns(
        "viewer_offsets",
        viewer_id=ratings.viewer_ids[there],
        offset_stars=model.offsets.viewers[there],
    )
    if model.weights is not None:
        asked, places = np.nonzero(model.weights.weights)
        stager.copy_columns(
            "title_weights",
            title_key=keys[asked],
            other_title_key=keys[model.weights.others[asked, places]],
            weight=model.weights.weights[asked, places],
        )
    if (clusters := model.clusters) is not None:
        frame = pd.DataFrame(
            {
                "cluster": np.arange(1, len(clusters.terms) + 1),
                "titles_count": clusters.sizes,
                "terms": [list(terms) for terms in clusters.terms],
            }
        )
        stager.copy("clusters", frame)
        stager.copy_columns("title_clusters", title_key=keys, cluster=clusters.clusters + 1)


def _training_report_lines(report: TrainingReport) -> Iterator[str]:
    metrics, ways = report.metrics, report.metrics["ways"]
    yield (
        f"Taste model {report.model_id} learnt from data version {report.data_version}: "
        f"{report.counts['ratings']:,} ratings, {report.counts['weights']:,} weights between "
        f"titles, {metrics['clusters']['count']} clusters."
    )
    yield (
        f"Of {metrics['hidden_ratings']:,} hidden ratings: RMSE of the hybrid "
        f"{ways['hybrid']['rmse']:.4f}, of offsets alone {ways['baseline']['rmse']:.4f} "
        f"({metrics['gain']:.1%} less)."
    )
    if not report.counts["weights"]:
        yield "Nothing better than offsets was learnt: the baseline answers, and says so."


TASTES: Final = ModelKind(
    table="taste_models",
    functions="taste_model",
    learn=learn_tastes,
    gate=Gate(
        titles={"rmse": "hidden ratings, RMSE"}, least=LEAST_LOSS, is_error=True, is_fixed=True
    ),
    compare=compare_tastes,
    told=_training_report_lines,
    refused="No tastes can be learnt yet.",
)
