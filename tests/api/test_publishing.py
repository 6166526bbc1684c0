"""Publications while many ask: no request fails, and none waits for the new data."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

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


def test_nobody_fails_while_data_are_published(loaded_clone: URL, sample_folder: Path) -> None:
    """A refresh and a load replace every aggregate under the questions to two servers.

    One remembers answers, the other does not.
    """
    is_over = threading.Event()

    def ask(client: Client, first: int) -> list[tuple[str, int, str]]:
        found = []
        while not is_over.is_set():
            for path in (*PATHS[first:], *PATHS[:first]):
                answer = client.get(path)
                found.append((path, answer.status_code, answer.headers.get("etag", "")))
        return found

    with ExitStack() as stack:
        clients = [
            stack.enter_context(TestClient(create_app(make_settings(loaded_clone, **environ))))
            for environ in ({"LUDOTECA_CACHE_MB": "0"}, {})
        ]
        pool = stack.enter_context(ThreadPoolExecutor(ASKERS))
        asking = [pool.submit(ask, clients[number % 2], 2 * number) for number in range(ASKERS)]
        try:
            refresh_and_publish(loaded_clone)
            load(loaded_clone, [sample_folder], options=LoadOptions(again=True))
        finally:
            is_over.set()
        answers = [task.result() for task in asking]
    for each in (answers[::2], answers[1::2]):
        found = [one for found in each for one in found]
        assert {(path, status) for path, status, _ in found} == {(path, 200) for path in PATHS}
        assert len({tag.partition("-")[0] for _, _, tag in found}) > 1
