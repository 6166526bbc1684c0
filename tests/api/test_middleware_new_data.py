"""What clients keep when new data are published: nothing that is out of date."""

import psycopg
from litestar.testing import TestClient
from sqlalchemy import URL

from tests.api.driving import app_with_lists
from tests.api.helpers import make_settings, plain
from tests.sql.random_model import publish_random_model

QUESTION = "/UsersRecommend?anio=2014"


def test_a_new_load_makes_new_answers(loaded_clone: URL) -> None:
    settings = make_settings(loaded_clone, LUDOTECA_CACHE_MB="0")  # see test_cache_data.py
    with TestClient(app_with_lists(settings)) as client:
        addresses = (QUESTION, "/items", "/items?format=csv")
        before = {one: client.get(one).headers["etag"] for one in addresses}
        for one, tag in before.items():
            assert client.get(one, headers={"If-None-Match": tag}).status_code == 304
        with psycopg.connect(plain(loaded_clone)) as loader:
            loader.execute("select staging.publish('{}', 'refresh')")
        for one, tag in before.items():
            answer = client.get(one, headers={"If-None-Match": tag})
            assert answer.status_code == 200
            assert answer.headers["etag"] != tag
            both = f"{tag}, {answer.headers['etag']}"
            assert client.get(one, headers={"If-None-Match": both}).status_code == 304


def test_a_new_model_makes_new_answers(loaded_clone: URL) -> None:
    settings = make_settings(loaded_clone, LUDOTECA_CACHE_MB="0")  # see test_cache_data.py
    with TestClient(app_with_lists(settings)) as client:
        [row] = client.get("/v1/games?in_catalogue=true&limit=1").json()["data"]
        addresses = (
            f"/v1/games/{row['game_id']}/similar",
            f"/recomendacion_juego?id_producto={row['game_id']}",
        )
        before = {one: client.get(one) for one in addresses}
        _, model_id = publish_random_model(loaded_clone)
        for one, old in before.items():
            answer = client.get(one, headers={"If-None-Match": old.headers["etag"]})
            assert answer.status_code == 200
            assert answer.headers["etag"] != old.headers["etag"]
        document = client.get(addresses[0]).json()
        assert document["model"]["model_id"] == model_id
        assert document["model"] != before[addresses[0]].json()["model"]
