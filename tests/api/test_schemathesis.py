"""The application against its own OpenAPI document: what it promises is what it does.

Every operation is asked three times with values made from the document, right and wrong, besides
the boundaries of each kind of parameter; `make fuzz` (LUDOTECA_EXAMPLES=200) asks 200 times. All
checks of schemathesis are on: no 5xx, no undocumented status, header or media type, no answer that
breaks its schema, nothing wrong accepted, nothing right refused.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from litestar import Litestar
from schemathesis.openapi.checks import RejectedPositiveData
from schemathesis.python.asgi import shutdown_lifespans
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy import URL

from api.app import create_app
from tests.api.helpers import Client, make_settings

EXAMPLES = int(os.environ.get("LUDOTECA_EXAMPLES") or 3)
# Of HTTP itself, and so the same everywhere.
PLAIN_HEADERS = {
    "content-encoding",
    "content-length",
    "content-type",
    "vary",
    "x-content-type-options",
}

# Its cases are dear to make: not while tests are collected, which every worker does.
# What writes has tests of its own: this database is for reading only.
operations = schemathesis.pytest.from_fixture("promises").exclude(tag="Feedback")
seen: dict[str, set[int]] = defaultdict(set)


@pytest.fixture(scope="module")
def promises(client: Client) -> Any:  # noqa: ANN401 - schemathesis'
    """The document; of optional parameters that are alike, one stands for all.

    That is of those of one operation, such as `genre_any` and `tag_none`, and of those that several
    have. `fields` is one name instead of many, for drawing these from a pattern takes seconds.
    `make fuzz` tries them all.
    """
    document = client.get("/openapi.json").json()
    if not os.environ.get("LUDOTECA_EXAMPLES"):
        met: set[tuple[str, str]] = set()
        for operation in (one for item in document["paths"].values() for one in item.values()):
            operation["parameters"] = list(_unlike(operation.get("parameters", []), met))
    return schemathesis.openapi.from_dict(document)


def _unlike(
    parameters: list[dict[str, Any]], met: set[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    own: set[str] = set()
    for one in parameters:
        if one["name"] == "fields":
            names = one["schema"].pop("pattern").removeprefix("^(").partition(")")[0]
            one["schema"]["enum"] = names.split("|")
        kind = repr({**one["schema"], "description": ""})
        if one["required"] or not (kind in own or (one["name"], kind) in met):
            yield one
        own.add(kind)
        met.add((one["name"], kind))


@pytest.fixture(autouse=True)
def named(request: pytest.FixtureRequest) -> None:
    """Give a test the name that Schemathesis 4.32 still looks for; pytest 9.2 has `nodeid`."""
    request.node._nodeid = request.node.nodeid


@pytest.fixture(scope="module")
def app(loaded_url: URL) -> Iterator[Litestar]:
    """The application over a loaded database."""
    yield create_app(make_settings(loaded_url))
    shutdown_lifespans()


@pytest.fixture(scope="module")
def known(
    client: Client, genres: list[str], studios: list[str], users: list[str]
) -> dict[str, list[Any]]:
    """By parameter: names that the loaded database knows, which made-up text never hits."""
    rows = {name: client.get(f"/v1/{name}").json()["data"] for name in ("games", "tags", "specs")}
    studio_parameters = ("empresa", "desarrollador", "desarrolladora", "name")
    return {
        "genero": genres,
        "genre": genres,
        **dict.fromkeys(studio_parameters, studios),
        "developer": studios,
        "publisher": studios,
        "user_id": users,
        "id_usuario": users,
        "id_producto": [row["game_id"] for row in rows["games"]],
        "game_id": [row["game_id"] for row in rows["games"]],
        "tag": [row["tag"] for row in rows["tags"]],
        "spec": [row["spec"] for row in rows["specs"]],
    }


@operations.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_document_holds(
    case: schemathesis.Case[Any], app: Litestar, known: dict[str, list[Any]]
) -> None:
    if case.meta is not None and case.meta.generation.mode.is_positive:
        _name_what_is_there(case, known)
    response = case.call_and_validate(
        app=app,
        excluded_checks=[positive_data_acceptance],
        additional_checks=[right_is_accepted, headers_are_documented],
    )
    seen[case.operation.label].add(response.status_code)


def test_every_operation_has_answered() -> None:
    """Else nothing was shown but how it refuses."""
    assert seen
    silent = [label for label, statuses in seen.items() if 200 not in statuses]
    # nobody has rated anything in this database
    assert [one for one in silent if not re.search("viewer|espectador|/recomendacion$", one)] == []


def right_is_accepted(ctx: Any, response: Any, case: Any) -> None:  # noqa: ANN401 - schemathesis'
    """Allow to refuse, of what the document calls right, only what no document can call wrong."""
    try:
        positive_data_acceptance(ctx, response, case)
    except RejectedPositiveData:
        problem = response.json()
        kind = problem["type"].removeprefix("/docs#")
        depends_on_others = kind in {"conflicting-parameters", "missing-parameter"}
        depends_on_others |= "parameters; it should have at most" in problem["detail"]
        if not depends_on_others and problem.get("parameter") != "cursor":
            raise


def headers_are_documented(ctx: Any, response: Any, case: Any) -> None:  # noqa: ANN401 - the same
    """Refuse a header that the document does not name for this answer."""
    del ctx
    if response.request.method != case.operation.method.upper():
        return
    answers = case.operation.definition.raw["responses"]
    documented = {name.lower() for name in answers[str(response.status_code)]["headers"]}
    undocumented = response.headers.keys() - documented - PLAIN_HEADERS
    assert not undocumented, f"{response.status_code} has {undocumented}"


def _name_what_is_there(case: schemathesis.Case[Any], known: dict[str, list[Any]]) -> None:
    """Put known names where made-up ones are, three times of four."""
    body = case.body if isinstance(case.body, dict) else {}
    for place in (case.path_parameters, case.query, body):
        for name in known.keys() & (place or {}).keys():
            if place[name] is None:
                continue
            choice = crc32(repr(place[name]).encode())
            if choice % 4:
                value = known[name][choice % len(known[name])]
                place[name] = [value] if isinstance(place[name], list) else value
