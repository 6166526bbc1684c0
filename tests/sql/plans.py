"""Plans of the statements behind a question."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
from sqlalchemy import URL

MOST_ROWS = 100
_SETTINGS = {
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
    "auto_explain.log_level": "notice",
    "client_min_messages": "notice",
}


class Plans:
    """A connection that hands out the plan of each statement behind a question.

    `auto_explain` shows the plans of the statements inside functions too. A small set would be read
    whole by choice; so sequential scans can be switched off, and one that is left has no index.
    """

    def __init__(self, url: URL, *, seqscan: bool) -> None:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(address, autocommit=True)
        self._said: list[str] = []
        self._connection.add_notice_handler(
            lambda note: self._said.append(note.message_primary or "")
        )
        self._connection.execute("load 'auto_explain'")
        settings = _SETTINGS | {"enable_seqscan": "on" if seqscan else "off"}
        for name, value in settings.items():
            self._connection.execute("select set_config(%s, %s, false)", [name, value])

    def scans(
        self, query: str, values: Mapping[str, object] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Give every node that reads a relation."""
        self._connection.execute(query.encode(), values).fetchall()  # parses, caches what it needs
        self._said.clear()
        self._connection.execute(query.encode(), values).fetchall()
        plans = [json.loads(said[said.index("{") :]) for said in self._said if "{" in said]
        assert plans, "auto_explain said nothing"
        for plan in plans:
            yield from (node for node in _nodes(plan["Plan"]) if "Relation Name" in node)

    def count(self, query: str, values: Mapping[str, object]) -> int:
        """Ask for a number."""
        row = self._connection.execute(query.encode(), values).fetchone()
        assert row is not None
        return int(row[0])

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask for rows."""
        return self._connection.execute(query.encode()).fetchall()

    def close(self) -> None:
        self._connection.close()


def rows_read(scan: dict[str, Any]) -> float:
    """Count the rows that a node looked at, over all its loops."""
    removed = scan.get("Rows Removed by Filter", 0) + scan.get("Rows Removed by Index Recheck", 0)
    return float((scan["Actual Rows"] + removed) * scan["Actual Loops"])


def is_by_key(scan: dict[str, Any]) -> bool:
    """Tell whether each row was looked up one by one, never read through."""
    return bool(scan["Node Type"].startswith("Index") and scan["Actual Rows"] <= 1)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", []):
        yield from _nodes(below)
