"""Comparison of ways to foresee prices, on hidden ones; nothing is stored."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from sqlalchemy import URL

from etl.prices import baselines
from etl.prices.boosted_trees import TreeParameters
from etl.prices.cross_validation import (
    Protocol,
    Split,
    compare_price_errors,
    cross_validated_range_coverage,
    predict_held_out_prices,
    predict_new_studio_prices,
)
from etl.prices.features import Floats
from etl.prices.price_model import fit_price_forest
from etl.prices.training import read_price_training_data, tree_parameters_for_few_games
from etl.progress import Reporter, Silent

TITLES: Final = {
    "mean": "always the mean",
    "genres": "mean of the same genres",
    "bagging": "bagging, genres and early access",
    "boosting": "boosting, without history",
    "memory": "ours, prices shuffled",
    "model": "ours",
}
_PROTOCOLS: Final = {"random": "by chance", "studios": "new studios"}


def evaluate_price_models(
    url: URL,
    *,
    seed: int,
    reporter: Reporter | None = None,
    parameters: TreeParameters | None = None,
) -> dict[str, Any]:
    """Measure every way in both protocols.

    Raises:
        NotLoaded: too few games have a price.
        TrainingRefused: this machine cannot.
        DatabaseUnavailable: no server answers.
    """
    tell = reporter or Silent()
    with tell.stage("read the catalogue"):
        material = read_price_training_data(url, seed=seed)
    games, random, studios = material.games, material.random, material.studios
    given = tree_parameters_for_few_games(parameters or TreeParameters(), games)

    def stage(title: str) -> Any:  # noqa: ANN401 - a context manager
        return tell.stage(title, total=5, is_bytes=False)

    with stage("ours, by chance") as advance:
        found = predict_held_out_prices(random, given, seed=seed, advance=advance)
    ways = {"random": {**found.baselines, "model": found.predicted[:, 0]}}
    with stage("ours, new studios") as advance:
        ways["studios"] = predict_new_studio_prices(studios, given, seed=seed, advance=advance)
    for name, protocol in (("random", random), ("studios", studios)):
        with stage(f"boosting, {_PROTOCOLS[name]}") as advance:
            ways[name]["boosting"] = _predict_boosting_baseline(protocol, given, seed, advance)
    with stage("ours, prices shuffled") as advance:
        ways["random"]["memory"] = predict_from_shuffled_prices(
            random, given, seed=seed, advance=advance
        )
    return {
        "seed": seed,
        "parameters": asdict(given),
        "coverage": round(cross_validated_range_coverage(games, found, random.folds), 4),
        **{
            name: compare_price_errors(games, {way: found[way] for way in TITLES if way in found})
            for name, found in ways.items()
        },
    }


def predict_from_shuffled_prices(
    protocol: Protocol, given: TreeParameters, *, seed: int, advance: Callable[[int], None]
) -> Floats:
    """Foresee hidden prices after learning from shuffled ones; nothing can be learnt from them."""
    games = protocol.games

    def predict(split: Split) -> Floats:
        prices = protocol.learnt(split, shuffled=seed)
        forest = fit_price_forest(games, split.rows, prices, split.known, given, seed=seed)
        return forest.predict(games.matrix(split.asked, split.known))

    return protocol.predicted(predict, advance=advance)


def _predict_boosting_baseline(
    protocol: Protocol, given: TreeParameters, seed: int, advance: Callable[[int], None]
) -> Floats:
    def predict(split: Split) -> Floats:
        prices = protocol.learnt(split)
        return baselines.boosting_baseline(
            protocol.games, split.rows, prices, split.asked, given, seed=seed
        )

    return protocol.predicted(predict, advance=advance)


def print_price_evaluation(console: Console, document: dict[str, Any]) -> None:
    """Print the errors in US dollars, and how much less than bagging's ours are."""
    for name, title in _PROTOCOLS.items():
        table = Table(title=f"Folds: {title}", title_justify="left")
        table.add_column("way")
        for column in ("RMSE", "MAE", "RMSE, all", "MAE, all"):
            table.add_column(column, justify="right")
        for way, row in document[name].items():
            figures = (row[key] for key in ("rmse", "mae", "rmse_all", "mae_all"))
            table.add_row(TITLES[way], *(f"{figure:.2f}" for figure in figures))
        console.print(table)
        ours, theirs = document[name]["model"], document[name]["bagging"]
        less = {key: 1 - ours[key] / theirs[key] for key in ("rmse", "mae")}
        console.print(
            f"{ours['games']:,} prices up to 100 USD, {ours['games_all']:,} in all. "
            f"Under bagging: RMSE {less['rmse']:.1%}, MAE {less['mae']:.1%}."
        )
    console.print(f"Ranges held {document['coverage']:.1%} of the prices; 80 % are meant.")
