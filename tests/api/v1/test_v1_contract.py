"""The relations behind /v1 are as db says, and OpenAPI says what their comments say."""

from typing import Any
from urllib.parse import quote

import pytest

from api.schemas.labels import GenreDocument, StudioDocument, YearDocument
from api.schemas.loads import LoadDocument
from db.lists import ListResource, loads, reviews, users
from db.lists.games import GAMES
from db.lists.labels import GENRES, SPECS, STUDIOS, TAGS
from tests.api.helpers import Client

SHAPES = {
    "Game": GAMES,
    "GameRow": GAMES,
    "Review": reviews.REVIEWS_OF_GAME,
    "User": users.USERS,
    "LibraryGame": users.LIBRARY,
    "Load": loads.LOADS,
    "Genre": GENRES,
    "Tag": TAGS,
    "Spec": SPECS,
    "Studio": STUDIOS,
}


def test_a_list_of_games_may_name_the_missing(client: Client) -> None:
    shape = client.get("/openapi.json").json()["components"]["schemas"]["GameRowList"]
    assert set(shape["properties"]) == {"data", "next", "total", "missing"}
    assert "missing" not in shape["required"]
    assert shape["properties"]["missing"]["description"].startswith("With `ids`")


@pytest.mark.parametrize(("name", "listing"), SHAPES.items(), ids=SHAPES)
def test_openapi_describes_rows_as_the_comments_do(
    name: str, listing: ListResource, client: Client
) -> None:
    schema = client.get("/openapi.json").json()["components"]["schemas"][name]
    assert {field: one["description"] for field, one in schema["properties"].items()} == {
        field: column.comment for field, column in listing.fields.items()
    }
    required = [] if name == "GameRow" else list(listing.fields)
    assert sorted(schema.get("required", ())) == sorted(required)


@pytest.mark.parametrize(
    ("shape", "address"),
    [
        (GenreDocument, "/v1/genres/action"),
        (StudioDocument, "/v1/studios/{studio}"),
        (YearDocument, "/v1/years/2014"),
        (LoadDocument, "/v1/loads/1"),
    ],
)
def test_documents_have_the_names_that_openapi_says(
    shape: type[Any], address: str, client: Client
) -> None:
    [studio] = client.get("/v1/studios?sort=-games&limit=1").json()["data"]
    response = client.get(address.format(studio=quote(studio["studio"])))
    assert list(response.json()) == [*shape.__struct_fields__]
