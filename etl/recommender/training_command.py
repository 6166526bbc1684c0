"""`ludoteca similarities`: the command that learns what to recommend."""
# ruff: noqa: PLC0415 - a command imports what it needs: --help is quick, worker processes are small

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from db.commands import used_database
from etl.commands import stderr_reporter

if TYPE_CHECKING:
    from sqlalchemy import URL

    from etl.recommender.training import TrainingReport

_SHOWN: Final = {
    "own_recall": "own, R@10",
    "own_ndcg": "own, N@10",
    "newest_recall": "newest owned, R@10",
    "play_ndcg": "played, N@10",
}


def train_and_tell(url: URL, **options: Any) -> TrainingReport:  # noqa: ANN401 - those of TrainingOptions
    """Train, store, and print what came of it."""
    from etl.recommender.training import TrainingOptions, train

    report = train(url, options=TrainingOptions(**options), reporter=stderr_reporter())
    _tell(report)
    return report


def learn_if_behind(url: URL) -> None:
    """Train if no model was learnt from the newest load; else do nothing.

    Where this machine cannot, it says so, and everything else goes on.
    """
    from db.errors import NotLoaded, TrainingRefused
    from etl.trained import is_behind

    if not is_behind(url, "recommendation_models"):
        return
    try:
        train_and_tell(url)
    except (NotLoaded, TrainingRefused) as refusal:
        click.echo(f"Nothing can be recommended yet. {refusal}", err=True)


@click.command()
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a parameter of the training; give it again for more. --list names them.",
)
@click.option("--list", "only_list", is_flag=True, help="List the parameters and their values.")
@click.option("--seed", default=0, show_default=True, help="Of what is held out and out of sight.")
@click.option(
    "--margin",
    default=0.01,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="N@10 that the new model may lose against the published one, beside chance.",
)
@click.option("--force", is_flag=True, help="Publish it even if it is worse.")
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    help="Games learnt at once; more change no bit.  [default: one a core, at most 4]",
)
def similarities(
    settings: tuple[str, ...],
    *,
    only_list: bool,
    **options: Any,  # noqa: ANN401 - those of TrainingOptions
) -> None:
    """Learn what to recommend, and publish it.

    That is which games are similar, too. Learns from the libraries that are published now; readers
    keep what they have until the new model is whole. A model that finds fewer of the games hidden
    from it than the published one is kept aside, and the comparison is shown.

    \b
    Examples:
      ludoteca similarities
      ludoteca similarities --set own.ridge=0.1 --set mean_pairs=10
      ludoteca similarities --list
    """  # noqa: D301 - click's mark for lines to keep
    from etl.recommender.parameters import changed, listed
    from etl.recommender.weights import WeightParameters

    parameters = changed(WeightParameters(), settings)
    if only_list:
        for line in listed(parameters):
            click.echo(line)
        return
    from db.status import require_newest

    with used_database() as (_, found):
        require_newest(found.url)
        train_and_tell(found.url, parameters=parameters, **options)


def _tell(report: TrainingReport) -> None:
    metrics = report.metrics
    click.echo(
        f"Model {report.model_id} learnt from data version {report.data_version}: "
        f"{report.weights_count:,} weights, {report.newcomer_weights_count:,} for newcomers, "
        f"{report.similar_games_count:,} similar games."
    )
    if metrics["users"]:
        found = ", ".join(f"{title} {metrics[name]['value']:.3f}" for name, title in _SHOWN.items())
        click.echo(f"Of games hidden from it, for {metrics['users']:,} users: {found}.")
    if report.comparison:
        for name, row in report.comparison["metrics"].items():
            click.echo(
                f"{_SHOWN[name]}: {row['new']:.4f} against {row['published']:.4f} of model "
                f"{report.comparison['model_id']} ({row['change']:+.4f}; a loss of "
                f"{row['allowed_loss']:.4f} is allowed)."
            )
    if report.status == "published":
        click.echo("It is published.")
    else:
        click.echo("It is worse and was kept aside; --force publishes it.")
