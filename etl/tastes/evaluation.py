"""Comparison of ways to predict ratings, on hidden ones; nothing is stored."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from rich.console import Console

from etl.console import print_table, text_table
from etl.progress import Reporter, Silent
from etl.recommender.libraries import Flags, Floats
from etl.recommender.splits import Purpose
from etl.tastes.clusters import TitleClusters, cluster_titles
from etl.tastes.held_out import (
    HiddenRatings,
    clip_stars,
    hide_newest_ratings,
    hide_random_ratings,
    judge_predictions,
    permute_titles,
)
from etl.tastes.hybrid import Evidence, Factors
from etl.tastes.neighbours import original_recipe, user_pearson
from etl.tastes.offsets import fit_offsets
from etl.tastes.ratings import Ratings
from etl.tastes.title_features import TitleCatalogue
from etl.tastes.title_weights import WeightParameters

SEEDS: Final = 5
ORIGINAL_CLUSTERS: Final = 9
TITLES: Final = {
    "mean": "mean",
    "viewer_mean": "mean of the viewer",
    "title_mean": "mean of the title",
    "baseline": "b: mean, viewer and title",
    "original": "the original recipe",
    "user_pearson": "1: viewers alike",
    "title_pearson": "2: titles alike",
    "clusters": "3: clusters",
    "clusters_9": "3: 9 clusters",
    "hybrid": "4: hybrid",
}
MEANS: Final = ("mean", "viewer_mean", "title_mean")
PROTOCOLS: Final = {
    "S": "A fifth of each viewer's ratings hidden at random",
    "T": "The newest fifth hidden",
    "permuted": "Titles permuted: nothing can be learnt, and nothing may beat the viewer's mean",
}
LEAK: Final = 0.002
"""Stars of RMSE by which a model may beat the viewer's mean, titles permuted."""
_COLUMNS: Final = (
    ("RMSE", "rmse", "{:.4f}"),
    ("MAE", "mae", "{:.4f}"),
    ("NDCG@10", "ndcg", "{:.3f}"),
    ("precision", "precision", "{:.3f}"),
    ("recall", "recall", "{:.3f}"),
    ("F1", "f1", "{:.3f}"),
    ("best F1", "best_f1", "{:.3f}"),
    ("at", "best_threshold", "{:.2f}"),
    ("reached", "reached", "{:.2f}"),
)


def evaluate_tastes(
    ratings: Ratings,
    catalogue: TitleCatalogue,
    *,
    seed: int = 0,
    viewers: int = 10_000,
    reporter: Reporter | None = None,
) -> dict[str, Any]:
    """Measure every way in every protocol; means of five seeds, T of one split.

    All visible ratings are learnt from; the hidden ones of so many `viewers` at most are predicted.
    """
    tell = reporter or Silent()
    hide = partial(hide_random_ratings, numbers=catalogue.numbers)
    with tell.stage("clusters", total=36, is_bytes=False) as advance:
        chosen = cluster_titles(catalogue, seed=seed, advance=advance)
    clusters = {
        "clusters": chosen,
        "clusters_9": cluster_titles(catalogue, seed=seed, count=ORIGINAL_CLUSTERS),
    }
    document: dict[str, Any] = {
        "ratings": len(ratings),
        "viewers": ratings.viewers_count,
        "titles": len(np.unique(ratings.titles)),
        "seeds": list(range(seed, seed + SEEDS)),
        "clusters": chosen.choice,
        "protocols": {},
    }
    for name in PROTOCOLS:
        runs = []
        seeds = document["seeds"] if name != "T" else [seed]
        with tell.stage(f"protocol {name}", total=len(seeds), is_bytes=False) as advance:
            for each in seeds:
                learnt = permute_titles(ratings, seed=each) if name == "permuted" else ratings
                if name == "T":
                    split = hide_newest_ratings(learnt)
                else:
                    split = hide(learnt, seed=each, purpose=Purpose.HIDDEN)
                tuning = hide(split.visible, seed=each, purpose=Purpose.TUNED)
                asked = _ask_some(split, viewers, seed=each)
                runs.append(_judge_all(asked, tuning, clusters))
                advance(1)
        document["protocols"][name] = {
            way: {key: float(np.mean([run[way][key] for run in runs])) for key in measures}
            for way, measures in runs[0].items()
        }
    return document


def print_taste_evaluation(console: Console, document: Mapping[str, Any]) -> None:
    """Write a table per protocol, and what is to be known of them."""
    for name, measures in document["protocols"].items():
        baseline = measures["baseline"]["rmse"]
        rows = [
            (
                TITLES[way],
                *(form.format(row[key]) for _, key, form in _COLUMNS),
                f"{1 - row['rmse'] / baseline:+.1%}",
            )
            for way, row in measures.items()
        ]
        header = ("model", *(heading for heading, *_ in _COLUMNS), "under b")
        print_table(console, text_table(f"{name}: {PROTOCOLS[name]}", header, rows))
    for line in _remarks(document):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def leaking_models(document: Mapping[str, Any]) -> list[str]:
    """Name what beats the viewer's mean with titles permuted: it saw what it should not have."""
    measures = document["protocols"]["permuted"]
    least = measures["viewer_mean"]["rmse"] - LEAK
    return [way for way, row in measures.items() if way not in MEANS and row["rmse"] < least]


def _remarks(document: Mapping[str, Any]) -> Iterator[str]:
    chosen, factors = document["clusters"], document["protocols"]["S"]["hybrid"]
    yield (
        f"{document['ratings']:,} ratings of {document['titles']:,} titles by "
        f"{document['viewers']:,} viewers; seeds {document['seeds'][0]} to "
        f"{document['seeds'][-1]}. Differences of RMSE below 0.005 are ties."
    )
    yield (
        f"{chosen['count']} clusters: silhouette {chosen['silhouette']:.3f}, stability "
        f"{chosen['stability']:.2f}. Hybrid: {factors['weights_factor']:.2f} of what titles say, "
        f"{factors['clusters_factor']:.2f} of clusters."
    )
    leaking = [TITLES[way] for way in leaking_models(document)]
    yield (
        f"These beat the viewer's mean with titles permuted, and leak: {', '.join(leaking)}."
        if leaking
        else "With titles permuted nothing beats the viewer's mean."
    )


def _ask_some(split: HiddenRatings, viewers: int, *, seed: int) -> HiddenRatings:
    """Keep the hidden ratings of some viewers."""
    there = np.flatnonzero(split.hidden.sizes)
    if len(there) <= viewers:
        return split
    asked = np.zeros(split.hidden.viewers_count, dtype=bool)
    asked[np.random.default_rng(seed).choice(there, viewers, replace=False)] = True
    return HiddenRatings(split.visible, split.hidden.where(asked[split.hidden.viewers]))


def _judge_all(
    split: HiddenRatings, tuning: HiddenRatings, clusters: Mapping[str, TitleClusters]
) -> dict[str, dict[str, Any]]:
    """Measure every way on one split."""
    visible, hidden, parameters = split.visible, split.hidden, WeightParameters()
    tuned = Evidence.gather(tuning, clusters["clusters"], parameters).tune(tuning.hidden)
    evidence = Evidence.gather(split, clusters["clusters"], parameters)
    everything = np.ones(len(hidden), dtype=bool)
    residuals = fit_offsets(visible).residuals(visible)
    nine = clusters["clusters_9"].evidence(visible, residuals, hidden.viewers, hidden.titles)
    alike, has_alike = user_pearson(visible, residuals, hidden.viewers, hidden.titles)
    ways: dict[str, tuple[Floats, Flags]] = {
        **{name: (each, everything) for name, each in _means(visible, hidden).items()},
        "baseline": (evidence.predict(Factors()), everything),
        "original": original_recipe(visible, hidden.viewers, hidden.titles),
        "user_pearson": (clip_stars(evidence.baseline + alike), has_alike),
        "title_pearson": (evidence.predict(Factors(weights=1)), evidence.reached),
        "clusters": (evidence.predict(Factors(clusters=1)), evidence.clusters != 0),
        "clusters_9": (clip_stars(evidence.baseline + nine), nine != 0),
        "hybrid": (evidence.predict(tuned), evidence.reached | (evidence.clusters != 0)),
    }
    judged = {name: judge_predictions(each, hidden, some) for name, (each, some) in ways.items()}
    judged["hybrid"] |= {"weights_factor": tuned.weights, "clusters_factor": tuned.clusters}
    return judged


def _means(visible: Ratings, hidden: Ratings) -> dict[str, Floats]:
    """Predict by plain means; of what was never rated by the mean of all."""
    mean = float(visible.stars.mean(dtype=np.float64)) if len(visible) else 0.0

    def by(places: Callable[[Ratings], Any], count: int) -> Floats:
        sizes = np.bincount(places(visible), minlength=count)
        sums = np.bincount(places(visible), visible.stars, count)
        means: Floats = np.where(sizes > 0, sums / np.maximum(sizes, 1), mean)
        predicted: Floats = means[places(hidden)]
        return predicted

    return {
        "mean": np.full(len(hidden), mean),
        "viewer_mean": by(lambda rows: rows.viewers, visible.viewers_count),
        "title_mean": by(lambda rows: rows.titles, visible.titles_count),
    }
