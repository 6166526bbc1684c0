"""The application in a real server process, over a real socket."""

import socket
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import URL

from tests.api.serving import serving

SECONDS = 30


@pytest.fixture
def address(loaded_url: URL) -> Iterator[str]:
    """The address of a server process that shows no traceback, whatever it is told."""
    with serving(loaded_url, LITESTAR_DEBUG="1") as one:
        yield one


def test_an_address_as_curl_sends_it(address: str) -> None:
    """Curl does not percent-encode: the ñ arrives as two bytes of UTF-8."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=SECONDS) as connection:
        connection.sendall(
            "GET /UsersRecommend?año=2014 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        )
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert (
        answer.partition(b"\r\n\r\n")[2] == httpx.get(f"{address}/UsersRecommend?anio=2014").content
    )


def test_a_server_process_answers(address: str, genres: list[str]) -> None:
    with httpx.Client(base_url=address) as client:
        assert client.get("/health/ready").json()["status"] == "ready"
        asked = client.get("/PlayTimeGenre", params={"genero": genres[0].lower()})
        assert asked.status_code == 200
        [key] = asked.json()
        assert key == f"Año de lanzamiento con más horas jugadas para Género {genres[0]}"
        head = client.head("/PlayTimeGenre", params={"genero": genres[0].lower()})
        assert head.status_code == 200
        assert head.content == b""
        assert head.headers["content-length"] == asked.headers["content-length"]
        assert client.get("/UsersRecommend?a%C3%B1o=2014").status_code == 200
        wrong = client.get("/PlayTimeGenre", params={"genero": "☃"})
        assert wrong.status_code == 404
        assert wrong.headers["content-type"] == "application/problem+json"
