"""A table of models in; which one is published, and whether one knows the newest load, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from psycopg import sql

from db.engines import etl_connection
from etl.session import explained

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import URL

Models: TypeAlias = Literal["recommendation_models", "price_models"]
"""The tables of `core` that have a row for each training."""

# One that was kept aside counts: the same data would come to the same end.
_IS_BEHIND: Final = sql.SQL("""
    select
        coalesce(
            (
                select max(loads.data_version)
                from core.loads
                where loads.kind = 'load'
            ) > (
                select max(models.data_version)
                from core.{} as models
            ),
            true
        )
""")
_PUBLISHED: Final = sql.SQL("select model_id, metrics from core.{} where status = 'published'")


def is_behind(url: URL, models: Models) -> bool:
    """Tell whether no model was learnt from the newest load.

    Raises:
        DatabaseUnavailable: no server answers.
    """
    with explained(url), etl_connection(url) as connection:
        row = connection.execute(_IS_BEHIND.format(sql.Identifier(models))).fetchone()
    return row is None or bool(row[0])


def published_model(connection: psycopg.Connection[Any], models: Models) -> dict[str, Any] | None:
    """Give the published model's id and metrics; None before the first."""
    row = connection.execute(_PUBLISHED.format(sql.Identifier(models))).fetchone()
    return None if row is None else {"model_id": row[0], "metrics": row[1]}
