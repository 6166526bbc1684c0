"""Publications while many ask: no request fails, and none waits for the new data."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from etl.load import LoadOptions, load, refresh_and_publish
from tests.api.helpers import Client, make_settings

PATHS = (
    "/UsersRecommend?anio=2014",
    "/PlayTimeGenre?genero=Action",
    "/countreviews?desde=2010-01-01&hasta=2016-12-31",
    "/v1/games?genre=Action&sort=-owners&limit=5",
    "/v1/games?ids=440,730",
    "/v1/studios?sort=-games&limit=5",
    "/v1/games/440/reviews?limit=5",
    "/v1/search?q=a",
    "/v1/reviews/count?from=2010-01-01&to=2016-12-31",
)
ASKERS = 4


@pytest.mark.parametrize("cache_mb", ["0", "32"])
def test_nobody_fails_while_data_are_published(
    loaded_clone: URL, sample_folder: Path, cache_mb: str
) -> None:
    """Two refreshes and a load replace every aggregate under the questions."""
    settings = make_settings(loaded_clone, LUDOTECA_CACHE_MB=cache_mb)
    is_over = threading.Event()

    def ask(client: Client, first: int) -> list[tuple[str, int, str]]:
        found = []
        while not is_over.is_set():
            for path in (*PATHS[first:], *PATHS[:first]):
                answer = client.get(path)
                found.append((path, answer.status_code, answer.headers.get("etag", "")))
        return found

    with TestClient(create_app(settings)) as client, ThreadPoolExecutor(ASKERS) as pool:
        asking = [pool.submit(ask, client, 2 * number) for number in range(ASKERS)]
        try:
            refresh_and_publish(loaded_clone)
            load(loaded_clone, [sample_folder], options=LoadOptions(again=True))
            refresh_and_publish(loaded_clone)
        finally:
            is_over.set()
        found = [one for task in asking for one in task.result()]
    assert {(path, status) for path, status, _ in found} == {(path, 200) for path in PATHS}
    assert len({tag.partition("-")[0] for _, _, tag in found}) > 1
