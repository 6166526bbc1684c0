"""`make freeze`: from changed files and tables to a revision, and again into the same one."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import local_server
from db.migrate import newest_revision
from db.settings import CHECKOUT

FULL = re.MULTILINE | re.DOTALL


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A copy of what is frozen and of what freezes, with a server of its own."""
    for name in ("db", "sql", "migrations"):
        shutil.copytree(CHECKOUT / name, tmp_path / name)
    for name in ("alembic.ini", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, tmp_path)
    tmp_path.chmod(0o755)
    yield tmp_path
    local_server.stop_server(tmp_path / ".data" / "pg")


def run(checkout: Path, *words: str, code: int = 0) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"PYTHONPATH": str(checkout), "LUDOTECA_HOME": str(checkout / ".data")}
    ended = subprocess.run(
        [sys.executable, "-m", "db.migrate.freeze", *words],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == code, ended.stderr
    return ended.stdout + ended.stderr


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_change_is_frozen_and_frozen_again(checkout: Path) -> None:
    before = set(checkout.glob("migrations/objects/**/*"))
    number = f"{int(newest_revision()) + 1:04}"
    [since] = re.findall(
        r"'\d+' as compatible_since", (checkout / "sql/api/schema_revision.sql").read_text()
    )
    replace(checkout / "sql/api/tags.sql", "create view", "-- changed\ncreate view")
    replace(
        checkout / "db/models/loads.py",
        'comment="Why a failed run failed."),',
        'comment="Why it failed."),\n    Column("extra", Text, comment="More."),',
    )
    run(checkout, "-m", "try it", "--compatible")
    objects = checkout / "migrations" / "objects"
    assert {path.relative_to(objects).as_posix() for path in objects.glob("**/*")} - {
        path.relative_to(objects).as_posix() for path in before
    } == {f"{number}.txt", f"api/tags@{number}.sql", f"api/schema_revision@{number}.sql"}
    marker = (checkout / "sql/api/schema_revision.sql").read_text()
    assert f"'{number}' as revision" in marker
    assert since in marker  # compatible with what was compatible
    [revision] = checkout.glob(f"migrations/versions/*_{number}.py")
    assert revision.read_text().count("Why it failed.") == 2
    # by hand, beside what was generated
    replace(revision, "(say what this changes", "it is nicer (say what this changes")
    replace(
        revision,
        "\n\n\ndef after_upgrade",
        '\n    op.execute("analyze")\n\n\ndef after_upgrade',
    )
    # what is taken away waits for the exchange of the objects
    functions = dict(
        re.findall(r"^def (\w+)\(\).*?:\n(.*?)(?=\n\n\n|\Z)", revision.read_text(), FULL)
    )
    assert {name: "_column(" in text for name, text in functions.items()} == {
        "upgrade": True,
        "after_upgrade": False,
        "downgrade": True,
        "after_downgrade": True,
    }
    assert "drop_column" not in functions["downgrade"]
    assert 'drop_column("loads", "extra", schema="core")' in functions["after_downgrade"]
    replace(checkout / "sql/api/tags.sql", "-- changed\n", "")
    replace(checkout / "sql/api/specs.sql", "create view", "-- changed\ncreate view")
    replace(checkout / "db/models/loads.py", '"Why it failed."', '"Why it did."')
    # code of the revision before would ask in vain
    place = checkout / "sql/api/genre_place.sql"
    text = place.read_text()
    place.write_text(
        text.replace("(p_genre text", "(p_genre varchar").replace("(text)", "(varchar)")
    )
    said = run(checkout, "--amend", code=1)
    assert "It is no compatible revision" in said
    assert re.findall(r"^\w+\(.*", said, re.MULTILINE) == [
        "genre_place(text) 1 genre text",
        "genre_place(text) 2 place bigint",
        "genre_place(text) 3 playtime_minutes bigint",
        "genre_place(text) 4 playtime_hours numeric",
    ]
    place.write_text(text)
    run(checkout, "--amend")
    assert not (objects / f"api/tags@{number}.sql").exists()
    assert (objects / f"api/specs@{number}.sql").exists()
    text = revision.read_text()
    assert text.count("Why it did.") == 2
    assert "Why it failed." not in text
    assert "it is nicer" in text
    assert 'op.execute("analyze")' in text
