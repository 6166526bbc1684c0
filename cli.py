"""`ludoteca …`: the only module that may import everything, and imports it as late as it can."""
# ruff: noqa: PLC0415 - a command imports what it needs: --help is quick, worker processes are small

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from db.commands import db, open_command_database, status
from db.errors import LudotecaError
from etl.commands import (
    MAX_REJECTS,
    MAX_UNREADABLE,
    PATH,
    download,
    forget,
    inspect,
    load,
    load_and_tell,
    refresh,
    sample,
    stderr_reporter,
    write_sample,
)
from etl.continuous.commands import (
    run_events_worker,
    run_trainings,
    schedule,
    watch,
    worker,
)
from etl.evaluation.commands import evaluate
from etl.formats.commands import formats
from etl.models.commands import Name, prices, similarities
from etl.models.packages import TRAINING_PACKAGES

if TYPE_CHECKING:  # --help and the workers of a load do without them
    from db.settings import Settings
    from db.target import Database
    from etl.progress import Reporter

INTERRUPTED, TERMINATED, UNEXPECTED, MISSING = 130, 143, 70, 2
EXTRAS = dict.fromkeys(TRAINING_PACKAGES, "train") | {"pyarrow": "parquet"}
"""Of modules that not everybody needs the extra that has them."""

PORT = click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="TCP port."
)
HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")


class Terminated(KeyboardInterrupt):
    """SIGTERM: the same orderly end as Ctrl-C."""


class InOrder(click.Group):
    """Lists its commands in the order in which a newcomer meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands."""
        return list(self.commands)


@click.group(
    cls=InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(version("ludoteca"), prog_name="ludoteca")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def cli(context: click.Context, *, debug: bool) -> None:
    """Steam's games, libraries and reviews as a Postgres database that answers questions.

    Uses the server of DATABASE_URL, or else a local one of its own in .data (LUDOTECA_HOME).

    \b
    Examples:
      ludoteca up                     a sample, loaded and served at http://127.0.0.1:8000
      ludoteca up --data ~/steam      the same with the raw files of a folder
      ludoteca db psql                ask in SQL
    """  # noqa: D301 - click's mark for lines to keep
    context.obj = debug


@cli.command()
@click.option("--data", "paths", type=PATH, multiple=True, help="Raw files, or a folder of them.")
@HOST
@PORT
@MAX_REJECTS
@MAX_UNREADABLE
@click.option(
    "--similarities/--no-similarities",
    "learns",
    default=True,
    show_default=True,
    help="Learn what to recommend where that is missing or older than the data.",
)
@click.option(
    "--prices/--no-prices",
    "learns_prices",
    default=True,
    show_default=True,
    help="Learn what games should cost where that is missing or older than the data.",
)
@click.option(
    "--retrain-ratings",
    default=1000,
    show_default=True,
    type=click.IntRange(0),
    metavar="COUNT",
    help="Ratings of titles after which it learns what viewers like anew; 0 for never.",
)
@click.option(
    "--browser/--no-browser",
    "opens",
    default=True,
    show_default=True,
    help="Open the first page in a browser, where a person has one.",
)
@click.option(
    "--verbose", is_flag=True, help="Tell of loads and trainings in full, instead of in their logs."
)
def up(  # noqa: PLR0913 - one for each option
    paths: Sequence[Path],
    host: str,
    port: int,
    max_rejects: float,
    max_unreadable: float,
    *,
    learns: bool,
    learns_prices: bool,
    retrain_ratings: int,
    opens: bool,
    verbose: bool,
) -> None:
    """Do everything: server, tables, data, answers. Ctrl-C, or closing the terminal, stops it.

    Without --data, a database that holds no data yet gets a generated sample. After new data it
    learns what to recommend and what games should cost, while it answers everything else; of titles
    anew after every so many ratings. What it learns with is the extra `train`: it waits until that
    is installed. A worker lets the aggregates follow events and ratings.

    \b
    Examples:
      ludoteca up
      ludoteca up --data ~/steam --port 8080
      DATABASE_URL=postgresql://me@db.example.org/steam ludoteca up
    """  # noqa: D301 - click's mark for lines to keep
    from api.serve import bind_server_socket
    from db.migrate import upgrade
    from db.status import status as ask
    from db.supervisor import Child, supervise_processes
    from etl.read.sources import require_paths

    require_paths(paths)
    with bind_server_socket(host, port) as listening, open_command_database() as (settings, found):
        reporter = stderr_reporter(is_transient=not verbose)
        with reporter.stage("set up the tables"):
            upgrade(found.owner_url)
        if not paths and ask(found.url).data is None:
            click.echo("No data yet: a made-up community will do. Your files: --data FOLDER")
            paths = [_ensure_sample_folder(settings, reporter)]
        if paths:
            load_and_tell(
                found.url,
                paths,
                is_brief=not verbose,
                max_reject_share=max_rejects / 100,
                max_unreadable_share=max_unreadable / 100,
            )
        wanted: dict[Name, bool] = {
            "similarities": learns,
            "prices": learns_prices,
            "tastes": learns,
        }
        names = [name for name, is_wanted in wanted.items() if is_wanted]
        children = [
            Child(
                "learn",
                run_trainings,
                (found.url, names, retrain_ratings),
                restarts=False,
                is_quiet=not verbose,
            ),
            Child("worker", run_events_worker, (found.url,)),
        ]
        with supervise_processes(settings.home, found.server, children):
            _serve_answers(settings, found, listening, opens=opens)


@cli.command()
@HOST
@PORT
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that answer.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Answer over HTTP from what is loaded. Ctrl-C stops it.

    \b
    Examples:
      ludoteca serve --port 8080
      ludoteca serve --host 0.0.0.0 --workers 4
    """  # noqa: D301 - click's mark for lines to keep
    from api.serve import bind_server_socket

    with bind_server_socket(host, port) as listening, open_command_database() as (settings, found):
        _serve_answers(settings, found, listening, workers=workers)


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option(
    "--base-url",
    default="",
    metavar="URL",
    help="Where Ludoteca is served, for links to games and users.  [default: no links]",
)
def report(file: Path, base_url: str) -> None:
    """Write the data story as one HTML page.

    It opens from disk, loads nothing from anywhere, needs no script, and is below 2 MB. It shows
    what /story shows, computed first where the data are newer: half a minute on the real set.

    \b
    Examples:
      ludoteca report story.html
      ludoteca report story.html --base-url https://games.example.org
    """  # noqa: D301 - click's mark for lines to keep
    from api.pages.story import read_report
    from db.status import require_newest
    from etl.continuous.story import write_story

    with open_command_database() as (settings, found):
        require_newest(found.url)
        with stderr_reporter().stage("compute the story"):
            write_story(found.url)
        text = read_report(settings, found.reader_url, base_url)
        file.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {file}: {file.stat().st_size / 1000:,.0f} kB.")


for command in (
    load,
    inspect,
    status,
    watch,
    worker,
    schedule,
    refresh,
    similarities,
    evaluate,
    prices,
    sample,
    download,
    formats,
    forget,
    db,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and leave with its exit code; errors come out as sentences."""
    signal.signal(signal.SIGTERM, _raise_terminated)
    _terminate_on_hangup()
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = cli.main(words, prog_name="ludoteca", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt) as stop:
        is_term = isinstance(stop, Terminated) or isinstance(stop.__cause__, Terminated)
        _exit_with_message("Interrupted.", code=TERMINATED if is_term else INTERRUPTED)
    except LudotecaError as error:
        if "--debug" in words:
            raise
        _exit_with_message(f"Error: {error}", code=error.exit_code)
    except Exception as error:
        if "--debug" in words:
            raise
        if (extra := _missing_extra(error)) is not None:
            what = f"{error}: this needs an extra, pip install 'ludoteca[{extra}]'"
            _exit_with_message(f"Error: {what}", code=MISSING)
        text = f"{type(error).__name__}: {error}"
        _exit_with_message(
            f"Unexpected error: {text}\nludoteca --debug … shows the traceback.", UNEXPECTED
        )
    sys.exit(code if isinstance(code, int) else 0)


def _missing_extra(error: Exception) -> str | None:
    """Name the extra that has a module which is not installed."""
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    return EXTRAS.get(str(name).partition(".")[0])


def _exit_with_message(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


def _raise_terminated(_: int, __: FrameType | None) -> None:
    raise Terminated


def _terminate_on_hangup() -> None:
    """Let SIGHUP be SIGTERM, unless nohup or the like wants it ignored."""
    if sys.platform == "win32" or signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        return
    shown = [stream.fileno() for stream in (sys.stdout, sys.stderr) if stream.isatty()]

    def hang_up(_: int, __: FrameType | None) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for terminal in shown:  # where what is written from now on would fail
            os.dup2(nowhere, terminal)
        os.close(nowhere)
        os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGHUP, hang_up)


def _ensure_sample_folder(settings: Settings, reporter: Reporter) -> Path:
    from etl.sample import FILES, streaming

    folder = settings.home / "sample"
    if not all((folder / name).exists() for name in (*FILES, *streaming.FILES)):
        # Somebody else may be making one at this moment.
        made = settings.home / f"sample-{os.getpid()}"
        write_sample(made, reporter)
        write_sample(made, reporter, streaming=True)
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            made.rename(folder)
        shutil.rmtree(made, ignore_errors=True)
    return folder


def _serve_answers(
    settings: Settings,
    found: Database,
    listening: socket.socket,
    *,
    workers: int = 1,
    opens: bool = False,
) -> None:
    """Serve until a signal, after telling where."""
    from api.app import check_database_before_serving
    from api.serve import serve_until_signal as serve_forever
    from db.target import url_with_password

    check_database_before_serving(settings, server_url=found.reader_url)
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}"
    asked, statement = _first_questions(found)

    def tell() -> None:
        click.echo(f"\nLudoteca answers at {address} (Ctrl-C stops it)")
        click.echo(f"  curl '{address}{asked}'")
        click.echo(f'  {_program_name()} db psql -c "{statement}"')
        if opens and _has_browser():
            webbrowser.open(address)

    if found.server is not None:  # the workers read their settings from the environment
        os.environ["DATABASE_READER_URL"] = url_with_password(found.reader_url)
        os.environ["DATABASE_EVENTS_URL"] = url_with_password(found.events_url)
    serve_forever(listening, workers=workers, on_start=tell)


def _first_questions(found: Database) -> tuple[str, str]:
    """Choose an address and a statement that are answered from what is loaded."""
    from api.examples import fill_address
    from db.status import read_example_names

    names = read_example_names(found.url)
    questions = {
        "/UsersRecommend/2014": "select * from most_recommended_games({year})",
        "/get_count_platform/netflix": "select * from platforms",
        "/health/live": "select * from schema_revision()",
    }
    filled = ((fill_address(address, names), statement) for address, statement in questions.items())
    return next((address, text.format(**names)) for address, text in filled if address is not None)


def _has_browser() -> bool:
    """Tell whether a person looks at this terminal, on a screen that shows windows."""
    shows = (
        sys.platform in {"darwin", "win32"} or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
    )
    return sys.stdout.isatty() and bool(shows)


def _program_name() -> str:
    """Name this program as the user's shell finds it: `make run` needs no PATH."""
    return "ludoteca" if shutil.which("ludoteca") else os.path.relpath(sys.argv[0])


if __name__ == "__main__":
    main()
