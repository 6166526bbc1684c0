"""The OpenAPI document and the pages: complete, true, and without the network."""

import re
from typing import Any

import msgspec
from jsonschema_rs import is_valid

from tests.api.helpers import Client

NOT_CLASSIC = ("/health", "/v1")


def _operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (path, operation) for path, item in document["paths"].items() for operation in item.values()
    ]


def test_the_classic_questions_are_all_there(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    classic = {path for path in document["paths"] if not path.startswith(NOT_CLASSIC)}
    assert classic >= {
        "/PlayTimeGenre",
        "/UserForGenre",
        "/UsersRecommend",
        "/UsersNotRecommend",
        "/UsersWorstDeveloper",
        "/best_developer_year",
        "/sentiment_analysis",
        "/developer_reviews_analysis",
        "/developer",
        "/userdata",
        "/countreviews",
        "/genre",
        "/userforgenre",
        "/genero",
        "/juegos",
        "/specs",
        "/earlyacces",
        "/sentiment",
        "/metascore",
        "/recomendacion_juego",
        "/recomendacion_usuario",
        "/prediccion",
    }


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    ids = [operation["operationId"] for _, operation in _operations(document)]
    assert len(ids) == len(set(ids))
    for path, operation in _operations(document):
        assert operation["summary"], path
        assert operation["description"].endswith("."), path
        assert set(operation["tags"]) <= tags, path
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (path, parameter["name"])
        for status, response in operation["responses"].items():
            assert response["description"], (path, status)
            if status >= "400":
                [media] = response["content"]
                assert media == "application/problem+json"


def test_every_classic_answer_has_an_example_of_its_shape(document: dict[str, Any]) -> None:
    for path, operation in _operations(document):
        if path.startswith(NOT_CLASSIC):
            continue
        media = operation["responses"]["200"]["content"]["application/json"]
        assert media["examples"], path
        for example in media["examples"].values():
            assert _fits(example["value"], media["schema"], document), path


def test_the_body_is_documented_as_it_is_read(client: Client, document: dict[str, Any]) -> None:
    operation = document["paths"]["/v1/recommendations"]["post"]
    assert operation["requestBody"]["required"]
    [(kind, media)] = operation["requestBody"]["content"].items()
    assert kind == "application/json"
    schemas = document["components"]["schemas"]
    library = schemas[media["schema"]["$ref"].rpartition("/")[2]]
    assert library["required"] == ["games"]
    for schema in (library, schemas["OwnedGame"]):
        assert schema["additionalProperties"] is False
    options = library["properties"].keys() - {"games"}
    asked = document["paths"]["/v1/users/{user_id}/recommendations"]["get"]["parameters"]
    assert options == {one["name"] for one in asked} - {"user_id", "format"}
    for parameter in asked:
        if parameter["name"] in options:
            member = library["properties"][parameter["name"]]
            [member, *_] = member.get("anyOf", [member])
            assert member["description"] == parameter["description"]
            for bound in ("minimum", "maximum", "minLength", "maxLength", "pattern"):
                assert member.get(bound) == parameter["schema"].get(bound), parameter["name"]
    assert len(media["examples"]) > 1
    for example in media["examples"].values():
        answer = client.post("/v1/recommendations", json=example["value"])
        assert answer.status_code == 200, answer.text
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert _fits(answer.json(), schema, document)


def test_the_index_tells_what_there_is(client: Client, document: dict[str, Any]) -> None:
    index = client.get("/").json()
    for link in (index["docs"], index["openapi"], *index["health"]):
        assert client.get(link).status_code == 200, link
    links = (*index["questions"], *index["health"], *index["post"], *index["put"])
    assert set(index["delete"]) <= set(links)
    linked = {link.partition("?")[0] for link in links}
    for path in document["paths"]:
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", path)
        # no ratings are loaded, so there is no viewer to ask about
        asks_a_viewer = "viewer_id" in path or path.startswith("/recomendacion_espectador")
        expected = 0 if asks_a_viewer or path == "/recomendacion" else 1
        links_there = linked - (document["paths"].keys() - {path})
        assert sum(bool(re.fullmatch(pattern, link)) for link in links_there) in {1, expected}, path
    for link in index["questions"]:
        assert client.get(link).status_code == 200, link
    for link in index["post"]:  # of what writes, it is not from this machine
        assert client.post(link).status_code in {403, 415}, link


def test_readiness_tells_the_data_version(client: Client) -> None:
    ready = client.get("/health/ready").json()
    assert ready["status"] == "ready"
    assert ready["data_version"] >= 1
    assert msgspec.convert(ready["published_at"], type=str).endswith("Z")
    for count in ("games", "games_in_catalogue", "users", "items", "reviews"):
        assert ready[f"{count}_count"] > 0


def _fits(value: object, schema: dict[str, Any], document: dict[str, Any]) -> bool:
    return is_valid({**schema, "components": document["components"]}, value)
