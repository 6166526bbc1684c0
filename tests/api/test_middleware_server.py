"""The middleware over real sockets: what a server process makes of them, byte for byte."""

import gzip
import json
import socket
import sys
import time
from importlib.util import find_spec

import httpx
import psycopg
import pytest

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from collections.abc import Iterator

from sqlalchemy import URL

from tests.api.helpers import plain
from tests.api.serving import serving

EXPORT = "/v1/games?format=csv"


# Ours, as it is run; and another where it is installed, for the layers must not lean on one server.
@pytest.fixture(scope="module", params=[one for one in ("granian", "uvicorn") if find_spec(one)])
def address(request: pytest.FixtureRequest, loaded_url: URL) -> Iterator[str]:
    """The address of a server process that shows no traceback, whatever it is told."""
    environ = {"LUDOTECA_CORS_ORIGINS": "https://a.example", "LITESTAR_DEBUG": "1"}
    with serving(loaded_url, server=request.param, **environ) as one:
        yield one


@pytest.fixture
def http(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address) as one:
        yield one


def _bytes(http: httpx.Client, path: str, accept_encoding: str) -> tuple[httpx.Headers, bytes]:
    """Ask, and do not decompress."""
    with http.stream("GET", path, headers={"Accept-Encoding": accept_encoding}) as response:
        return response.headers, b"".join(response.iter_raw())


def test_one_connection_serves_every_kind_of_answer(http: httpx.Client) -> None:
    """A body where none may be, or a wrong length, would spoil the next answer."""
    assert http.get("/health/ready").json()["status"] == "ready"
    tag = http.get("/v1/games?limit=50").headers["etag"]
    for _ in range(2):
        assert http.get("/v1/games?limit=50", headers={"If-None-Match": tag}).status_code == 304
        head, whole = http.head("/v1/games?limit=50"), http.get("/v1/games?limit=50")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == whole.headers["content-length"]
        assert http.head(EXPORT).headers["content-type"].startswith("text/csv")
        assert http.get(EXPORT, headers={"If-None-Match": "*"}).status_code == 304
        preflight = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
        assert http.options("/v1/games", headers=preflight).status_code == 204
        assert http.post("/v1/games").headers["allow"] == "GET, HEAD, OPTIONS"
        assert http.get("/v1/games/?limit=1").json()["data"]
        wrong = http.get("/PlayTimeGenre?genero=☃", headers={"X-Request-ID": "r1"})
        assert (wrong.status_code, wrong.headers["x-request-id"]) == (404, "r1")
        assert wrong.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/v1/games?limit=50", EXPORT, "/openapi.json"])
def test_compression(http: httpx.Client, path: str) -> None:
    _, plain = _bytes(http, path, "identity")
    headers, small = _bytes(http, path, "gzip")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(small) == plain
    headers, small = _bytes(http, path, "zstd, gzip")
    assert headers["content-encoding"] == "zstd"
    assert zstd.decompress(small) == plain
    is_stream = path == EXPORT
    assert ("content-length" in headers) is not is_stream


def test_an_export_equals_its_pages(http: httpx.Client) -> None:
    lines = http.get("/v1/games?format=ndjson").text.splitlines()
    walked, address = [], "/v1/games?limit=200"
    while address:
        page = http.get(address)
        walked += page.json()["data"]
        address = page.links.get("next", {}).get("url", "")
    assert [json.loads(line) for line in lines] == walked


def test_a_client_that_leaves_frees_its_connection(http: httpx.Client, loaded_url: URL) -> None:
    with http.stream("GET", EXPORT) as response:
        next(response.iter_raw())
    url = plain(loaded_url)
    with psycopg.connect(url, autocommit=True) as admin:
        for _ in range(100):
            busy = admin.execute(
                "select count(*) from pg_stat_activity where application_name = 'ludoteca api'"
                " and datname = current_database() and state <> 'idle'"
            ).fetchone()
            if busy == (0,):
                return
            time.sleep(0.1)
    pytest.fail("the export is still open")


def _raw(address: str, request: bytes) -> bytes:
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        pieces = []
        while piece := connection.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


def test_names_in_paths_and_queries_in_any_spelling(
    request: pytest.FixtureRequest, address: str, genres: list[str], studios: list[str]
) -> None:
    studio = studios[0].replace(" ", "%20")
    for spelling in (studio, studio.replace("e", "%65"), studio.upper()):
        answer = _raw(address, f"GET /v1/studios/{spelling} HTTP/1.1".encode())
        assert answer.startswith(b"HTTP/1.1 200"), spelling
    for spelling in ("no%2Fsuch%2Fstudio", "no/such/studio", "no%2C%20such%20%C2%AE"):
        answer = _raw(address, f"GET /v1/studios/{spelling} HTTP/1.1".encode())
        assert answer.startswith(b"HTTP/1.1 404"), spelling
        assert b"#unknown-name" in answer
    genre = genres[0].replace(" ", "+")
    assert _raw(address, f"GET /PlayTimeGenre?genero={genre} HTTP/1.1".encode()).startswith(
        b"HTTP/1.1 200"
    )
    right = httpx.get(f"{address}/UsersRecommend?anio=2014").content
    assert _raw(address, b"GET /UsersRecommend?a%C3%B1o=2014 HTTP/1.1").endswith(right)
    # curl does not percent-encode: the ñ arrives as two bytes of UTF-8, which uvicorn refuses.
    answer = _raw(address, "GET /UsersRecommend?año=2014 HTTP/1.1".encode())
    assert answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 400"))
    assert answer.endswith(right) or "uvicorn" in request.node.name


def test_a_body_that_is_too_large_is_refused_in_good_order(address: str) -> None:
    kind = {"Content-Type": "application/json"}
    for body in (b" " * 20_000_000, iter([b" " * 600_000] * 3)):
        answer = httpx.post(f"{address}/v1/recommendations", content=body, headers=kind)
        assert (answer.status_code, answer.json()["type"]) == (413, "/docs#too-large")
