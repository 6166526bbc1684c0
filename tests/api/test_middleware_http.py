"""CORS, request ids, slashes, methods and names in paths: what a browser or a script runs into."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import get
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from api.middleware.request import current_request_id
from db.errors import ConfigurationError
from db.settings import read_settings
from tests.api.helpers import Client, assert_problem, make_settings

QUESTION = "/UsersRecommend?anio=2014"
SITE = "https://games.example.org"


@pytest.fixture(scope="module")
def shared(loaded_url: URL) -> Iterator[Client]:
    """The application that two sites may read."""
    origins = f" {SITE} ,http://localhost:3000,, "
    with TestClient(create_app(make_settings(loaded_url, LUDOTECA_CORS_ORIGINS=origins))) as one:
        yield one


def _cors(headers: Any) -> dict[str, str]:  # noqa: ANN401 - httpx's or a dictionary
    return {name: value for name, value in headers.items() if name.startswith("access-control")}


def test_without_the_setting_no_site_may_read(client: Client) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        headers = {"Origin": SITE, "Access-Control-Request-Method": "GET"}
        answer = client.request(method, QUESTION, headers=headers)
        assert _cors(answer.headers) == {}
        assert "Origin" not in answer.headers.get("vary", "")


@pytest.mark.parametrize("origin", [SITE, "http://localhost:3000"])
@pytest.mark.parametrize("address", [QUESTION, "/UsersRecommend", "/nothing", "/health/live"])
def test_a_listed_site_may_read_answers_and_errors(
    shared: Client, origin: str, address: str
) -> None:
    answer = shared.get(address, headers={"Origin": origin})
    assert answer.headers["access-control-allow-origin"] == origin
    exposed = {*answer.headers["access-control-expose-headers"].split(", ")}
    assert exposed == {"ETag", "Link", "Retry-After", "X-Request-ID", "X-Total-Count"}
    assert "access-control-allow-credentials" not in answer.headers
    assert "Origin" in answer.headers["vary"].split(", ")


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example.org",
        "https://games.example.org.evil.com",
        "http://games.example.org",
        "https://games.example.org:8443",
        "null",
        "*",
        None,
    ],
)
def test_other_sites_may_not(shared: Client, origin: str | None) -> None:
    answer = shared.get(QUESTION, headers={"Origin": origin} if origin else {})
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["vary"] == "Accept, Accept-Encoding, Origin"  # for caches between


def test_a_preflight_says_what_is_allowed(shared: Client) -> None:
    headers = {
        "Origin": SITE,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match, x-request-id",
    }
    answer = shared.options(QUESTION, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == SITE
    assert answer.headers["access-control-max-age"] == "86400"
    methods = {*answer.headers["access-control-allow-methods"].split(", ")}
    assert methods == {"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"}
    allowed = {*answer.headers["access-control-allow-headers"].lower().split(", ")}
    assert {"accept", "content-type", "if-none-match", "x-request-id"} <= allowed
    assert "Origin" in answer.headers["vary"]
    refused = shared.options(QUESTION, headers={**headers, "Origin": "https://evil.example.org"})
    assert refused.status_code == 400
    assert "access-control-allow-origin" not in refused.headers


def test_a_listed_site_may_post(shared: Client) -> None:
    asked = {
        "Origin": SITE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    preflight = shared.options("/v1/recommendations", headers=asked)
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "content-type" in preflight.headers["access-control-allow-headers"].lower()
    bodies: list[tuple[dict[str, Any], int]] = [({"games": []}, 200), ({}, 400)]
    for body, status in bodies:
        answer = shared.post("/v1/recommendations", json=body, headers={"Origin": SITE})
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == SITE
        other = {"Origin": "https://evil.example.org"}
        refused = shared.post("/v1/recommendations", json=body, headers=other)
        assert "access-control-allow-origin" not in refused.headers


def test_everybody_may_read_with_a_star(loaded_url: URL) -> None:
    settings = make_settings(loaded_url, LUDOTECA_CORS_ORIGINS="*")
    with TestClient(create_app(settings)) as client:
        for origin in ("https://anywhere.example", "null"):
            assert "Origin" in client.get(QUESTION).headers["vary"]
            answer = client.get(QUESTION, headers={"Origin": origin})
            assert answer.headers["access-control-allow-origin"] == "*"
            assert "access-control-allow-credentials" not in answer.headers
        tag = client.get(QUESTION).headers["etag"]
        again = client.get(QUESTION, headers={"If-None-Match": tag, "Origin": SITE})
        assert (again.status_code, again.headers["access-control-allow-origin"]) == (304, "*")


@pytest.mark.parametrize(
    "origins",
    ["example.org", "https://example.org/", "https://a.b/c", "https://*.a.b", "a b", "x:"],
)
def test_an_origin_that_no_browser_sends_is_refused_at_the_start(origins: str) -> None:
    with pytest.raises(ConfigurationError, match="LUDOTECA_CORS_ORIGINS"):
        read_settings({"LUDOTECA_CORS_ORIGINS": f"https://ok.example,{origins}"})


@pytest.mark.parametrize("age", ["-1", "x", "1.5", "1h"])
def test_an_age_that_is_no_number_is_refused_at_the_start(age: str) -> None:
    with pytest.raises(ConfigurationError, match="LUDOTECA_MAX_AGE"):
        read_settings({"LUDOTECA_MAX_AGE": age})


@pytest.mark.parametrize("address", [QUESTION, "/nothing", "/UsersRecommend", "/docs", "/"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_every_answer_has_an_id(client: Client, address: str, method: str) -> None:
    first, second = (client.request(method, address).headers["x-request-id"] for _ in range(2))
    assert re.fullmatch(r"[0-9a-f]{32}", first)
    assert first != second


@pytest.mark.parametrize("given", ["a", "7f3c-11.web:3", "abc/def+1=", "x" * 128, "me@host_1"])
def test_a_sane_id_is_kept(client: Client, given: str) -> None:
    assert client.get(QUESTION, headers={"X-Request-ID": given}).headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given", ["", " ", "x" * 129, "a b", "é", "<b>", "a;b", "-a", '"a"', "a\tb"]
)
def test_an_id_that_could_do_harm_in_a_log_is_replaced(client: Client, given: str) -> None:
    answer = client.get(QUESTION, headers={b"X-Request-ID": given.encode()})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


def test_the_log_names_the_request(loaded_url: URL, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="ludoteca.api")

    @get("/broken")
    async def broken() -> None:
        assert current_request_id() == "req-1"
        raise RuntimeError("100% broken")

    app = create_app(make_settings(loaded_url))
    app.register(broken)
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/broken", headers={"X-Request-ID": "req-1"})
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] == "req-1"
    [record] = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert record.getMessage() == "GET /broken failed [request req-1]"
    assert vars(record)["request_id"] == "req-1"
    assert "100% broken" in caplog.text
    assert current_request_id() is None
    [start] = [one for one in caplog.records if "Serving data version" in one.getMessage()]
    assert "[request" not in start.getMessage()


@pytest.mark.parametrize("address", ["/UsersRecommend", "/health/ready", "/docs", "/openapi.json"])
def test_a_slash_at_the_end_makes_no_other_address(client: Client, address: str) -> None:
    query = "?anio=2014" if address == "/UsersRecommend" else ""
    plain = client.get(f"{address}{query}", follow_redirects=False)
    for other in (f"{address}/", f"/{address}", f"{address}//"):
        same = client.get(f"http://testserver.local{other}{query}", follow_redirects=False)
        assert (same.status_code, same.content) == (200, plain.content), other
        assert same.headers.get("etag") == plain.headers.get("etag")


@pytest.mark.parametrize("address", [QUESTION, "/health/live", "/docs", "/openapi.json", "/"])
def test_other_methods_are_told_what_is_allowed(client: Client, address: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW"):
        answer = client.request(method, address)
        assert_problem(answer, "method-not-allowed", detail=method)
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    answer = client.options(address)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_nothing_is_guessed_from_the_bytes(client: Client) -> None:
    for address in (QUESTION, "/nothing", "/docs", "/openapi.json"):
        assert client.get(address).headers["x-content-type-options"] == "nosniff"
