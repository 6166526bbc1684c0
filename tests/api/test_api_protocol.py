"""Addresses, methods, formats, faults and attacks: HTTP's own errors, in the one shape."""

import pytest
from litestar import get
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from tests.api.helpers import Client, assert_problem, make_settings

YEAR_PATHS = (
    "/UsersRecommend",
    "/UsersNotRecommend",
    "/UsersWorstDeveloper",
    "/best_developer_year",
)
NAMED = (
    ("/PlayTimeGenre", "genero"),
    ("/UserForGenre", "genero"),
    ("/sentiment_analysis", "empresa"),
    ("/developer_reviews_analysis", "desarrolladora"),
    ("/developer", "desarrollador"),
    ("/userforgenre", "genero"),
    ("/userdata", "user_id"),
)


@pytest.mark.parametrize("value", ["%FF", "%C3", "%ED%A0%80", "a%F1o", "%80abc"])
def test_a_query_that_is_not_utf_8(client: Client, value: str) -> None:
    for query in (f"genero={value}", f"{value}=Action"):
        assert_problem(client.get(f"/PlayTimeGenre?{query}"), "bad-request", detail="UTF-8")


def test_an_unknown_address_offers_the_nearest(client: Client) -> None:
    problem = assert_problem(client.get("/playtimegenre?genero=Action"), "unknown-address")
    assert problem["closest"][0] == "/PlayTimeGenre"
    assert "Did you mean /PlayTimeGenre?" in problem["detail"]
    for path in ("/nothing/like/it", "/docs/x", "/docs/x.json", "/%FF", "/a%00b", "/{x}"):
        assert_problem(client.get(path), "unknown-address")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_other_methods_are_refused_with_those_allowed(client: Client, method: str) -> None:
    response = client.request(method, "/PlayTimeGenre?genero=Action")
    assert_problem(response, "method-not-allowed", detail=method)
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.options("/PlayTimeGenre").headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("application/*", 200),
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", 200),
        ("", 200),
        ("text/csv", 406),
        ("text/html, image/png", 406),
    ],
)
def test_formats(client: Client, genres: list[str], accept: str, status: int) -> None:
    params = {"genero": genres[0]}
    response = client.get("/PlayTimeGenre", params=params, headers={"Accept": accept})
    assert response.status_code == status
    if status == 406:
        assert_problem(response, "not-acceptable", detail="application/json")


def test_a_fault_of_the_server_tells_nothing_to_the_client(
    loaded_url: URL, caplog: pytest.LogCaptureFixture
) -> None:
    @get("/broken")
    async def broken() -> None:
        raise RuntimeError("the secret is psycopg")

    app = create_app(make_settings(loaded_url))
    app.register(broken)
    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/broken")
    assert_problem(response, "internal-error")
    assert "secret" not in response.text
    assert "the secret is psycopg" in caplog.text


@pytest.mark.parametrize(
    "attack",
    [
        "'; drop table core.games; --",
        "' or '1'='1",
        "Action' union select current_user --",
        "$1",
        "%s",
        "%(p_genre)s",
        ":p_genre",
        "\\'; select pg_sleep(10); --",
        "${jndi:ldap://x}",
        "{0}",
        "a\\0b",
    ],
)
def test_sql_in_a_name_is_only_an_unknown_name(
    client: Client, genres: list[str], attack: str
) -> None:
    for path, parameter in NAMED:
        response = client.get(path, params={parameter: attack})
        problem = assert_problem(response, "unknown-name", parameter=parameter)
        assert problem["given"] == attack.strip()
    for path in YEAR_PATHS:
        response = client.get(path, params={"anio": attack})
        assert_problem(response, "invalid-parameter", parameter="anio")
    assert client.get("/PlayTimeGenre", params={"genero": genres[0]}).status_code == 200
