"""Room for models: what trainings emptied is used again."""

from collections.abc import Callable

from sqlalchemy import URL, Connection, text

from db.engines import etl_connection
from db.models import metadata
from etl.models.lifecycle import reuse_pages


def test_the_loader_vacuums_tables_of_models_beside_readers(
    empty_url: URL, connect: Callable[[URL], Connection]
) -> None:
    reader = connect(empty_url)
    reader.execute(text("select from core.recommendation_weights"))
    told: list[str | None] = []
    with etl_connection(empty_url) as loader:
        loader.autocommit = True
        loader.add_notice_handler(lambda notice: told.append(notice.message_primary))
        found = loader.execute("select * from staging.model_tables()").fetchall()
        reuse_pages(loader)
        version = loader.info.server_version
    assert {name for (name,) in found} == {
        table.name
        for table in metadata.tables.values()
        if table.schema == "core" and "model_id" in table.c
    }
    assert told == [] if version >= 170_000 else len(told) == len(found)
    vacuumed = reader.execute(
        text("select relname from pg_stat_user_tables where last_vacuum is not null")
    ).scalars()
    assert version < 170_000 or {name for (name,) in found} <= set(vacuumed)
