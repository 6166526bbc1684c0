"""`ludoteca prices`: the commands that learn prices, and that compare ways of doing so."""
# ruff: noqa: PLC0415 - a command imports what it needs: --help is quick, worker processes are small

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import click

from db.commands import used_database
from etl.commands import stderr_reporter
from etl.recommender.commands import FILE, writable

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import URL

    from etl.prices.training import PriceReport

_SHOWN: Final = {"random": "Of games by chance", "studios": "Of new studios"}
SEED: Final = click.option(
    "--seed", default=0, show_default=True, help="Of the folds and of the trees."
)


@click.group()
def prices() -> None:
    """Learn what games should cost, and measure how well.

    \b
    Examples:
      ludoteca prices train
      ludoteca prices evaluate --json result.json
    """  # noqa: D301 - click's mark for lines to keep


@prices.command()
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a parameter of the training; give it again for more. --list names them.",
)
@click.option("--list", "only_list", is_flag=True, help="List the parameters and their values.")
@SEED
@click.option(
    "--margin",
    default=0.02,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Share by which the error may grow against the published model's, beside chance.",
)
@click.option("--force", is_flag=True, help="Publish it even if it is worse.")
def train(
    settings: tuple[str, ...],
    *,
    only_list: bool,
    **options: Any,  # noqa: ANN401 - those of PriceOptions
) -> None:
    """Learn what games should cost, measure it, and publish it.

    Foresees every price of the catalogue by a model that has not seen it, and of new studios by one
    that knows nothing of them. Readers keep what they have until the new model is whole. A model
    that is further off than the published one is kept aside, and the comparison is shown.

    \b
    Examples:
      ludoteca prices train
      ludoteca prices train --set trees=300 --set rate=0.06
      ludoteca prices train --list
    """  # noqa: D301 - click's mark for lines to keep
    from etl.prices.trees import TreeParameters
    from etl.recommender.parameters import changed, listed

    parameters = changed(TreeParameters(), settings)
    if only_list:
        for line in listed(parameters):
            click.echo(line)
        return
    from db.status import require_newest

    with used_database() as (_, found):
        require_newest(found.url)
        train_and_tell(found.url, parameters=parameters, **options)


@prices.command()
@SEED
@click.option("--json", "json_path", type=FILE, callback=writable, help="Write every figure.")
def evaluate(seed: int, json_path: Path | None) -> None:
    """Compare ways to foresee prices on hidden ones; store nothing.

    By chance: each fifth of the games is foreseen from the other four. New studios: all games of a
    developer, and of those it worked with, are in one fifth. In memory, the prices learnt from are
    shuffled: what is then better than the mean was only remembered.

    \b
    Example:
      ludoteca prices evaluate --json result.json
    """  # noqa: D301 - click's mark for lines to keep
    from rich.console import Console

    from db.status import require_newest
    from etl.prices.report import evaluated, print_evaluation

    with used_database() as (_, found):
        require_newest(found.url)
        document = evaluated(found.url, seed=seed, reporter=stderr_reporter())
    if json_path:
        json_path.write_text(f"{json.dumps(document, indent=2)}\n", encoding="utf-8")
    print_evaluation(Console(), document)


def train_and_tell(url: URL, **options: Any) -> PriceReport:  # noqa: ANN401 - those of PriceOptions
    """Train, store, and print what came of it."""
    from etl.prices.training import PriceOptions
    from etl.prices.training import train as learn

    report = learn(url, options=PriceOptions(**options), reporter=stderr_reporter())
    _tell(report)
    return report


def learn_if_behind(url: URL) -> None:
    """Train if no price model was learnt from the newest load; else do nothing.

    Where this machine cannot, it says so, and everything else goes on.
    """
    from db.errors import NotLoaded, TrainingRefused
    from etl.trained import is_behind

    if not is_behind(url, "price_models"):
        return
    try:
        train_and_tell(url)
    except (NotLoaded, TrainingRefused) as refusal:
        click.echo(f"No price can be foreseen yet. {refusal}", err=True)


def _tell(report: PriceReport) -> None:
    click.echo(
        f"Price model {report.model_id} learnt from data version {report.data_version}: "
        f"{report.games_count:,} games with a price."
    )
    for name, title in _SHOWN.items():
        ours, theirs = report.metrics[name]["model"], report.metrics[name]["bagging"]
        click.echo(
            f"{title}, prices over 100 USD left out: MAE {ours['mae']:.2f}, "
            f"RMSE {ours['rmse']:.2f} (bagging: {theirs['mae']:.2f}, {theirs['rmse']:.2f})."
        )
    click.echo(f"Its ranges held {report.metrics['coverage']:.1%} of the prices; 80 % are meant.")
    if report.comparison:
        for name, row in report.comparison["metrics"].items():
            click.echo(
                f"{_SHOWN[name]}: MAE {row['new']:.4f} against {row['published']:.4f} of model "
                f"{report.comparison['model_id']} ({row['change']:+.4f}; a growth of "
                f"{row['allowed_growth']:.4f} is allowed)."
            )
    if report.status == "published":
        click.echo("It is published.")
    else:
        click.echo("It is worse and was kept aside; --force publishes it.")
