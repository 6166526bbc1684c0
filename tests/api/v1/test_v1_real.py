"""/v1 over the whole real set: typeahead, and the examples of the documentation."""

import json
from pathlib import Path
from typing import Any

import pytest

from api import openapi
from tests.api.helpers import Client
from tests.docs_text import OF_MODELS, OF_TITLES, cut

FILE = Path(openapi.__file__).with_name("examples.json")
EXAMPLES = {
    name: example
    for name, example in json.loads(FILE.read_text(encoding="utf-8")).items()
    if not (OF_MODELS.search(example["request"]) or OF_TITLES.search(example["request"]))
}


@pytest.mark.parametrize(
    ("typed", "found", "within"),
    [
        ("countr strike", "Counter-Strike", 3),
        ("civ 5", "Sid Meier's Civilization® V", 3),
        ("half life 2", "Half-Life 2", 1),
        ("portal", "Portal", 2),
    ],
)
def test_typeahead(real_client: Client, typed: str, found: str, within: int) -> None:
    for path in ("/v1/search?kind=game", "/v1/games?fields=name"):
        answer = real_client.get(path, params={"q": typed, "limit": "50"}).json()
        assert found in [row["name"] for row in answer["data"][:within]], path


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_examples_are_real(real_client: Client, example: dict[str, Any]) -> None:
    assert cut(real_client.get(example["request"]).json()) == example["answer"]
