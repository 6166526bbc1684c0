"""Examples of recommendations and titles in OpenAPI: what the samples and their models answer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api import openapi
from api.app import create_app
from tests.api.helpers import Client, make_settings
from tests.docs_text import OF_MODELS, OF_TITLES, UPDATE, alike, cut, dated

FILE = Path(openapi.__file__).with_name("examples.json")
EXAMPLES: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sample_client(modelled_sample_url: URL) -> Iterator[Client]:
    """The application over the sample that `make run` serves."""
    with TestClient(create_app(make_settings(modelled_sample_url))) as one:
        yield one


@pytest.fixture(scope="module")
def titles_client(titles_url: URL) -> Iterator[Client]:
    """The application over made-up titles."""
    with TestClient(create_app(make_settings(titles_url))) as one:
        yield one


@pytest.mark.parametrize(
    "name", [name for name, one in EXAMPLES.items() if OF_TITLES.search(one["request"])]
)
def test_examples_of_titles_are_real(titles_client: Client, name: str) -> None:
    check_example(titles_client, name)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, one in EXAMPLES.items()
        if OF_MODELS.search(one["request"]) and not OF_TITLES.search(one["request"])
    ],
)
def test_examples_are_real(sample_client: Client, name: str) -> None:
    check_example(sample_client, name)


def check_example(client: Client, name: str) -> None:
    example = EXAMPLES[name]
    if "body" in example:
        response = client.post(example["request"], json=example["body"])
    else:
        response = client.get(example["request"])
    assert response.status_code == 200, response.text
    answer = cut(dated(response.json()))
    if alike(json.dumps(answer), json.dumps(example["answer"])):
        return
    if UPDATE:
        example["answer"] = answer
        text = json.dumps(EXAMPLES, ensure_ascii=False, indent=1)
        FILE.write_text(f"{text}\n", encoding="utf-8", newline="\n")
        return
    assert answer == example["answer"]
