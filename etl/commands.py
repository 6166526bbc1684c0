"""`ludoteca load`, `refresh`, `sample` and `download`: the commands that bring data in."""
# ruff: noqa: PLC0415 - a command imports what it needs: --help is quick, worker processes are small

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from db.commands import open_command_database

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import URL

    from db.target import Database
    from etl.crawls import NamedCrawl
    from etl.forget import Kind as ForgottenKind
    from etl.formats import Format, Kind
    from etl.progress import Reporter
    from etl.read.sources import NamedPlatform

PATH = click.Path(path_type=Path)
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _refuse_nan(_: click.Context, __: click.Parameter, value: float) -> float:
    """Refuse what is neither in a range nor outside it."""
    if math.isnan(value):
        raise click.BadParameter("nan is no percentage; it should be a number from 0 to 100")
    return value


MAX_REJECTS = click.option(
    "--max-rejects",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0, 100),
    callback=_refuse_nan,
    metavar="PERCENT",
    help="Largest share of broken lines or records of a file; beyond it nothing is loaded.",
)
MAX_UNREADABLE = click.option(
    "--max-unreadable",
    default=20.0,
    show_default=True,
    type=click.FloatRange(0, 100),
    callback=_refuse_nan,
    metavar="PERCENT",
    help="Largest share of unreadable values of a field that 1,000 records of a file have; "
    "beyond it nothing is loaded.",
)
CRAWL_YEAR = click.option(
    "--crawl-year",
    type=click.IntRange(1970, 2100),
    help="Year of dates without one.  [default: the year after a file's latest dated review]",
)


def _parse_crawl_options(
    _: click.Context, __: click.Parameter, values: Sequence[str]
) -> tuple[NamedCrawl, ...]:
    """Read FILE=DATE or DATE; a name may hold a = itself."""
    from etl.crawls import NamedCrawl

    found = []
    for value in values:
        file, text = value.rpartition("=")[::2]
        try:
            day = _ISO_DATE.fullmatch(text) and date.fromisoformat(text)
        except ValueError:
            day = None
        if not day:
            raise click.BadParameter(f"{value!r} should read like 2016-01-31 or FILE=2016-01-31")
        found.append(NamedCrawl(file=file or None, crawled_on=day))
    return tuple(found)


CRAWLED_ON = click.option(
    "--crawled-on",
    multiple=True,
    callback=_parse_crawl_options,
    metavar="[FILE=]DATE",
    help="Day on which a file, by its name or path, or every file was collected; may be repeated.  "
    "[default: the latest day on which a review of the same folder was written]",
)

AGAINST_NAMES = "Column of a table, by our field: --map user_id=author_steamid. Repeatable."
MAP = click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help=AGAINST_NAMES)
AS = click.option(
    "--as",
    "kind",
    type=click.Choice(["games", "items", "reviews"]),
    help="What a row of a mapped table describes, where its fields do not tell.",
)
USER = click.option(
    "--user", metavar="ID", help="Whose library a file is that does not say so: GetOwnedGames."
)
GAME = click.option(
    "--game",
    type=click.IntRange(1),
    metavar="ID",
    help="Which game's reviews a file holds that does not say so: appreviews.",
)


def _parse_platform_options(
    _: click.Context, __: click.Parameter, values: Sequence[str]
) -> tuple[NamedPlatform, ...]:
    """Read NAME=FILE; a file's name may hold a = itself."""
    from etl.clean.titles import PLATFORMS
    from etl.read.sources import NamedPlatform

    found = []
    for value in values:
        name, file = value.partition("=")[::2]
        if name.casefold() not in PLATFORMS or not file:
            raise click.BadParameter(
                f"{value!r} should read like netflix=FILE; platforms are {', '.join(PLATFORMS)}"
            )
        found.append(NamedPlatform(platform=name.casefold(), file=file))
    return tuple(found)


PLATFORM = click.option(
    "--platform",
    "platforms",
    multiple=True,
    callback=_parse_platform_options,
    metavar="NAME=FILE",
    help="Platform of titles files whose names do not tell, by name, pattern (h-*.csv) or path; "
    "may be repeated.",
)


def mapped_option_format(columns: Sequence[str], kind: Kind | None) -> Format | None:
    """Make the format that --map and --as describe; None without a mapping."""
    from etl.formats.mapped import mapped_format

    pairs = [column.partition("=") for column in columns]
    for field, _, column in pairs:
        if not (field and column):
            raise click.BadParameter(
                f"{field or column!r} should be FIELD=COLUMN, as user_id=author_steamid",
                param_hint="--map",
            )
    if kind is not None and not columns:
        raise click.UsageError("--as needs --map FIELD=COLUMN")
    return mapped_format({field: column for field, _, column in pairs}, kind) if columns else None


def stderr_reporter(*, is_transient: bool = False) -> Reporter:
    """Make a reporter on stderr: bars on a terminal, lines elsewhere."""
    from rich.console import Console

    from etl.progress import choose_reporter

    return choose_reporter(Console(stderr=True), is_transient=is_transient)


def migrate_or_refuse(found: Database) -> None:
    """Migrate our own server, which is ours, or a new database; refuse any other that is behind.

    Raises:
        SchemaOutOfDate: the message names the command to run.
    """
    from db.migrate import database_revision, upgrade
    from db.status import require_newest

    if found.server is not None or database_revision(found.url) is None:
        with stderr_reporter().stage("set up the tables"):
            upgrade(found.owner_url)
    require_newest(found.url)


def load_and_tell(
    url: URL,
    paths: Sequence[Path],
    *,
    is_brief: bool = False,
    **options: Any,  # noqa: ANN401 - those of LoadOptions
) -> None:
    """Load and print the summary; an interruption is told to have changed nothing."""
    from rich.console import Console

    from etl.load import LoadOptions
    from etl.load import load as load_files
    from etl.load_report import print_brief, print_summary
    from etl.session import UNTOUCHED

    reporter = stderr_reporter(is_transient=is_brief)
    try:
        report = load_files(url, paths, options=LoadOptions(**options), reporter=reporter)
    except KeyboardInterrupt:
        click.echo(UNTOUCHED, err=True)
        raise
    (print_brief if is_brief else print_summary)(Console(), report)


def write_sample(
    folder: Path,
    reporter: Reporter | None = None,
    *,
    streaming: bool = False,
    **options: Any,  # noqa: ANN401 - those of the generator
) -> None:
    """Write a sample, of games or of streaming titles and ratings, with progress."""
    from etl.progress import report_steps
    from etl.sample import generate_sample
    from etl.sample.streaming import generate_streaming_sample

    generate = generate_streaming_sample if streaming else generate_sample
    with report_steps(reporter or stderr_reporter(), is_bytes=False) as progress:
        generate(folder, progress=progress, **options)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=PATH, metavar="DIR...")
@MAX_REJECTS
@MAX_UNREADABLE
@CRAWL_YEAR
@CRAWLED_ON
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    help="Processes that score reviews, 0 for none.  [default: as many as pay]",
)
@USER
@GAME
@PLATFORM
@MAP
@AS
@click.option("--again", is_flag=True, help="Read the files even if they are loaded already.")
def load(
    paths: Sequence[Path],
    max_rejects: float,
    max_unreadable: float,
    columns: Sequence[str],
    kind: Kind | None,
    **options: Any,  # noqa: ANN401 - those of LoadOptions
) -> None:
    """Load raw files and publish them, all at once.

    Give folders or files. What they hold is told by their content, packed or not; `ludoteca
    inspect` tells it beforehand. The same files again change nothing. Where two say different
    things the one of the newer crawl counts, in whatever order they are loaded; what a newer crawl
    no longer names stays, until `ludoteca forget` removes it. Readers see the data of before until
    the very end, and keep them if anything fails.

    \b
    Examples:
      ludoteca load ~/steam
      ludoteca load user_reviews.json.gz --crawl-year 2016
      ludoteca load ~/steam-2024 --crawled-on 2024-05-31
      ludoteca load ~/steam --max-rejects 2.5
      ludoteca load ~/streaming titles.csv --platform netflix=titles.csv
      ludoteca load played.csv --map user_id=player --map playtime_forever=minutes
    """  # noqa: D301 - click's mark for lines to keep
    from etl.read.sources import require_paths

    require_paths(paths)
    options["mapped"] = mapped_option_format(columns, kind)
    with open_command_database() as (_, found):
        migrate_or_refuse(found)
        load_and_tell(
            found.url,
            paths,
            max_reject_share=max_rejects / 100,
            max_unreadable_share=max_unreadable / 100,
            **options,
        )


@click.command()
@click.argument("paths", nargs=-1, required=True, type=PATH, metavar="DIR...")
@USER
@GAME
@PLATFORM
@MAP
@AS
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def inspect(  # noqa: PLR0913, PLR0917 - one for each option
    paths: Sequence[Path],
    user: str | None,
    game: int | None,
    platforms: Sequence[NamedPlatform],
    columns: Sequence[str],
    kind: Kind | None,
    *,
    as_json: bool,
) -> None:
    """Tell what a load would make of files, without loading.

    It needs no database. Of each file it tells container and format, the fields and how often they
    say something, what cannot be read, what would be refused or loaded, and what stays unknown.

    \b
    Examples:
      ludoteca inspect ~/steam
      ludoteca inspect reviews.csv --map user_id=author --map posted=day --map recommend=up
      ludoteca inspect games.json --json | jq .[].would_load
    """  # noqa: D301 - click's mark for lines to keep
    import json
    from dataclasses import asdict

    from rich.console import Console

    from db.errors import InputError
    from etl.inspection import inspect_files as look
    from etl.inspection import print_inspection
    from etl.transform import Context

    context = Context(user=user, game=game)
    found = []
    mapped = mapped_option_format(columns, kind)
    for file in look(paths, mapped=mapped, platforms=platforms, context=context):
        found.append(file)
        if not as_json:
            print_inspection(Console(), file)
    if as_json:
        click.echo(json.dumps([asdict(file) for file in found], indent=2, ensure_ascii=False))
    if all(file.problem is not None for file in found):
        raise InputError("None of the files can be loaded.")


@click.command()
def refresh() -> None:
    """Compute every aggregate anew and publish them.

    A load does so by itself; this is for after a change by hand.

    \b
    Example:
      ludoteca refresh
    """  # noqa: D301 - click's mark for lines to keep
    from db.status import require_newest
    from etl.load import refresh_and_publish as compute

    with open_command_database() as (_, found):
        require_newest(found.url)
        data_version = compute(found.url, reporter=stderr_reporter())
    click.echo(f"Published data version {data_version}.")


@click.group()
def forget() -> None:
    """Remove a user, a game or a viewer for good.

    Library, reviews and all else that is known of a user go, as a request for privacy asks, or all
    that is known of a game, or what a viewer rated; later loads leave it out. Readers see the data
    before or after.

    \b
    Examples:
      ludoteca forget user evcentric
      ludoteca forget game 10
      ludoteca forget viewer 45811
    """  # noqa: D301 - click's mark for lines to keep


@forget.command("user")
@click.argument("user_id", metavar="ID")
def forget_user(user_id: str) -> None:
    """Remove a user with library, reviews and refused lines.

    Of the id only its SHA-256 is kept, by which later loads recognise it.

    \b
    Example:
      ludoteca forget user evcentric
    """  # noqa: D301 - click's mark for lines to keep
    _forget_and_print("user", user_id)


@forget.command("game")
@click.argument("game_id", metavar="ID", type=click.IntRange(-(2**63), 2**63 - 1))
def forget_game(game_id: int) -> None:
    """Remove a game, also from libraries and models.

    \b
    Example:
      ludoteca forget game 10
    """  # noqa: D301 - click's mark for lines to keep
    _forget_and_print("game", game_id)


@forget.command("viewer")
@click.argument("viewer_id", metavar="ID", type=click.IntRange(1, 2**31 - 1))
def forget_viewer(viewer_id: int) -> None:
    """Remove a viewer of titles with all ratings.

    The number is kept, by which later loads leave the viewer out.

    \b
    Example:
      ludoteca forget viewer 45811
    """  # noqa: D301 - click's mark for lines to keep
    _forget_and_print("viewer", viewer_id)


def _forget_and_print(kind: ForgottenKind, identifier: str | int) -> None:
    from db.status import require_newest
    from etl.forget import forget_user_or_game as remove

    with open_command_database() as (_, found):
        require_newest(found.url)
        removed, data_version = remove(found.url, kind, identifier)
    rows = ", ".join(f"{count:,} {table}" for table, count in removed.items())
    click.echo(f"Removed: {rows}. Published data version {data_version}.")


_GAMES_SIZES = ("games", "users")
_STREAMING_SIZES = ("titles", "ratings", "permuted", "editorial_scores")


@click.command()
@click.argument("folder", type=PATH, metavar="DIR")
@click.option("--games", type=int, help="Games in the catalogue.  [default: 2000]")
@click.option("--users", type=int, help="Users with libraries or reviews.  [default: 3000]")
@click.option("--seed", default=1, show_default=True, help="Another seed, another community.")
@click.option(
    "--streaming", is_flag=True, help="Write titles and ratings of streaming platforms instead."
)
@click.option("--titles", type=int, help="Titles of all platforms.  [default: 1000]")
@click.option("--ratings", type=int, help="Rows of the ratings files.  [default: 10000]")
@click.option(
    "--permuted", is_flag=True, default=None, help="Rate titles at random: nothing can be learnt."
)
@click.option(
    "--editorial-scores",
    is_flag=True,
    default=None,
    help="Write the titles with a thirteenth column, score.",
)
def sample(folder: Path, *, seed: int, streaming: bool, **sizes: int | None) -> None:
    """Write raw files of a made-up community.

    They have the official shapes, and every trap of the official files in a known number.

    \b
    Examples:
      ludoteca sample /tmp/steam
      ludoteca sample /tmp/steam --games 30000 --users 90000 --seed 7
      ludoteca sample /tmp/titles --streaming
      ludoteca sample /tmp/titles --streaming --titles 22998 --ratings 11024289 --permuted
    """  # noqa: D301 - click's mark for lines to keep
    given: dict[str, Any] = {name: size for name, size in sizes.items() if size is not None}
    odd = given.keys() & (_GAMES_SIZES if streaming else _STREAMING_SIZES)
    if odd:
        names = ", ".join(f"--{name.replace('_', '-')}" for name in sorted(odd))
        needed = "goes without" if streaming else "needs"
        raise click.UsageError(f"{names} {needed} --streaming.")
    write_sample(folder, streaming=streaming, seed=seed, **given)
    click.echo(f"Wrote a sample; load it with: ludoteca load {folder}")


@click.command()
@click.argument("folder", type=PATH, metavar="DIR")
def download(folder: Path) -> None:
    """Fetch the official raw files, or what is missing of them.

    \b
    Example:
      ludoteca download ~/steam && ludoteca load ~/steam
    """  # noqa: D301 - click's mark for lines to keep
    from etl.download import MEGABYTE
    from etl.download import download_files as fetch
    from etl.progress import report_steps

    with report_steps(stderr_reporter(), is_bytes=True) as progress:
        files = fetch(folder, progress=progress)
    for file in files:
        check = "SHA-256 as published" if file.verified else f"SHA-256 {file.sha256}, not published"
        click.echo(f"{file.path}  {file.byte_count / MEGABYTE:.1f} MB  {file.state}  {check}")
