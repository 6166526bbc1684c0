"""Comparison of ways to predict prices, on hidden ones; nothing is stored."""

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
    compare_price_errors,
    predict_held_out_prices,
    predict_with_baselines,
    price_errors_by_clues,
    range_coverage,
)
from etl.prices.features import CLUES, Floats
from etl.prices.training import read_price_training_data, tree_parameters_for_few_games
from etl.progress import Reporter, Silent

TITLES: Final = {
    "mean": "always the mean",
    "genres": "mean of the same genres",
    "bagging": "bagging, genres and early access",
    "boosting": "boosting, without history",
    "model": "ours",
}
_PROTOCOLS: Final = {
    "random": "by chance",
    "studios": "new studios",
    "publishers": "new publishers",
    "time": "before 2016, asked since",
}
_SHOWN_MASKS: Final = (1, 9, 25, 4, 5, 13, 2, 16, 32, 64, 128, 31, 63, 127, 255)


def evaluate_price_models(
    url: URL, *, seed: int, reporter: Reporter | None = None
) -> dict[str, Any]:
    """Measure every way by every protocol, and ours from every combination of clues."""
    tell = reporter or Silent()
    with tell.stage("read the catalogue"):
        material = read_price_training_data(url, seed=seed)
    games, protocols = material.games, material.protocols
    given = tree_parameters_for_few_games(TreeParameters(), games)

    def stage(title: str, name: str) -> Any:  # noqa: ANN401 - a context manager
        count = len(protocols[name].splits)
        return tell.stage(f"{title}, {_PROTOCOLS[name]}", total=count, is_bytes=False)

    with stage("ours", "random") as advance:
        found = predict_held_out_prices(protocols["random"], given, seed=seed, advance=advance)
    ways = {"random": {**found.baselines, "model": found.predicted}}
    for name in ("studios", "publishers", "time"):
        with stage("ours", name) as advance:
            ways[name] = predict_with_baselines(
                protocols[name],
                given,
                seed=seed,
                advance=advance,
                are_studios_new=name == "studios",
            )
    for name in ("random", "studios"):
        with stage("boosting", name) as advance:
            ways[name]["boosting"] = _predict_boosting_baseline(
                protocols[name], given, seed, advance
            )
    return {
        "seed": seed,
        "parameters": asdict(given),
        **range_coverage(games, found),
        "clues": price_errors_by_clues(games, found),
        **{
            name: compare_price_errors(games, {way: found[way] for way in TITLES if way in found})
            for name, found in ways.items()
            if found["model"].size and protocols[name].splits
        },
    }


def _predict_boosting_baseline(
    protocol: Protocol, given: TreeParameters, seed: int, advance: Callable[[int], None]
) -> Floats:
    return protocol.predicted(
        lambda split: baselines.boosting_baseline(
            protocol.games, split.rows, protocol.learnt(split), split.asked, given, seed=seed
        ),
        advance=advance,
    )


def print_price_evaluation(console: Console, document: dict[str, Any]) -> None:
    """Print the errors in US dollars, and how much less than bagging's ours are."""
    for name, title in _PROTOCOLS.items():
        if name not in document:
            continue
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
    _print_clues(console, document["clues"])
    tenths = ", ".join(f"{share:.1%}" for share in document["coverage_by_tenth"])
    console.print(
        f"Ranges held {document['coverage']:.1%} of the prices; 80 % are meant. By tenths of the "
        f"price predicted: {tenths}."
    )


def _print_clues(console: Console, rows: list[dict[str, Any]]) -> None:
    """Print some combinations of clues beside the mean of the combination."""
    table = Table(title="Told only these clues, prices up to 100 USD", title_justify="left")
    table.add_column("clues")
    for column in ("RMSE", "of the mean", "difference", "MAE", "games"):
        table.add_column(column, justify="right")
    for row in rows:
        if row["clues_mask"] in _SHOWN_MASKS:
            known = [name for place, name in enumerate(CLUES) if row["clues_mask"] >> place & 1]
            table.add_row(
                ", ".join(known) if len(known) < len(CLUES) else "all",
                f"{row['rmse_usd']:.2f}",
                f"{row['combination_rmse_usd']:.2f}",
                f"{row['difference_usd']:+.2f} ± {row['standard_error_usd']:.2f}",
                f"{row['mae_usd']:.2f}",
                f"{row['games_count']:,}",
            )
    console.print(table)
