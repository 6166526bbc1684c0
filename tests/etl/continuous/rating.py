"""Titles to rate, and ratings as applications send them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

from tests.etl.running import run_sql

if TYPE_CHECKING:
    from sqlalchemy import URL


def add_titles(url: URL, count: int) -> list[str]:
    """Put movies `n1` … into a database whose data are published; returns their ids."""
    run_sql(
        url,
        "insert into core.platforms (platform_id, name, prefix) values (14, 'netflix', 'n');"
        "insert into core.titles (title_id, platform_id, show_number, work_id, kind, name, "
        "name_key, release_year, is_kind_doubtful) "
        "select 'n' || number, 14, number, number, 'movie', 'Movie ' || number, "
        "'movie ' || number, 2012, false "
        f"from generate_series(1, {count}) as number;"
        "select agg.refresh_touched()",
    )
    return [f"n{number}" for number in range(1, count + 1)]


def rate(
    connection: psycopg.Connection,
    viewer_id: int | None,
    title_id: str | None,
    half_stars: int | None,
    rated_at: str | None = None,
) -> tuple[bool | None, bool]:
    """Rate a title, or take that back (no stars); returns whether it is new and shows already."""
    given: list[Any] = [viewer_id, title_id]
    if half_stars is None:
        call = "api.unrate_title(%s, %s, %s)"
    else:
        call, given = "api.rate_title(%s, %s, %s, %s)", [*given, half_stars]
    statement = f"select is_new, is_applied from {call}"
    row = connection.execute(statement.encode(), [*given, rated_at]).fetchone()
    assert row is not None
    return row[0], row[1]
