"""Down and up the whole stairway of revisions, with rows that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from db.migrate import check, current, downgrade, head, upgrade
from db.models import metadata
from db.settings import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL, Connection


def revisions() -> list[str]:
    """From the first to the newest."""
    scripts = ScriptDirectory.from_config(Config(CHECKOUT / "alembic.ini"))
    return [script.revision for script in scripts.walk_revisions()][::-1]


def contents(connection: Connection) -> dict[str, object]:
    """A checksum of every table that is there and holds data."""
    sums = {
        table.name: connection.scalar(
            text(
                f"select count(*) || md5(string_agg(t::text, '|' order by t::text)) from {table} t"
            )
        )
        for table in metadata.sorted_tables
        if table.schema == "core"
        and table.name != "loads"
        and connection.scalar(text("select to_regclass(:name)"), {"name": str(table)})
    }
    connection.commit()
    return sums


def test_rows_stay_on_every_step(loaded_clone: URL, connect: Callable[[URL], Connection]) -> None:
    connection = connect(loaded_clone)
    before = contents(connection)
    stairway = revisions()
    assert stairway[-1] == head()
    for step in reversed(stairway[:-1]):
        downgrade(loaded_clone, step)
        assert current(loaded_clone) == step
        assert contents(connection).items() <= before.items()
    for step in stairway[1:]:
        upgrade(loaded_clone, step)
        assert contents(connection).items() <= before.items()
    assert contents(connection) == before
    check(loaded_clone)
    # the derived layer was filled on the way, and readers heard of it
    assert connection.scalar(text("select data_version from api.data_versions")) == 1 + 2 * (
        len(stairway) - 1
    )


def test_a_price_model_goes_and_its_run_stays(
    create_database: Callable[..., URL],
    priced: tuple[URL, object],
    connect: Callable[[URL], Connection],
) -> None:
    url = create_database(priced[0])
    connection = connect(url)
    runs = text("select kind from core.loads where load_id <= 2 order by load_id")
    models = text("select count(*) from api.price_models")
    assert connection.scalars(runs).all() == ["load", "prices"]
    assert connection.scalar(models) == 1
    before = contents(connection)
    downgrade(url, "0004")
    assert connection.scalars(runs).all() == ["load", "refresh"]
    connection.commit()  # an upgrade waits for whoever has read the table
    upgrade(url)
    assert connection.scalar(models) == 0
    after = contents(connection)
    assert {name for name in before if before[name] != after[name]} == {
        "price_models",
        "price_model_features",
        "price_model_nodes",
        "price_model_errors",
        "price_predictions",
    }
