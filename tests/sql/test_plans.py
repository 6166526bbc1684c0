"""Every question is answered by looking rows up: no plan reads a table that grows with the data.

`auto_explain` shows the plans of the statements inside functions too. A small set would be read
whole by choice; so sequential scans are switched off, and one that is left has no index to use.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from bench.questions import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

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
# Reviews of an interval are as many as there are; they come from the index on their dates. A text
# that is searched for is compared with every name that shares words or letters with it.
BY_NATURE = {"Q12 reviews of an interval": "reviews", "a search": "search_names"}


class Plans:
    """A connection that hands out the plan of each statement behind a question."""

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

    def scans(self, query: str) -> Iterator[dict[str, Any]]:
        self._connection.execute(query.encode()).fetchall()  # parses and caches what it needs
        self._said.clear()
        self._connection.execute(query.encode()).fetchall()
        plans = [json.loads(said[said.index("{") :]) for said in self._said if "{" in said]
        assert plans, "auto_explain said nothing"
        for plan in plans:
            yield from (node for node in nodes(plan["Plan"]) if "Relation Name" in node)

    def close(self) -> None:
        self._connection.close()


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", []):
        yield from nodes(below)


def rows_read(scan: dict[str, Any]) -> float:
    removed = scan.get("Rows Removed by Filter", 0) + scan.get("Rows Removed by Index Recheck", 0)
    return float((scan["Actual Rows"] + removed) * scan["Actual Loops"])


@pytest.fixture(scope="module")
def sample_plans(loaded_url: URL) -> Iterator[Plans]:
    plans = Plans(loaded_url, seqscan=False)
    yield plans
    plans.close()


@pytest.fixture(scope="module")
def real_plans(real_url: URL) -> Iterator[Plans]:
    plans = Plans(real_url, seqscan=True)
    yield plans
    plans.close()


def too_many(plans: Plans, name: str) -> list[tuple[str, str, float]]:
    return [
        (scan["Node Type"], scan["Relation Name"], rows_read(scan))
        for scan in plans.scans(QUESTIONS[name])
        if rows_read(scan) > MOST_ROWS
        and not (scan["Relation Name"] == BY_NATURE.get(name) and scan["Node Type"] != "Seq Scan")
        # looked up one by one by its key, never read through
        and not (scan["Node Type"].startswith("Index") and scan["Actual Rows"] <= 1)
    ]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_looks_its_rows_up(sample_plans: Plans, name: str) -> None:
    assert too_many(sample_plans, name) == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_on_the_real_set_too(real_plans: Plans, name: str) -> None:
    assert too_many(real_plans, name) == []
