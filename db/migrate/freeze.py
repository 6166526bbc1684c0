"""`make freeze m="…"`: a new revision from sql/ and db/models as they are now."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, create_engine, text

from db.local_server import start_server
from db.migrate import schema
from db.migrate.bundle import SQL_FOLDER, freeze_bundle, read_bundle
from db.migrate.deploy import alembic_config, upgrade
from db.settings import CHECKOUT, read_settings

SCRATCH = "ludoteca_freeze"
FIRST_REVISION = "0008"
REVISION_FILE = SQL_FOLDER / "api" / "schema_revision.sql"

_IMPORTS = (
    "import sqlalchemy as sa\n",
    "from alembic import op\n",
    "from sqlalchemy.dialects import postgresql\n",
)
_FIRST_IMPORT = re.compile(r"^(?=import |from |revision = )", re.MULTILINE)
_GENERATED = re.compile(r" +# ### commands auto.*?# ### end Alembic commands ###\n", re.DOTALL)


@click.command()
@click.option("-m", "--message", help="What the revision is for.")
@click.option("--amend", is_flag=True, help="Freeze again into the head, not yet released.")
@click.option("--compatible", is_flag=True, help="It goes on serving the code of the one before.")
def main(message: str | None, *, amend: bool, compatible: bool) -> None:
    """Freeze sql/ and the tables in a revision."""
    scripts = ScriptDirectory.from_config(alembic_config(None))
    head = scripts.get_current_head()
    if amend and head is None:
        raise click.UsageError("There is no revision yet.")
    if not amend and not message:
        raise click.UsageError('Say what it is for: make freeze m="add playtime by tag"')
    last = scripts.get_revision(head) if head else None
    if amend and last:
        revision, follows = last.revision, last.down_revision
    else:
        revision, follows = f"{int(head) + 1:04}" if head else FIRST_REVISION, head
        _write_revision_number(revision, keeps=compatible)
    written = freeze_bundle(read_bundle(), revision, str(follows) if follows else None)
    with _scratch_database() as url:
        upgrade(url, str(follows or "base"))
        before = schema.read_contract(url) if follows else set()
        config = alembic_config(url)
        if amend and last:
            written += _regenerate_revision(config, Path(last.path), revision)
        else:
            written.append(_generate_revision(config, revision, str(message)))
        upgrade(url)
        written += schema.write_schema_module(url)
        lost = sorted(before - schema.read_contract(url))
    for path in written:
        click.echo(f"{'Wrote' if path.exists() else 'Removed'} {path.relative_to(CHECKOUT)}")
    if lost and f"'{revision}' as compatible" not in REVISION_FILE.read_text("utf-8"):
        raise click.ClickException(
            "It is no compatible revision: code of the one before asks for what is gone or is "
            "another now:\n" + "\n".join(lost)
        )
    click.echo("Say in the revision why, and read what was generated.")


def _write_revision_number(revision: str, *, keeps: bool) -> None:
    """Write the revision into sql/, and since when its code is served unless that stays."""
    marked = re.sub(
        r"'\d+' as revision", f"'{revision}' as revision", REVISION_FILE.read_text("utf-8")
    )
    if not keeps:
        marked = re.sub(r"'\d+' as compatible", f"'{revision}' as compatible", marked)
    REVISION_FILE.write_text(marked, encoding="utf-8", newline="\n")


def _generate_revision(config: Config, revision: str, message: str) -> Path:
    """Let Alembic compare the models with the database and write a revision of the difference."""
    script = command.revision(config, message=message, autogenerate=True, rev_id=revision)
    if script is None or isinstance(script, list):
        raise click.ClickException("Alembic wrote no revision.")
    path = Path(script.path)
    _lint_and_format(path)
    return path


def _regenerate_revision(config: Config, path: Path, revision: str) -> list[Path]:
    """Write the generated parts of a revision anew, between Alembic's marks; the rest stays."""
    before = path.read_text(encoding="utf-8")
    path.unlink()
    try:
        generated = _generate_revision(config, revision, "amended")
        blocks = _GENERATED.findall(generated.read_text(encoding="utf-8"))
        generated.unlink()
        after = _GENERATED.sub(lambda _: blocks.pop(0), before)
        imports = "".join(line for line in _IMPORTS if line not in after)
        path.write_text(_FIRST_IMPORT.sub(imports, after, count=1), encoding="utf-8")
        _lint_and_format(path)
    except BaseException:
        path.write_text(before, encoding="utf-8")
        raise
    return [path] if path.read_text(encoding="utf-8") != before else []


def _lint_and_format(path: Path) -> None:
    for words in (["check", "--fix", "--select", "F401,I"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *words, "--quiet", path], check=True)  # noqa: S603 - our own linter


@contextmanager
def _scratch_database() -> Iterator[URL]:
    """Make a database for comparison on the local server, and drop it."""
    server = start_server(read_settings().postgres_home)
    admin = create_engine(server.url, isolation_level="AUTOCOMMIT")
    drop = text(f"drop database if exists {SCRATCH} with (force)")
    try:
        with admin.connect() as connection:
            connection.execute(drop)
            connection.execute(text(f"create database {SCRATCH}"))
        yield server.url.set(database=SCRATCH)
    finally:
        with admin.connect() as connection:
            connection.execute(drop)
        admin.dispose()


if __name__ == "__main__":
    main()
