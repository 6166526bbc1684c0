"""`ludoteca similarities` and `ludoteca prices train`, and learning while others work."""
# ruff: noqa: PLC0415 - a command imports what it needs: --help is quick, worker processes are small

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import click

from db.commands import open_command_database
from db.errors import NotLoaded, TrainingRefused
from etl.commands import stderr_reporter

if TYPE_CHECKING:  # --help and the workers of a load do without them
    from sqlalchemy import URL

    from etl.models.lifecycle import ModelKind, ModelTable, TrainingOptions

Name: TypeAlias = Literal["similarities", "prices", "tastes"]
Domain: TypeAlias = Literal["games", "streaming"]

TABLES: Final[dict[Name, ModelTable]] = {
    "similarities": "recommendation_models",
    "prices": "price_models",
    "tastes": "taste_models",
}
DOMAIN: Final = click.option(
    "--domain",
    type=click.Choice(get_args(Domain)),
    default="games",
    show_default=True,
    help="Games of libraries, or rated streaming titles.",
)
SETTINGS: Final = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a parameter of the training; give it again for more. --list names them.",
)
LIST: Final = click.option(
    "--list", "only_list", is_flag=True, help="List the parameters and their values."
)
FORCE: Final = click.option("--force", is_flag=True, help="Publish it even if it is worse.")
PRICES_SEED: Final = click.option(
    "--seed", default=0, show_default=True, help="Of the folds and of the trees."
)


@click.command()
@DOMAIN
@SETTINGS
@LIST
@click.option(
    "--clusters",
    type=click.IntRange(1, 1000),
    help="Clusters of streaming titles.  [default: 5 to 40, by their silhouette]",
)
@click.option("--seed", default=0, show_default=True, help="Of what is held out and out of sight.")
@click.option(
    "--margin",
    type=click.FloatRange(0, 1),
    help="Loss of N@10 against the published model that counts for nothing; of streaming the share "
    "of the baseline's RMSE that must be saved.  [default: 0.003; of streaming 0.01]",
)
@FORCE
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    help="Games learnt at once; more change no bit.  [default: one a core, at most 4]",
)
def similarities(
    settings: tuple[str, ...],
    *,
    domain: Domain,
    clusters: int | None,
    only_list: bool,
    **options: Any,  # noqa: ANN401 - those of lifecycle.Options
) -> None:
    """Learn what to recommend, and publish it.

    That is which games are similar, too. Learns from the libraries that are published now; readers
    keep what they have until the new model is whole. It is kept aside where it finds fewer of the
    games hidden from the same users than the published one, by more than two standard errors.

    Of streaming titles it learns from ratings. Where that predicts hidden ratings no better than
    the offsets of viewers and titles, the baseline is published, and answers say so.

    \b
    Examples:
      ludoteca similarities
      ludoteca similarities --set own.ridge=0.1 --set mean_pairs=10
      ludoteca similarities --domain streaming --clusters 9
      ludoteca similarities --list
    """  # noqa: D301 - click's mark for lines to keep
    if domain == "streaming":
        from etl.tastes.training import TasteParameters

        given = TasteParameters(clusters=clusters or 0)
        _train_or_list_parameters("tastes", given, settings, only_list=only_list, options=options)
        return
    if clusters is not None:
        raise click.UsageError("--clusters is for --domain streaming")
    from etl.recommender.weights import WeightParameters

    _train_or_list_parameters(
        "similarities", WeightParameters(), settings, only_list=only_list, options=options
    )


@click.group()
def prices() -> None:
    """Learn what games should cost, and measure how well.

    \b
    Examples:
      ludoteca prices train
      ludoteca prices evaluate --json result.json
    """  # noqa: D301 - click's mark for lines to keep


@prices.command("train")
@SETTINGS
@LIST
@PRICES_SEED
@click.option(
    "--margin",
    type=click.FloatRange(0, 1),
    help="Share by which the error may grow against the published model's and count for nothing.  "
    "[default: 0.005]",
)
@FORCE
def train_prices(
    settings: tuple[str, ...],
    *,
    only_list: bool,
    **options: Any,  # noqa: ANN401 - those of lifecycle.Options
) -> None:
    """Learn what games should cost, measure it, and publish it.

    Predicts every price of the catalogue by a model that has not seen it. Readers keep what they
    have until the new model is whole. It is kept aside where it is further off than the published
    one on the same games, by more than two standard errors, or where few clues are answered worse
    than by a mean.

    \b
    Examples:
      ludoteca prices train
      ludoteca prices train --set trees=300 --set rate=0.06
      ludoteca prices train --list
    """  # noqa: D301 - click's mark for lines to keep
    from etl.prices.boosted_trees import TreeParameters

    _train_or_list_parameters(
        "prices", TreeParameters(), settings, only_list=only_list, options=options
    )


def train_if_outdated(name: Name, url: URL) -> None:
    """Train if no model was learnt from the newest load; else do nothing."""
    from etl.models.lifecycle import is_model_outdated

    if is_model_outdated(url, TABLES[name]):
        train_and_tell(name, url)


def train_and_tell(name: Name, url: URL) -> None:
    """Train; where this machine cannot, say so, and let everything else go on."""
    from etl.models.lifecycle import TrainingOptions

    kind = _model_kind(name)
    try:
        _train_and_print(kind, url, TrainingOptions())
    except (NotLoaded, TrainingRefused) as refusal:
        click.echo(f"{kind.refused} {refusal}", err=True)


def train_outdated_models(url: URL, names: Sequence[Name]) -> None:
    """Learn, in this order, what is missing or older than the data; each is published when whole.

    What there are no data for, games or ratings, is left out.
    """
    from etl.models.lifecycle import has_training_data

    for name in names:
        if has_training_data(url, TABLES[name]):
            train_if_outdated(name, url)


def _train_or_list_parameters(
    name: Name,
    defaults: object,
    settings: Sequence[str],
    *,
    only_list: bool,
    options: dict[str, Any],
) -> None:
    """Train with changed parameters, or list them."""
    from etl.models.parameters import apply_parameter_settings, format_parameter_settings

    parameters = apply_parameter_settings(defaults, settings)
    if only_list:
        for line in format_parameter_settings(parameters):
            click.echo(line)
        return
    from db.status import require_newest
    from etl.models.lifecycle import TrainingOptions

    with open_command_database() as (_, found):
        require_newest(found.url)
        _train_and_print(
            _model_kind(name), found.url, TrainingOptions(parameters=parameters, **options)
        )


def _train_and_print(kind: ModelKind, url: URL, options: TrainingOptions) -> None:
    """Train, store, and print what came of it."""
    from etl.models.lifecycle import summarize_training, train_model

    report = train_model(kind, url, options=options, reporter=stderr_reporter())
    for line in summarize_training(kind, report):
        click.echo(line)


def _model_kind(name: Name) -> ModelKind:
    if name == "prices":
        from etl.prices.training import PRICES

        return PRICES
    if name == "tastes":
        from etl.tastes.training import TASTES

        return TASTES
    from etl.recommender.training import RECOMMENDATIONS

    return RECOMMENDATIONS
