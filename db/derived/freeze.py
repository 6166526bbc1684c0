"""`make freeze m="…"`: a new revision, and sql/ frozen beside it.

In: the message, sql/ and db/models as they are now. Out: migrations/versions/<date>_<slug>_<rev>.py
and migrations/frozen/<rev>.sql.
"""

from __future__ import annotations

import click
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from db.derived.bundle import FROZEN_FOLDER, bundle
from db.derived.deploy import head, upgrade
from db.local_server import start
from db.errors import SchemaOutOfDate
from db.settings import CHECKOUT, read_settings

SCRATCH = "ludoteca_freeze"


@click.command()
@click.option("-m", "--message", help="What the revision is for.")
@click.option("--amend", is_flag=True, help="Freeze sql/ again for a revision not yet released.")
def main(message: str | None, *, amend: bool) -> None:
    """Freeze sql/ for a new revision."""
    if amend:
        _write(head())
        return
    if not message:
        raise click.UsageError('Say what the revision is for: make freeze m="add playtime by tag"')
    _write(_new_revision(message))


def _write(revision: str) -> None:
    path = FROZEN_FOLDER / f"{revision}.sql"
    path.write_text(bundle(), encoding="utf-8", newline="\n")
    click.echo(f"Wrote {path.relative_to(CHECKOUT)}")


def _new_revision(message: str) -> str:
    """Compare the models with a scratch database at the present head."""
    server = start(read_settings().postgres_home)
    admin = create_engine(server.url, isolation_level="AUTOCOMMIT")
    scratch = server.url.set(database=SCRATCH)
    with admin.connect() as connection:
        connection.execute(text(f"drop database if exists {SCRATCH}"))
        connection.execute(text(f"create database {SCRATCH}"))
    try:
        try:
            upgrade(scratch)
        except SchemaOutOfDate:
            click.echo("No revision yet: this is the first one.")
        config = Config(CHECKOUT / "alembic.ini")
        config.attributes["url"] = scratch
        script = command.revision(config, message=message, autogenerate=True)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"drop database {SCRATCH} with (force)"))
        admin.dispose()
    if script is None or isinstance(script, list) or script.revision is None:
        raise click.ClickException("Alembic wrote no revision.")
    click.echo(f"Wrote {script.path}; say in it why, and read what was generated.")
    return str(script.revision)


if __name__ == "__main__":
    main()
