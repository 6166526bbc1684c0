"""sql/, what is frozen of it, the models and a migrated database say the same."""

import hashlib
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import URL, Connection, create_engine, text

from db import local_server
from db.catalog import ObjectCatalog, read_object_catalog
from db.migrate import database_revision, downgrade, newest_revision, upgrade
from db.migrate.bundle import (
    OBJECTS_FOLDER,
    SQL_FOLDER,
    freeze_bundle,
    read_bundle,
    read_frozen_bundle,
)
from db.migrate.deploy import alembic_config, upgrade_sql
from db.models import metadata
from db.queries.documents import CODE_REVISION
from db.settings import CHECKOUT
from db.target import url_with_password

NOT_OBJECTS = {"grants.sql"}
Connect = Callable[[URL], Connection]
OTHER_NAMES = {"refresh.sql": "agg.refresh", "refresh_touched.sql": "agg.refresh_touched"}
ADMIN = ("admin/roles.sql", "admin/public.sql", "admin/schemas.sql")


def catalogue_of(url: URL) -> ObjectCatalog:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = read_object_catalog(connection)
    engine.dispose()
    return {key: value for key, value in found.items() if "core.alembic_version" not in key}


def run_script(url: URL, script: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(script, execution_options={"no_parameters": True})
    engine.dispose()


def psql(url: URL, *arguments: str | Path) -> None:
    program = local_server.find_binaries().folder / "psql"
    words = [program, "-qX1", "-v", "ON_ERROR_STOP=1", *arguments, url_with_password(url)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.fixture(scope="module")
def migrated(empty_template: URL) -> ObjectCatalog:
    return catalogue_of(empty_template)


def manifests() -> list[Path]:
    return sorted(OBJECTS_FOLDER.glob("*.txt"))


def test_frozen_head_is_sql() -> None:
    now = {file: each.text for file, each in read_bundle().items()}
    then = {file: each.text for file, each in read_frozen_bundle(newest_revision()).items()}
    assert list(now.items()) == list(then.items()), "sql/ has changed since `make freeze`"


def test_every_revision_has_its_manifest_and_no_more() -> None:
    revisions = {
        re.search(r"^revision = \"(\w+)\"$", path.read_text(), re.MULTILINE).group(1)  # type: ignore[union-attr]
        for path in (CHECKOUT / "migrations" / "versions").glob("*.py")
    }
    assert {path.stem for path in manifests()} == revisions
    assert max(revisions) == newest_revision() == CODE_REVISION


def test_what_is_frozen_never_changes() -> None:
    """Each manifest holds the hashes of what it lists, and that of the manifest before it."""
    listed: set[Path] = set()
    before: list[str] = []
    for manifest in manifests():
        lines = [line.split("  ") for line in manifest.read_text().splitlines()]
        assert [name for _, name in lines if name.endswith(".txt")] == before
        for sha256, name in lines:
            path = OBJECTS_FOLDER / name
            assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256, f"{name} was changed"
            listed.add(path)
        before = [manifest.name]
    assert set(OBJECTS_FOLDER.rglob("*.sql")) == {path for path in listed if path.suffix == ".sql"}


def test_the_head_tells_its_own_revision(empty_template: URL, connect: Connect) -> None:
    [told] = connect(empty_template).execute(text("select * from api.schema_revision()"))
    assert told.revision == newest_revision()
    assert told.compatible_since <= newest_revision()


def test_a_file_that_is_gone_is_frozen_no_more(tmp_path: Path) -> None:
    files = dict(read_frozen_bundle(newest_revision()))
    freeze_bundle(files, "0001", None, tmp_path)
    assert list(read_frozen_bundle("0001", tmp_path)) == list(files)
    del files["api/rejects.sql"]
    assert {path.name for path in freeze_bundle(files, "0002", "0001", tmp_path)} == {"0002.txt"}
    assert list(read_frozen_bundle("0002", tmp_path)) == list(files)
    assert freeze_bundle(files, "0002", "0001", tmp_path) == []  # written once


def test_every_sql_file_is_listed_once() -> None:
    files = {path.relative_to(SQL_FOLDER).as_posix() for path in SQL_FOLDER.rglob("*.sql")} - {
        "build.sql",
    }
    files = {name for name in files if not name.startswith("admin/")}
    listed = re.findall(r"^\\ir (\S+)$", (SQL_FOLDER / "build.sql").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(files)


def test_every_sql_file_defines_the_object_its_path_names() -> None:
    named = {
        file: OTHER_NAMES.get(file, file.removesuffix(".sql").replace("/", "."))
        for file in read_bundle()
        if file not in NOT_OBJECTS
    }
    assert {file: each.name for file, each in read_bundle().items() if each.kind} == named
    for file, each in read_bundle().items():
        kinds = [text for text in each.statements if re.match(r"create (?!(unique )?index)", text)]
        assert len(kinds) == (file not in NOT_OBJECTS), file
        assert all(text.endswith(";") for text in each.statements), file


def test_names_fit_postgres() -> None:
    names = re.findall(
        r"\b(?:uq|ix)_[a-z0-9_]+", "".join(each.text for each in read_bundle().values())
    )
    assert [name for name in names if len(name) > 63] == []


def test_psql_builds_what_migrations_give(
    create_database: Callable[..., URL], migrated: ObjectCatalog
) -> None:
    url = create_database()
    for name in ADMIN:
        psql(url, "-f", SQL_FOLDER / name)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("set role ludoteca_owner")
        metadata.create_all(connection)
    engine.dispose()
    psql(url, "-c", "set role ludoteca_owner", "-f", SQL_FOLDER / "build.sql")
    assert catalogue_of(url) == migrated


def test_offline_sql_gives_what_migrations_give(
    create_database: Callable[..., URL], migrated: ObjectCatalog
) -> None:
    url = create_database()
    run_script(url, upgrade_sql())
    assert catalogue_of(url) == migrated


def test_alembic_finds_no_difference(
    empty_template: URL, check_head: Callable[[URL], None]
) -> None:
    command.check(alembic_config(empty_template))
    check_head(empty_template)


def test_down_and_up_and_up_again_changes_nothing(empty_url: URL, migrated: ObjectCatalog) -> None:
    downgrade(empty_url, "base")
    assert database_revision(empty_url) is None
    stay = {"schema", "extension", "role"}
    left = {key for key in catalogue_of(empty_url) if key.kind not in stay}
    assert left == set()
    for _ in range(2):
        upgrade(empty_url)
        assert catalogue_of(empty_url) == migrated


# What each query names breaks the rule.
RULES = {
    "every relation says what one row is": """
        select c.oid::regclass::text
        from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname in ('core', 'staging', 'agg', 'api')
            and c.relkind in ('r', 'v', 'm') and c.relname <> 'alembic_version'
            and coalesce(obj_description(c.oid, 'pg_class'), '') not like '%one row%'
    """,
    "every column has a comment": """
        select a.attrelid::regclass::text || '.' || a.attname
        from pg_attribute as a
        inner join pg_class as c on c.oid = a.attrelid
        inner join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname in ('core', 'staging', 'agg', 'api') and c.relkind in ('r', 'v', 'm')
            and a.attnum > 0 and not a.attisdropped
            and col_description(a.attrelid, a.attnum) is null
    """,
    "every function has a comment": """
        select p.oid::regprocedure::text
        from pg_proc as p inner join pg_namespace as n on n.oid = p.pronamespace
        where n.nspname in ('core', 'staging', 'agg', 'api')
            and obj_description(p.oid, 'pg_proc') is null
    """,
    "every schema has a comment": """
        select nspname from pg_namespace
        where nspname in ('core', 'staging', 'agg', 'api', 'extensions')
            and obj_description(oid, 'pg_namespace') is null
    """,
    "a function that runs as its owner fixes its search path": """
        select p.oid::regprocedure::text
        from pg_proc as p inner join pg_namespace as n on n.oid = p.pronamespace
        where n.nspname in ('staging', 'agg', 'api') and p.prosecdef
            and not coalesce('search_path=""' = any(p.proconfig), false)
    """,
    "only who fills a staging table analyzes it": """
        select relname from pg_class
        where relnamespace = 'staging'::regnamespace and relkind = 'r'
            and reloptions is distinct from array['autovacuum_enabled=false']
    """,
    "every aggregate is unique on its grain": """
        select c.oid::regclass::text from pg_class as c
        where c.relkind in ('r', 'm') and c.relnamespace = 'agg'::regnamespace and not exists (
            select from pg_index as i
            where i.indrelid = c.oid and i.indisunique and i.indpred is null
        )
    """,
}


@pytest.mark.parametrize("rule", RULES)
def test_nothing_breaks_a_rule(rule: str, empty_template: URL, connect: Connect) -> None:
    assert connect(empty_template).scalars(text(RULES[rule])).all() == []


def test_refresh_covers_every_aggregate(empty_url: URL, connect: Connect) -> None:
    connection = connect(empty_url)
    connection.execute(text("select agg.refresh()"))
    left = text(
        "select relname from pg_class where relnamespace = 'agg'::regnamespace "
        "and (not relispopulated or relkind = 'r' and reltuples < 0)"
    )
    assert connection.scalars(left).all() == []
