"""What a server that remembers answers gives, against one that remembers nothing."""

import random
from itertools import product
from typing import Any

import pytest
from sqlalchemy import URL

from db import export, session
from tests.api.driving import Exchange, drive
from tests.api.helpers import make_settings

ACCEPTS = (
    None,
    "text/csv",
    "text/csv\napplication/json",  # sent twice: one list
    "application/json\ntext/csv;q=0.5",
    "application/x-ndjson, */*;q=0.1",
    "text/html",
)
CODINGS = (None, "gzip", "gzip;q=0\nzstd", "identity;q=0, gzip")
ADDRESSES = (
    "/v1/games?limit=30",
    "/v1/games?limit=%330&",
    "/v1/games?limit=30&format=csv",
    "/v1/games?format=csv",
    "/UsersRecommend?anio=2014",
    "/UsersRecommend?an%CC%83o=2014",
    "/UsersRecommend/?anio=2014",
)


def test_memory_changes_no_answer(loaded_url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (session, export):  # all of them ask at the same time
        monkeypatch.setattr(module, "WAIT_SECONDS", 60.0)
    draw = random.Random(7)  # noqa: S311 - whoever asks first decides nothing
    requests = draw.sample([*product(ADDRESSES, ACCEPTS, CODINGS, ("GET", "HEAD"))], 110) * 2
    draw.shuffle(requests)

    def answers(cache_mb: str) -> list[tuple[Any, ...]]:
        exchanges = [
            Exchange(path=path, method=method, headers=_named(accept, coding))
            for path, accept, coding, method in requests
        ]
        drive(make_settings(loaded_url, LUDOTECA_CACHE_MB=cache_mb), *exchanges)
        return [
            (one.start["status"], {**one.header, "x-request-id": ""}, one.body) for one in exchanges
        ]

    for request, remembered, asked in zip(requests, answers("32"), answers("0"), strict=True):
        assert remembered == asked, request


def _named(accept: str | None, coding: str | None) -> dict[str, str]:
    headers = {"Accept": accept, "Accept-Encoding": coding}
    return {name: value for name, value in headers.items() if value is not None}
