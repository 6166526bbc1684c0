"""Loads under /v1: runs that published, and what they refused and could not read."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from db.errors import LoadFailed
from etl.load import LoadOptions, load
from tests.api.helpers import Client, assert_problem, make_settings
from tests.etl.loading import game, item, library, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files are."""
    return tmp_path_factory.mktemp("loads")


@pytest.fixture(scope="module")
def loads(
    create_database: Callable[..., URL], empty_template: URL, folder: Path
) -> Iterator[Client]:
    """The application over a load, one that failed, one that changed nothing, and another."""
    url = create_database(empty_template)
    games = [game("10", metascore="NA"), game("20", metascore=7), *[game(n) for n in range(30, 99)]]
    write(folder / "games.json", [*games[:40], game(None), *games[40:]])
    write(folder / "items.json", [library("ana", item("10"), items_count=3)])
    options = LoadOptions(workers=0, max_reject_share=0.02)
    load(url, [folder], options=options)
    with pytest.raises(LoadFailed):
        load(url, [write(folder / "broken.json", [game("10"), game("x")])], options=options)
    load(url, [folder / "games.json"], options=options)
    load(url, [write(folder / "more.json", [game("200")])], options=options)
    with TestClient(create_app(make_settings(url))) as client:
        yield client


def test_runs_that_published_are_listed_the_latest_first(loads: Client) -> None:
    answer = loads.get("/v1/loads", params={"total": "true"}).json()
    found = [(row["load_id"], row["kind"], row["data_version"]) for row in answer["data"]]
    assert found == [(4, "load", 2), (1, "load", 1)]
    assert (answer["next"], answer["total"]) == (None, 2)
    page = loads.get("/v1/loads", params={"sort": "id", "limit": "1"}).json()
    assert [row["load_id"] for row in page["data"]] == [1]
    rest = loads.get("/v1/loads", params={"sort": "id", "limit": "1", "cursor": page["next"]})
    assert [row["load_id"] for row in rest.json()["data"]] == [4]


def test_a_run_tells_its_files_its_rejects_and_its_warnings(loads: Client, folder: Path) -> None:
    found = loads.get("/v1/loads/1").json()
    assert (found["load_id"], found["kind"], found["data_version"]) == (1, "load", 1)
    assert found["totals"] == {
        "games_count": 71,
        "games_in_catalogue_count": 71,
        "users_count": 1,
        "items_count": 1,
        "reviews_count": 0,
        "titles_count": 0,
        "people_count": 0,
        "viewers_count": 0,
        "ratings_count": 0,
    }
    assert found["files"] == [
        {
            "name": "games.json",
            "kind": "games",
            "format": "official-games",
            "sha256": sha256((folder / "games.json").read_bytes()).hexdigest(),
            "byte_count": (folder / "games.json").stat().st_size,
            "crawled_on": None,
            "lines_count": 72,
            "records_count": 72,
            "accepted_count": 71,
        },
        {
            "name": "items.json",
            "kind": "items",
            "format": "official-items",
            "sha256": sha256((folder / "items.json").read_bytes()).hexdigest(),
            "byte_count": (folder / "items.json").stat().st_size,
            "crawled_on": None,
            "lines_count": 1,
            "records_count": 1,
            "accepted_count": 1,
        },
    ]
    assert found["rejects"] == [
        {"file_name": "games.json", "reason": "null_id", "rejects_count": 1}
    ]
    assert found["warnings"] == [
        {
            "file_name": "games.json",
            "field": "metascore",
            "kind": "unreadable",
            "occurrences_count": 1,
            "present_count": 2,
            "occurrences_percent": 50.0,
            "examples": [
                {
                    "line_number": 1,
                    "record_number": 0,
                    "raw": "NA",
                    "detail": "'NA' should be a whole number",
                }
            ],
        },
        {
            "file_name": "items.json",
            "field": "items_count",
            "kind": "count_mismatch",
            "occurrences_count": 1,
            "present_count": 1,
            "occurrences_percent": 100.0,
            "examples": [
                {
                    "line_number": 1,
                    "record_number": 0,
                    "raw": "3",
                    "detail": "items_count is 3; the list has 1",
                }
            ],
        },
    ]


@pytest.mark.parametrize("load_id", [2, 3, 5, 2**63 - 1])
def test_runs_that_published_nothing_are_unknown(loads: Client, load_id: int) -> None:
    assert_problem(loads.get(f"/v1/loads/{load_id}"), "unknown-name", detail=str(load_id))


@pytest.mark.parametrize("load_id", ["0", "-1", "x", str(2**63)])
def test_what_is_no_number_of_a_run_is_refused(loads: Client, load_id: str) -> None:
    assert_problem(loads.get(f"/v1/loads/{load_id}"), "invalid-parameter", parameter="load_id")


def test_a_document_is_what_sql_says(
    client: Client, sql: Callable[..., list[tuple[Any, ...]]]
) -> None:
    for (load_id,) in sql("select load_id from api.loads where status = 'published'"):
        answer = client.get(f"/v1/loads/{load_id}").json()
        assert [(answer,)] == sql("select api.load_document(%s)", load_id)
