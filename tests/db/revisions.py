"""Made-up revisions on top of the real ones, in a folder of the test's own."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from db.migrate import bundle, deploy, newest_revision
from db.settings import CHECKOUT

MARK = "api/schema_revision.sql"
_REVISION = '''"""Made up for a test."""

from alembic import op

from db.migrate import ObjectChange, replace_primary_key

revision = "{revision}"
down_revision = "{follows}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    {upgrade}


def after_upgrade() -> None:
    {after_upgrade}


def downgrade() -> None:
    {downgrade}


def after_downgrade() -> None:
    {after_downgrade}
'''


def copy_migrations(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Alembic read a copy of the migrations, to which a test adds."""
    shutil.copy(CHECKOUT / "alembic.ini", folder)
    shutil.copytree(CHECKOUT / "migrations", folder / "migrations")
    monkeypatch.setattr(deploy, "CONFIG_FILE", folder / "alembic.ini")
    monkeypatch.setattr(bundle, "OBJECTS_FOLDER", folder / "migrations" / "objects")


def add_revision(  # noqa: PLR0913 - what a revision holds
    folder: Path,
    changed: Mapping[str, str],
    *,
    upgrade: str = "pass",
    after_upgrade: str = "pass",
    downgrade: str = "pass",
    after_downgrade: str = "pass",
) -> str:
    """Add a revision to a copy, in which files of sql/ are other ones; name it."""
    follows = newest_revision()
    revision = f"{int(follows) + 1:04}"
    files = dict(bundle.read_frozen_bundle(follows))
    files |= {file: bundle.SqlFile(file, text) for file, text in changed.items()}
    marked = files[MARK].text.replace(f"'{follows}' as revision", f"'{revision}' as revision")
    files[MARK] = bundle.SqlFile(MARK, marked)
    bundle.freeze_bundle(files, revision, follows)
    (folder / "migrations" / "versions" / f"made_up_{revision}.py").write_text(
        _REVISION.format(
            revision=revision,
            follows=follows,
            upgrade=upgrade,
            after_upgrade=after_upgrade,
            downgrade=downgrade,
            after_downgrade=after_downgrade,
        )
    )
    return revision
