"""`ludoteca evaluate` and `ludoteca prices evaluate`: comparisons on hidden data."""
# ruff: noqa: PLC0415 - a command imports what it needs: --help is quick, worker processes are small

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from db.commands import open_command_database
from etl.commands import stderr_reporter
from etl.models.commands import DOMAIN, PRICES_SEED, Domain, prices

PROTOCOLS: Final = ("S", "T", "DS", "few", "cold", "similar", "all")
MODELS: Final = (
    "popularity", "cosine", "cosine-20", "cosine-50", "bm25", "bm25-20", "rp3beta", "rp3beta-20",
    "knn", "users", "ials", "svd", "ease", "edlae", "content", "ours", "ours-play",
)  # fmt: skip


def check_writable(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
    """Refuse a file that cannot be written before hours of work, not after them."""
    if path is not None and not path.absolute().parent.is_dir():
        raise click.BadParameter(f"the folder {path.absolute().parent} does not exist")
    return path


def _parse_model_names(_: click.Context, __: click.Parameter, names: str) -> tuple[str, ...]:
    """Split names at commas; refuse one that is no model."""
    chosen = tuple(dict.fromkeys(name.strip() for name in names.split(",")))
    if unknown := [name for name in chosen if name not in (*MODELS, "all")]:
        raise click.BadParameter(f"no model {', '.join(unknown)}; there are {', '.join(MODELS)}")
    return MODELS if "all" in chosen else chosen


FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@DOMAIN
@click.option("--ratings", "ratings_path", type=FILE, help="Ratings to read instead, as CSV.")
@click.option("--titles", "titles_path", type=FILE, help="Their titles, as CSV.")
@click.option(
    "--protocol",
    "protocols",
    type=click.Choice(PROTOCOLS),
    multiple=True,
    default=("S", "T", "DS"),
    show_default=True,
    help="What to measure; give it again for more.",
)
@click.option("--seed", default=0, show_default=True, help="Another seed, other users and games.")
@click.option(
    "--models",
    default="all",
    show_default=True,
    callback=_parse_model_names,
    metavar="NAMES",
    help="Models to compare, with commas between them.",
)
@click.option(
    "--users",
    default=10_000,
    show_default=True,
    type=click.IntRange(1),
    help="Most users to ask; fewer are quicker and less certain.",
)
@click.option("--json", "json_path", type=FILE, callback=check_writable, help="Write every figure.")
@click.option("--chart", "chart_path", type=FILE, callback=check_writable, help="Draw R@10 as SVG.")
def evaluate(  # noqa: PLR0913 - one for each option
    *,
    domain: Domain,
    ratings_path: Path | None,
    titles_path: Path | None,
    protocols: Sequence[str],
    json_path: Path | None,
    chart_path: Path | None,
    **options: Any,  # noqa: ANN401 - those of _evaluated
) -> None:
    """Compare recommenders on games hidden from them.

    A fifth of the library of users who taught nothing is hidden; a model sees the rest and names 10
    games. S hides games at random, T the newest ones; DS counts only those of S that no other game
    of the same studio or series gives away. R@10 is the share of the hidden games found, N@10
    counts earlier places more. few hides all but 1, 2 or 3 games; rare leaves the 20 most owned out
    of lists and counts. cold ranks games whose owners are all hidden; similar judges lists of
    similar games.

    Of streaming, a fifth of the ratings of each viewer with five or more is hidden, at random and
    then the newest, and predicted in stars, five seeds from --seed; everything is done again with
    titles permuted, where nothing can be learnt. --ratings and --titles read files without loading.

    \b
    Examples:
      ludoteca evaluate --models popularity,cosine-20,ease --users 2000
      ludoteca evaluate --protocol S --seed 7 --json result.json --chart result.svg
      ludoteca evaluate --protocol all
      ludoteca evaluate --domain streaming --ratings ratings.csv.gz --titles movies.csv.gz
    """  # noqa: D301 - click's mark for lines to keep
    from rich.console import Console

    from etl.evaluation.chart import evaluation_chart
    from etl.evaluation.table import print_evaluation_tables

    if (ratings_path is None) != (titles_path is None):
        raise click.UsageError("--ratings and --titles go together")
    if domain == "streaming":
        pair = None if ratings_path is None or titles_path is None else (ratings_path, titles_path)
        _evaluate_streaming(pair, json_path, seed=options["seed"], viewers=options["users"])
        return
    if ratings_path:
        raise click.UsageError("--ratings and --titles are for --domain streaming")
    chosen = [name for name in PROTOCOLS[:-1] if name in protocols or "all" in protocols]
    document = _run_evaluation(chosen, **options)
    _write_json(json_path, document)
    if chart_path and "models" in document:
        chart_path.write_text(evaluation_chart(document), encoding="utf-8")
    print_evaluation_tables(Console(), document)


def _evaluate_streaming(
    pair: tuple[Path, Path] | None, json_path: Path | None, *, seed: int, viewers: int
) -> None:
    """Compare ways to predict ratings of a pair of files, or of the database."""
    from rich.console import Console

    from db.status import require_newest
    from etl.tastes.evaluation import evaluate_tastes, print_taste_evaluation
    from etl.tastes.rating_files import read_rating_files
    from etl.tastes.training import read_taste_data

    reporter = stderr_reporter()
    with reporter.stage("read the ratings"):
        if pair is not None:
            ratings, catalogue = read_rating_files(*pair)
        else:
            with open_command_database() as (_, found):
                require_newest(found.url)
                ratings, catalogue, _ = read_taste_data(found.url)
    document = evaluate_tastes(ratings, catalogue, seed=seed, viewers=viewers, reporter=reporter)
    _write_json(json_path, document)
    print_taste_evaluation(Console(), document)


def _write_json(path: Path | None, document: dict[str, Any]) -> None:
    if path:
        text = json.dumps(document, indent=2, ensure_ascii=False)
        path.write_text(f"{text}\n", encoding="utf-8")


def _run_evaluation(
    protocols: Sequence[str], *, seed: int, models: Sequence[str], users: int
) -> dict[str, Any]:
    """Read the data and measure what is asked for."""
    from db.status import require_newest
    from etl.evaluation.cold_start import cold_models, evaluate_cold
    from etl.evaluation.protocols import PROTOCOLS as RANKED
    from etl.evaluation.protocols import EvaluationOptions, evaluate_protocols
    from etl.evaluation.recommenders import recommenders_by_name
    from etl.evaluation.similar_lists import evaluate_similar_lists, similar_list_makers
    from etl.recommender.training import read_training_data

    reporter = stderr_reporter()
    with open_command_database() as (_, found):
        require_newest(found.url)
        with reporter.stage("read the libraries"):
            libraries, catalogue, _ = read_training_data(found.url)
    document: dict[str, Any] = {}
    if ranked := [name for name in RANKED if name in protocols]:
        options = EvaluationOptions(seed=seed, protocols=ranked, users=users)
        everybody = recommenders_by_name(catalogue, seed)
        chosen = {name: everybody[name] for name in models}
        document |= evaluate_protocols(libraries, catalogue, chosen, options, reporter=reporter)
    if "cold" in protocols:
        cold = cold_models(catalogue, seed)
        document["cold"] = evaluate_cold(libraries, cold, seed=seed, reporter=reporter)
    if "similar" in protocols:
        makers = similar_list_makers(catalogue)
        document["similar"] = evaluate_similar_lists(
            libraries, catalogue, makers, seed=seed, reporter=reporter
        )
    return document


@prices.command("evaluate")
@PRICES_SEED
@click.option("--json", "json_path", type=FILE, callback=check_writable, help="Write every figure.")
def evaluate_prices(seed: int, json_path: Path | None) -> None:
    """Compare ways to predict prices on hidden ones; store nothing.

    By chance: each fifth of the games is predicted from the other four. New studios and new
    publishers: all games of one, and of those it worked with, are in one fifth. Time: games of 2016
    and later are predicted from earlier ones. Each combination of clues is compared with the mean
    of games equal in them. The real set needs some minutes on two cores.

    \b
    Example:
      ludoteca prices evaluate --json result.json
    """  # noqa: D301 - click's mark for lines to keep
    from rich.console import Console

    from db.status import require_newest
    from etl.prices.evaluation import evaluate_price_models, print_price_evaluation

    with open_command_database() as (_, found):
        require_newest(found.url)
        document = evaluate_price_models(found.url, seed=seed, reporter=stderr_reporter())
    _write_json(json_path, document)
    print_price_evaluation(Console(), document)
