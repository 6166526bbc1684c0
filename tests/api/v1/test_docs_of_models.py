"""Answers shown in OpenAPI: what the sample of `make run` and its models answer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api import openapi
from api.app import create_app
from tests.api.helpers import Client, make_settings
from tests.docs_text import UPDATE, alike, cut, dated

FILE, CLASSIC_FILE = (
    Path(openapi.__file__).with_name(name) for name in ("examples.json", "classic_examples.json")
)
EXAMPLES: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
CLASSIC: dict[str, dict[str, Any]] = json.loads(CLASSIC_FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sample_client(modelled_sample_url: URL) -> Iterator[Client]:
    """The application over the sample that `make run` serves."""
    with TestClient(create_app(make_settings(modelled_sample_url))) as one:
        yield one


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_real(sample_client: Client, name: str) -> None:
    example = EXAMPLES[name]
    answer = _ask(sample_client, example["request"], example.get("body"))
    if not _is_right(answer, example["answer"]):
        example["answer"] = answer
        _write(FILE, EXAMPLES)


@pytest.mark.parametrize("name", CLASSIC)
def test_classic_examples_are_real(sample_client: Client, name: str) -> None:
    for query, shown in CLASSIC[name].items():
        answer = _ask(sample_client, f"/{name}?{query}")
        if not _is_right(answer, shown):
            CLASSIC[name][query] = answer
            _write(CLASSIC_FILE, CLASSIC)


def test_every_question_has_an_example(sample_client: Client) -> None:
    for address in sample_client.get("/").json()["questions"]:
        name, _, query = address.removeprefix("/").partition("?")
        if not name.startswith("v1/") and name not in CLASSIC | EXAMPLES:
            assert UPDATE, f"{name}: UPDATE_DOCS=1 writes its example"
            CLASSIC[name] = {unquote(query): _ask(sample_client, address)}
            _write(CLASSIC_FILE, CLASSIC)


def _ask(client: Client, request: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON document
    response = client.get(request) if body is None else client.post(request, json=body)
    assert response.status_code == 200, response.text
    return cut(dated(response.json()))


def _is_right(answer: object, shown: object) -> bool:
    """Compare; what differs fails, unless the examples are written anew."""
    if alike(json.dumps(answer), json.dumps(shown)):
        return True
    if not UPDATE:
        assert answer == shown
    return False


def _write(file: Path, examples: dict[str, dict[str, Any]]) -> None:
    text = json.dumps(examples, ensure_ascii=False, indent=1)
    file.write_text(f"{text}\n", encoding="utf-8", newline="\n")
