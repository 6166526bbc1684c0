"""/v1 over the whole real set: typeahead, and the examples of the documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.v1 import examples

Client = TestClient[Any]

EXAMPLES = json.loads(Path(examples.__file__).with_suffix(".json").read_text(encoding="utf-8"))


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


def _cut(value: Any) -> Any:  # noqa: ANN401 - any JSON document
    """Cut lists to two and long texts, as examples.json has them."""
    if isinstance(value, list):
        return [_cut(one) for one in value[:2]]
    if isinstance(value, dict):
        return {name: _cut(one) for name, one in value.items()}
    if isinstance(value, str) and len(value) > 90:
        return value[:60].rsplit(" ", 1)[0] + " …"
    return value


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_examples_are_real(real_client: Client, example: dict[str, Any]) -> None:
    assert _cut(real_client.get(example["request"]).json()) == example["answer"]
