"""Indexes that have grown: found, built anew, left alone while somebody writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.continuous import indexes
from etl.continuous.indexes import rebuild_grown_indexes
from etl.session import open_session
from tests.etl.loading import rows
from tests.etl.running import locked, run_sql

if TYPE_CHECKING:
    import pytest
    from sqlalchemy import URL

KEY = "core.pk_known_lines"
FILL = """
    insert into core.known_lines (digest, records_count, rules)
    select {digest}, 1, 1 from generate_series(1, 30000) as number
"""
GROWN = "select index_name from staging.grown_indexes()"


def index_bytes(url: URL) -> int:
    [(byte_count,)] = rows(url, f"select pg_relation_size('{KEY}')")
    return int(str(byte_count))


def test_an_index_that_has_grown_is_built_anew(
    empty_url: URL, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_sql(empty_url, FILL.format(digest="number"))
    run_sql(empty_url, "analyze core.known_lines")
    assert rows(empty_url, GROWN) == []
    least = index_bytes(empty_url)

    # the lines of a day come while those of the day before are there
    run_sql(empty_url, FILL.format(digest="-number"))
    run_sql(empty_url, "delete from core.known_lines where digest > 0")
    run_sql(empty_url, "analyze core.known_lines")
    assert rows(empty_url, GROWN) == [(KEY,)]

    built: dict[str, int] = {}
    with open_session(empty_url) as connection:
        with locked(empty_url, "core.known_lines"):
            rebuild_grown_indexes(connection, built)
        assert built == {}
        with monkeypatch.context() as patch:  # another's fault stops nothing, and is told once
            patch.setattr(indexes, "_REBUILD", "select 1 / length(left(%s, 0))")
            rebuild_grown_indexes(connection, built)
            rebuild_grown_indexes(connection, built)
        assert [record.getMessage() for record in caplog.records] == [
            f"Index {KEY} is not built anew: division by zero"
        ]
        built.clear()
        rebuild_grown_indexes(connection, built)
    assert built == {KEY: index_bytes(empty_url)}
    assert index_bytes(empty_url) <= least
    assert rows(empty_url, GROWN) == []
    lines = "select count(*), max(digest) from core.known_lines"
    assert rows(empty_url, lines) == [(30_000, -1)]
