"""`ludoteca db …` and `ludoteca status`: the commands that need nothing but the database."""
# ruff: noqa: PLC0415 - a command imports what it needs: --help is quick, worker processes are small

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # --help and the workers of a load do without them
    from db.settings import Settings
    from db.target import Database


OWNER_OPTION = click.option("--owner", is_flag=True, help="Log in as the owner of everything.")
OFFLINE_OPTION = click.option(
    "--sql", is_flag=True, help="Print the SQL for a DBA instead of running it."
)


@contextmanager
def open_command_database(*, keep: bool = False) -> Iterator[tuple[Settings, Database]]:
    """Give the settings and the database of a command, see `db.target.open_database`."""
    from db.settings import read_settings
    from db.target import open_database

    settings = read_settings()
    with open_database(settings, keep=keep) as found:
        yield settings, found


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(*, as_json: bool) -> None:
    """Tell which data are served and how the last loads ended.

    \b
    Examples:
      ludoteca status
      ludoteca status --json | jq .data.items_count
    """  # noqa: D301 - click's mark for lines to keep
    from db.status import status as ask
    from db.status import status_lines, supervision_lines
    from db.supervisor import read_supervision

    with open_command_database() as (settings, found):
        now = ask(found.url)
    up = read_supervision(settings.home)
    if as_json:
        told = asdict(now) | {"up": up and asdict(up)}
        click.echo(json.dumps(told, indent=2, default=str, ensure_ascii=False))
    else:
        click.echo("\n".join([*status_lines(now), *supervision_lines(up)]))


@click.group()
def db() -> None:
    """Start, stop, migrate and open the database.

    \b
    Examples:
      ludoteca db start
      ludoteca db psql -c 'select * from genres'
      DATABASE_URL=postgresql://me@db.example.org/steam ludoteca db upgrade
    """  # noqa: D301 - click's mark for lines to keep


@db.command()
@OWNER_OPTION
def url(*, owner: bool) -> None:
    """Print a reader's address, WITH its password.

    A local server is started if need be, and goes on running.

    \b
    Examples:
      psql "$(ludoteca db url)"
      export DATABASE_URL="$(ludoteca db url --owner)"
    """  # noqa: D301 - click's mark for lines to keep
    from db.target import url_with_password

    with open_command_database(keep=True) as (_, found):
        click.echo(url_with_password(found.owner_url if owner else found.reader_url))


@db.command()
def start() -> None:
    """Start the local server and leave it running.

    \b
    Example:
      ludoteca db start
    """  # noqa: D301 - click's mark for lines to keep
    from db.settings import read_settings
    from db.target import local_server_home

    local_server_home(read_settings())
    with open_command_database(keep=True) as (_, found):
        if found.server is not None:
            how = "started" if found.server.started else "is running already"
            click.echo(f"The local server {how}: port {found.server.port}, {found.server.folder}")


@db.command()
def stop() -> None:
    """Stop the local server; its data stay.

    \b
    Example:
      ludoteca db stop
    """  # noqa: D301 - click's mark for lines to keep
    from db.settings import read_settings
    from db.target import local_server_home

    home = local_server_home(read_settings())
    from db import local_server  # not before it is clear that the local server is meant

    click.echo(
        "Stopped the local server." if local_server.stop_server(home) else "No local server runs."
    )


@db.command()
@click.argument("revision", default="head")
@OFFLINE_OPTION
def upgrade(revision: str, *, sql: bool) -> None:
    """Migrate the database up to a revision, by default the newest.

    \b
    Examples:
      ludoteca db upgrade
      ludoteca db upgrade --sql > upgrade.sql
    """  # noqa: D301 - click's mark for lines to keep
    from db.migrate import deploy

    if sql:
        click.echo(deploy.upgrade_sql(revision))
        return
    with open_command_database() as (_, found):
        deploy.upgrade(found.owner_url, revision)
        click.echo(f"The database is at revision {deploy.database_revision(found.owner_url)}.")


@db.command(context_settings={"ignore_unknown_options": True})  # -1 is a revision
@click.argument("revision")
@OFFLINE_OPTION
def downgrade(revision: str, *, sql: bool) -> None:
    """Migrate the database down to a revision.

    `base` removes everything, THE DATA TOO.

    \b
    Examples:
      ludoteca db downgrade -1
      ludoteca db downgrade --sql head:base > downgrade.sql
    """  # noqa: D301 - click's mark for lines to keep
    from db.migrate import deploy

    if sql:
        click.echo(deploy.downgrade_sql(revision))
        return
    with open_command_database() as (_, found):
        deploy.downgrade(found.owner_url, revision)
        click.echo(
            f"The database is at revision {deploy.database_revision(found.owner_url) or 'base'}."
        )


@db.command()
@click.option("--data", is_flag=True, help="Compute the aggregates anew and compare their rows.")
def check(*, data: bool) -> None:
    """Compare the database with this version.

    Definitions, comments, owners, rights, indexes and settings. A difference is an error, exit code
    4, and is told with what mends it.

    \b
    Examples:
      ludoteca db check
      ludoteca db check --data
    """  # noqa: D301 - click's mark for lines to keep
    from db import migrate

    with open_command_database() as (_, found):
        compared = migrate.check_database(found.owner_url)
        click.echo("The database is as this version needs it.")
        if not compared.are_roles_compared:
            click.echo(
                "The settings of the roles were not compared: the login may not change them."
            )
        if data:
            migrate.check_aggregate_rows(found.owner_url)
            click.echo("Every aggregate is what its definition says of the data.")


@db.command()
def repair() -> None:
    """Make views and functions anew that `check` finds changed.

    Grants are given again, too. Tables stay as they are.

    \b
    Example:
      ludoteca db repair
    """  # noqa: D301 - click's mark for lines to keep
    from db import migrate

    with open_command_database() as (_, found):
        names = migrate.repair_database(found.owner_url)
    click.echo(f"Made anew: {', '.join(names) or 'the grants only'}.")


@db.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@OWNER_OPTION
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[PSQL ARGUMENTS]...")
@click.pass_context
def psql(context: click.Context, arguments: Sequence[str], *, owner: bool) -> None:
    """Open psql as a reader: schema api, read-only.

    \b
    Examples:
      ludoteca db psql
      ludoteca db psql -c 'select * from genres'
      ludoteca db psql --owner -f fix.sql
    """  # noqa: D301 - click's mark for lines to keep
    from db.target import psql_command

    with open_command_database() as (settings, found):
        command, environment = psql_command(settings, found, owner=owner)
        before = signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for psql
        try:
            ended = subprocess.run([*command, *arguments], env=environment, check=False)  # noqa: S603 - the user's own arguments
        finally:
            signal.signal(signal.SIGINT, before)
    context.exit(ended.returncode)
