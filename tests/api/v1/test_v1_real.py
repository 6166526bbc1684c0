"""/v1 over the whole real set: typeahead."""

import pytest

from tests.api.helpers import Client


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
