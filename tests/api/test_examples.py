"""Examples are of what is loaded: in the index, in OpenAPI, and in what is told of errors."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from api.schemas.classic import QUESTIONS
from tests.api.helpers import Client, assert_problem, make_settings

WRONG = [
    *(f"/{question.name}?nonsense=1" for question in QUESTIONS),
    *("/PlayTimeGenre/nothing", "/userdata/nobody", "/recomendacion_juego/nothing"),
    *("/developer/nobody", "/get_count_platform/vhs", "/recomendacion/45811/zz1"),
    *("/PlayTimeGener/Action", "/nothing", "/v1/games/-1", "/v1/titles/zz1", "/v1/users/nobody"),
]


@pytest.fixture(scope="module")
def sample_client(modelled_sample_url: URL) -> Iterator[Client]:
    """The application over the sample that `make run` serves, with its models."""
    with TestClient(create_app(make_settings(modelled_sample_url))) as one:
        yield one


@pytest.fixture(scope="module")
def titles_client(titles_url: URL) -> Iterator[Client]:
    """The application over titles alone."""
    with TestClient(create_app(make_settings(titles_url))) as one:
        yield one


def test_every_example_is_answered(sample_client: Client) -> None:
    index = sample_client.get("/").json()
    document = sample_client.get("/openapi.json").json()
    asked = [*index["questions"], *index["health"], *_openapi_examples(document)]
    assert len(index["questions"]) + len(index["health"]) == sum(
        "get" in item for item in document["paths"].values()
    )
    assert len(asked) > 100
    answers = {address: sample_client.get(address).status_code for address in asked}
    assert {one: status for one, status in answers.items() if status != 200} == {}


def test_examples_of_titles_alone(titles_client: Client) -> None:
    index = titles_client.get("/").json()
    assert "/get_count_platform?platform=amazon" in index["questions"]
    assert not any("genero" in one or re.search(r"/v1/games/\d", one) for one in index["questions"])
    for address in index["questions"]:
        assert titles_client.get(address).status_code == 200, address


@pytest.mark.parametrize("wrong", WRONG)
def test_what_went_wrong_shows_what_works(
    sample_client: Client, titles_client: Client, wrong: str
) -> None:
    for client in (sample_client, titles_client):
        told = client.get(wrong)
        if told.status_code == 503 and client is titles_client:  # of a model
            continue
        assert told.status_code in {400, 404}, told.text
        shown = told.json()["example"]
        assert client.get(shown).status_code == 200, shown
    path = wrong[1:].partition("?")[0].partition("/")[0]
    if path in {one.name for one in QUESTIONS}:
        assert sample_client.get(wrong).json()["example"].startswith(f"/{path}?")


def test_a_browser_is_shown_it_as_a_link(sample_client: Client) -> None:
    told = sample_client.get("/nothing", headers={"Accept": "text/html"})
    assert told.status_code == 404
    [shown] = re.findall(r'answered: <a href="([^"]+)">', told.text)
    assert sample_client.get(unescape(shown)).status_code == 200, shown
    for wrong in ("/genres/Acton", "/studios/Acton"):
        told = sample_client.get(wrong, headers={"Accept": "text/html"})
        assert told.status_code == 404
        [shown] = re.findall(r'Or look it up: <a href="([^"]+)">', told.text)
        assert sample_client.get(shown, headers={"Accept": "text/html"}).status_code == 200


def test_where_nothing_is_loaded_there_is_no_example(empty_url: URL) -> None:
    with TestClient(create_app(make_settings(empty_url))) as client:
        for wrong in ("/PlayTimeGenre", "/nothing"):
            problem = client.get(wrong).json()
            assert "example" not in problem
            assert problem["detail"].endswith("there is no example: run `ludoteca load DIR`.")
        index = client.get("/").json()
        assert (index["note"][:24], index["questions"]) == ("Nothing is loaded yet: r", [])
        assert client.get("/docs").status_code == 200


def test_without_a_database_nothing_is_told_of_examples(empty_url: URL) -> None:
    away = empty_url.set(database="nowhere")
    with TestClient(create_app(make_settings(away))) as client:
        assert "example" not in assert_problem(
            client.get("/PlayTimeGenre"), "missing-parameter", parameter="genero"
        )
        assert "/PlayTimeGenre?genero=Action" in client.get("/").json()["questions"]


def _openapi_examples(document: dict[str, Any]) -> Iterator[str]:
    """Make an address of each example of a parameter, with the first ones of what is needed."""
    for path, item in document["paths"].items():
        if "get" not in item:  # what is sent has its body with it
            continue
        parameters = item["get"].get("parameters", ())
        values = {
            one["name"]: [found["value"] for found in one["examples"].values()]
            for one in parameters
            if "examples" in one
        }
        needed = {one["name"]: values[one["name"]][0] for one in parameters if one["required"]}
        in_path = {one["name"] for one in parameters if one["in"] == "path"}
        for name, examples in (values or {"": [""]}).items():
            for value in examples:
                given = {**needed, name: value} if name else {}
                if path == "/sentiment_analysis" and "empresa" in given:
                    given.pop("anio", None)
                query = "&".join(
                    f"{key}={quote(str(_first(one)).lower() if one is False else str(_first(one)))}"
                    for key, one in given.items()
                    if key not in in_path
                )
                address = path
                for key in in_path:
                    address = address.replace(f"{{{key}}}", quote(str(given[key]), safe=""))
                yield f"{address}?{query}" if query else address


def _first(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    return value[0] if isinstance(value, list) else value
