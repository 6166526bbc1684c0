"""The database goes away, comes back or hangs: the API says so and needs no restart."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from db.settings import Settings
from tests.api.helpers import Client, assert_problem, make_settings, plain

QUESTION = "/UsersRecommend?anio=2014"


class Gateway:
    """A TCP relay before the database: what a network, or a restart, does to connections."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.port = 0
        self._listener: socket.socket | None = None
        self._ends: list[socket.socket] = []

    def open(self) -> None:
        """Relay new connections, always at the same port."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        """Cut every connection and refuse new ones."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)  # wakes the accepting thread
            self._listener.close()
            self._listener = None
        while self._ends:
            end = self._ends.pop()
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self.target)
                self._ends += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._relay, args=pair, daemon=True).start()

    @staticmethod
    def _relay(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def gateway(loaded_url: URL) -> Iterator[Gateway]:
    with psycopg.connect(plain(loaded_url)) as connection:
        row = connection.execute("show port").fetchone()
    assert row is not None
    one = Gateway((loaded_url.host or "127.0.0.1", int(row[0])))
    one.open()
    yield one
    one.close()


@pytest.fixture
def behind(gateway: Gateway, loaded_url: URL) -> Settings:
    """Settings of the loaded database as it is seen through the gateway."""
    return make_settings(loaded_url.set(host="127.0.0.1", port=gateway.port))


def _client(settings: Settings) -> Client:
    """A client of an application that keeps no answers: each request needs the database."""
    settings = replace(settings, cache_mb=0)
    return TestClient(create_app(settings), raise_server_exceptions=False)


def test_killed_backends_are_not_even_noticed(loaded_url: URL) -> None:
    with (
        _client(make_settings(loaded_url)) as client,
        psycopg.connect(plain(loaded_url), autocommit=True) as admin,
    ):
        for path in (QUESTION, "/v1/games?format=csv", QUESTION):
            right = client.get(path)
            assert right.status_code == 200
            killed = admin.execute(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                " where application_name = 'ludoteca api' and datname = current_database()"
            ).fetchone()
            assert killed is not None
            assert killed[0] >= 1
            assert client.get(path).content == right.content


def test_a_database_that_goes_and_comes_back(gateway: Gateway, behind: Settings) -> None:
    with _client(behind) as client:
        right = client.get(QUESTION)
        assert right.status_code == 200
        for _ in range(2):
            gateway.close()
            for path in (QUESTION, "/health/ready", "/PlayTimeGenre?genero=Action"):
                assert_problem(client.get(path), "database-unavailable")
            assert client.get("/health/live").status_code == 200
            gateway.open()
            assert client.get(QUESTION).json() == right.json()
            assert client.get("/health/ready").status_code == 200


def test_the_start_does_not_need_the_database(gateway: Gateway, behind: Settings) -> None:
    gateway.close()
    with _client(behind) as client:
        assert client.get("/").status_code == 200
        assert client.get("/docs").status_code == 200
        assert client.get("/openapi.json").status_code == 200
        assert_problem(client.get("/health/ready"), "database-unavailable")
        gateway.open()
        assert client.get("/health/ready").status_code == 200


def test_a_slow_statement_is_stopped(loaded_clone: URL) -> None:
    settings = make_settings(loaded_clone, LUDOTECA_STATEMENT_TIMEOUT_MS="200")
    with _client(settings) as client:
        assert client.get(QUESTION).status_code == 200
        with psycopg.connect(plain(loaded_clone)) as blocker:
            blocker.execute("lock table core.loads in access exclusive mode")
            assert_problem(client.get(QUESTION), "statement-timeout")
            assert_problem(client.get("/health/ready"), "statement-timeout")
        assert client.get(QUESTION).status_code == 200


def test_many_requests_at_once_wait_for_a_connection(loaded_url: URL) -> None:
    with _client(make_settings(loaded_url)) as client:
        statuses: list[int] = []
        threads = [
            threading.Thread(target=lambda: statuses.append(client.get(QUESTION).status_code))
            for _ in range(60)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert statuses == [200] * 60
