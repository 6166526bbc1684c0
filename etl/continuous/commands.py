"""`ludoteca worker`, `watch` and `schedule`: the commands for data that keep coming."""
# ruff: noqa: PLC0415 - a command imports what it needs: --help is quick, worker processes are small

from __future__ import annotations

import datetime as dt
import logging
import re
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from db.commands import open_command_database
from etl.commands import CRAWL_YEAR, MAX_REJECTS, MAX_UNREADABLE, PATH, PLATFORM, migrate_or_refuse

if TYPE_CHECKING:  # --help and the workers of a load do without them
    from collections.abc import Sequence

    from sqlalchemy import URL

    from etl.models.commands import Name
    from etl.read.sources import NamedPlatform

_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@click.command()
def worker() -> None:
    """Let aggregates follow events; Ctrl-C stops it.

    `ludoteca up` runs one; elsewhere run it beside `ludoteca serve`. What an event changes in
    aggregates, search and scores of reviews shows within seconds; the story at /story is computed
    after each load. It may be killed at any time, and several may run: each event is followed once.

    \b
    Example:
      ludoteca worker
    """  # noqa: D301 - click's mark for lines to keep
    from db.status import require_newest

    logging.basicConfig(format="%(asctime)s %(message)s")
    with open_command_database() as (_, found):
        require_newest(found.url)
        click.echo("Following events; Ctrl-C stops it.")
        run_events_worker(found.url)


@click.command()
@click.argument("folder", type=PATH, metavar="DIR")
@click.option(
    "--settle",
    default=5.0,
    show_default=True,
    type=click.FloatRange(0, 3600),
    metavar="SECONDS",
    help="How long no file of a folder may change before the folder is loaded.",
)
@click.option(
    "--every",
    default=2.0,
    show_default=True,
    type=click.FloatRange(0.1, 3600),
    metavar="SECONDS",
    help="How often to look.",
)
@click.option("--once", is_flag=True, help="Load what is there and rests, and end: for cron.")
@MAX_REJECTS
@MAX_UNREADABLE
@CRAWL_YEAR
@PLATFORM
def watch(  # noqa: PLR0913, PLR0917 - one for each option
    folder: Path,
    settle: float,
    every: float,
    max_rejects: float,
    max_unreadable: float,
    crawl_year: int | None,
    platforms: tuple[NamedPlatform, ...],
    *,
    once: bool,
) -> None:
    """Load what appears or grows in a folder; Ctrl-C stops it.

    Looks at the folder and its sub-folders. Files that arrive together in one of them are one load
    and one crawl; a sub-folder may be named by the crawl's day, as 2024-05-31. A file that cannot
    be loaded stays where it is, is set aside until it changes, and the others are loaded; `ludoteca
    status` tells why. While the database is away, or another load is under way, it tries again.
    A line a file tells what became of it.

    \b
    Examples:
      ludoteca watch ~/incoming
      ludoteca watch ~/incoming --once --settle 30
      ludoteca watch ~/incoming --platform hulu='h-*.csv'
    """  # noqa: D301 - click's mark for lines to keep
    from etl.continuous.watch import FolderWatch
    from etl.load import LoadOptions

    with open_command_database() as (_, found):
        watching = FolderWatch(
            found.url,
            folder,
            options=LoadOptions(
                max_reject_share=max_rejects / 100,
                max_unreadable_share=max_unreadable / 100,
                crawl_year=crawl_year,
                platforms=platforms,
            ),
            settle_seconds=settle,
            tell=click.echo,
        )
        migrate_or_refuse(found)
        if once:
            watching.look_once()
        else:
            watching.watch(every_seconds=every)


def _parse_age(_: click.Context, __: click.Parameter, value: str | None) -> dt.timedelta | None:
    if value is None:
        return None
    found = re.fullmatch(r"([0-9]{1,6})([smhd])", value)
    if found is None:
        raise click.BadParameter(f"{value!r} should read like 7d, 12h, 30m or 45s")
    return dt.timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def _parse_percent(_: click.Context, __: click.Parameter, value: str) -> float:
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]+)?)%?", value)
    if found is None or float(found[1]) > 100:  # noqa: PLR2004 - percent
        raise click.BadParameter(f"{value!r} should be from 0% to 100%")
    return float(found[1])


@click.command()
@click.option(
    "--retrain-after",
    default="7d",
    show_default=True,
    callback=_parse_age,
    metavar="AGE",
    help="Age of a model at which it is trained anew if anything changed.",
)
@click.option(
    "--changed-share",
    default="5%",
    show_default=True,
    callback=_parse_percent,
    metavar="PERCENT",
    help="Share of changed data at which a model is trained anew whatever its age.",
)
@click.option(
    "--refresh-after",
    callback=_parse_age,
    metavar="AGE",
    help="Time after which every aggregate is computed whole if anything changed.  "
    "[default: never, as they follow all changes]",
)
@click.option(
    "--check-every",
    default="1h",
    show_default=True,
    callback=_parse_age,
    metavar="AGE",
    help="When to look.",
)
@click.option("--similarities/--no-similarities", "learns", default=True, help="What to recommend.")
@click.option("--prices/--no-prices", "learns_prices", default=True, help="What games should cost.")
@click.option("--once", is_flag=True, help="Look once, and end: for timers.")
@click.option("--systemd", is_flag=True, help="Print a service and a timer of systemd instead.")
def schedule(  # noqa: PLR0913 - one for each option
    *,
    retrain_after: dt.timedelta,
    changed_share: float,
    refresh_after: dt.timedelta | None,
    check_every: dt.timedelta,
    learns: bool,
    learns_prices: bool,
    once: bool,
    systemd: bool,
) -> None:
    """Train models anew when that is due; Ctrl-C stops it.

    It is when they are old or much has changed. A line each tells what was done and why. A model
    worse than the published one is kept aside as ever, and nothing is done while the data are the
    same.

    \b
    Examples:
      ludoteca schedule
      ludoteca schedule --retrain-after 1d --changed-share 2% --check-every 10m
      ludoteca schedule --once --refresh-after 30d
      ludoteca schedule --systemd
    """  # noqa: D301 - click's mark for lines to keep
    if systemd:
        click.echo(_command_systemd_units(check_every), nl=False)
        return
    from db.errors import ConfigurationError, LudotecaError
    from db.status import require_newest
    from etl.continuous.schedule import Schedule, run_due_computations

    wanted: dict[Name, bool] = {"similarities": learns, "prices": learns_prices, "tastes": learns}
    given = Schedule(
        retrain_after=retrain_after,
        changed_percent=changed_share,
        refresh_after=refresh_after,
        models=[name for name, is_wanted in wanted.items() if is_wanted],
    )
    with open_command_database() as (_, found):
        while True:
            try:
                require_newest(found.url)
                for line in run_due_computations(found.url, given):
                    click.echo(line)
            except LudotecaError as error:
                if once or isinstance(error, ConfigurationError):
                    raise
                click.echo(f"Nothing was looked at: {error}", err=True)
            if once:
                return
            time.sleep(check_every.total_seconds())


def _command_systemd_units(every: dt.timedelta) -> str:
    """Write the units for this program, this user and the options of this command line."""
    from getpass import getuser

    from db.settings import read_settings
    from etl.continuous.systemd import systemd_units

    program = shutil.which("ludoteca") or Path(sys.argv[0]).resolve()
    options = [word for word in sys.argv[2:] if word != "--systemd"]
    home = read_settings().home.absolute()
    return systemd_units(
        [program, "schedule", "--once", *options], home=home, user=getuser(), every=every
    )


def run_events_worker(url: URL) -> None:
    """Let answers follow events, and the story the data, until the process is ended."""
    from etl.continuous.events import apply_events_forever
    from etl.continuous.story import start_story_thread

    start_story_thread(url)
    apply_events_forever(url)


def run_trainings(url: URL, names: Sequence[Name], retrain_ratings: int) -> None:
    """Train what is outdated, and taste models after every so many ratings.

    Waits for what trainings need, where that is not installed yet.
    """
    from etl.continuous.retraining import keep_models_trained
    from etl.models.packages import wait_for_training_packages

    if names:
        wait_for_training_packages(click.echo)
    keep_models_trained(url, names, retrain_ratings)
