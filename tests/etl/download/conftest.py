"""A server on this machine for every test of the download; no real host is asked."""

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest

from tests.etl.download.broken_server import Handler, Site


@pytest.fixture
def site() -> Iterator[Site]:
    class OneSite(Handler):
        pass

    with ThreadingHTTPServer(("127.0.0.1", 0), OneSite) as server:
        OneSite.site = Site(address=f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield OneSite.site
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
