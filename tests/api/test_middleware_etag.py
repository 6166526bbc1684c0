"""ETag, If-None-Match, Cache-Control and Vary: what a client has is not sent again."""

from typing import Any

import psycopg
import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from db.session import Compiled, Pool
from tests.api.driving import app_with_lists
from tests.api.helpers import Client, make_settings, plain
from tests.sql.random_model import publish_random_model

QUESTION = "/UsersRecommend?anio=2014"
NEVER_KEPT = {"/v1/games/random", "/v1/story", "/v1/models"}
"""Another answer each time; what is not computed yet; what no publication is of."""


@pytest.fixture(scope="module")
def data_addresses(lists: Client) -> list[str]:
    """Every address of the index that answers from the data, and the lists of the tests."""
    found = [
        *lists.get("/").json()["questions"],
        *("/items", "/items?format=csv", "/items?format=ndjson", "/all-items"),
    ]
    answered = [
        address
        for address in found
        if lists.get(address).status_code == 200 and address.split("?")[0] not in NEVER_KEPT
    ]
    assert len(answered) > 10
    return answered


def test_every_answer_of_the_data_can_be_kept(lists: Client, data_addresses: list[str]) -> None:
    version = lists.get("/health/ready").json()["data_version"]
    tags = set()
    for address in data_addresses:
        answer = lists.get(address)
        assert "etag" in answer.headers, address
        tag = answer.headers["etag"]
        assert tag.startswith(f'W/"{version}.'), address
        tags.add(tag)
        assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"
        assert answer.headers["vary"] == "Accept, Accept-Encoding"
        head = lists.head(address)
        assert head.content == b""
        for one in ("etag", "cache-control", "vary", "content-type"):
            assert head.headers[one] == answer.headers[one], (address, one)
        for method in ("GET", "HEAD"):
            again = lists.request(method, address, headers={"If-None-Match": tag})
            assert (again.status_code, again.content) == (304, b""), address
            for one in ("etag", "cache-control", "vary"):
                assert again.headers[one] == answer.headers[one], (address, one)
            assert again.headers["x-request-id"]
            assert "content-type" not in again.headers
            assert "content-length" not in again.headers
    assert len(tags) == len(data_addresses)


@pytest.mark.parametrize(
    ("known", "status"),
    [
        ("{tag}", 304),
        ("{strong}", 304),  # If-None-Match compares weakly
        ('"x", {tag}', 304),
        ('"x",{strong} , W/"y"', 304),
        ("*", 304),
        (" * ", 304),
        ('"x"', 200),
        ('W/"1-0000000000000000"', 200),
        ("{bare}", 200),
        ("", 200),
        ('"*"', 200),
        ("nonsense, {bare}", 200),
        ('"{bare}x"', 200),
    ],
)
def test_if_none_match(client: Client, known: str, status: int) -> None:
    answer = client.get(QUESTION)
    tag = answer.headers["etag"]
    strong = tag.removeprefix("W/")
    header = known.format(tag=tag, strong=strong, bare=strong.strip('"'))
    again = client.get(QUESTION, headers={"If-None-Match": header})
    assert again.status_code == status
    assert again.headers["etag"] == tag
    assert again.content == (b"" if status == 304 else answer.content)


def test_a_tag_is_of_one_question_in_one_format(lists: Client) -> None:
    tag = lists.get("/items?limit=2").headers["etag"]
    for other in ("/items?limit=3", "/items?limit=2&format=csv", "/items?limit=2&format=json"):
        answer = lists.get(other, headers={"If-None-Match": tag})
        assert answer.status_code == 200, other
        assert answer.headers["etag"] != tag
    by_header = {"Accept": "text/csv", "If-None-Match": tag}
    assert lists.get("/items?limit=2", headers=by_header).status_code == 200
    # The same question, otherwise written, is the same.
    for same in ("/items/?limit=2", "//items?limit=%32"):
        address = f"http://testserver.local{same}"
        assert lists.get(address, headers={"If-None-Match": tag}).status_code == 304
    # Compression makes no other answer of it.
    for coding in ("gzip", "zstd", "identity"):
        answer = lists.get("/items?limit=2", headers={"Accept-Encoding": coding})
        assert answer.headers["etag"] == tag


@pytest.mark.parametrize(("size", "questions"), [("0", 1), ("32", 0)])
def test_a_copy_that_is_still_right_costs_no_question(
    loaded_url: URL, monkeypatch: pytest.MonkeyPatch, size: str, questions: int
) -> None:
    asked: list[bytes] = []
    fetch_all = Pool.fetch_all

    async def watched(self: Pool, engine: Any, compiled: Compiled, values: Any) -> Any:  # noqa: ANN401 - passed on
        asked.append(compiled.sql)
        return await fetch_all(self, engine, compiled, values)

    monkeypatch.setattr(Pool, "fetch_all", watched)
    with TestClient(create_app(make_settings(loaded_url, LUDOTECA_CACHE_MB=size))) as client:
        while client.get("/health/cache").json()["is_listening"] is (size == "0"):
            pass
        tag = client.get(QUESTION).headers["etag"]
        assert any(b"classic_users_recommend" in one for one in asked)
        asked.clear()
        assert client.get(QUESTION, headers={"If-None-Match": tag}).status_code == 304
        assert not any(b"classic_users_recommend" in one for one in asked)
        assert len(asked) == questions


def test_mistakes_come_before_validators(client: Client) -> None:
    tag = client.get(QUESTION).headers["etag"]
    for known in (tag, "*"):
        for wrong, status in (
            (f"{QUESTION}&x=1", 400),
            ("/UsersRecommend", 400),
            ("/PlayTimeGenre?genero=☃", 404),
            ("/nothing", 404),
        ):
            answer = client.get(wrong, headers={"If-None-Match": known})
            assert answer.status_code == status
            assert answer.headers["cache-control"] == "no-store"
            assert "etag" not in answer.headers
        assert client.post(QUESTION, headers={"If-None-Match": known}).status_code == 405


def test_health_is_never_kept(client: Client) -> None:
    for address in ("/health/live", "/health/ready"):
        answer = client.get(address, headers={"If-None-Match": "*"})
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


@pytest.mark.parametrize(("age", "shown"), [("0", 0), ("60", 60), ("", 0)])
def test_the_operator_says_how_long(loaded_url: URL, age: str, shown: int) -> None:
    with TestClient(create_app(make_settings(loaded_url, LUDOTECA_MAX_AGE=age))) as client:
        found = client.get(QUESTION).headers["cache-control"]
    assert found == f"public, max-age={shown}, must-revalidate"


@pytest.mark.parametrize("what", ["load", "model"])
def test_new_data_make_new_answers(loaded_clone: URL, what: str) -> None:
    settings = make_settings(loaded_clone, LUDOTECA_CACHE_MB="0")  # see test_cache_data.py
    with TestClient(app_with_lists(settings)) as client:
        [row] = client.get("/v1/games?in_catalogue=true&limit=1").json()["data"]
        of_model = (
            f"/v1/games/{row['game_id']}/similar",
            f"/recomendacion_juego?id_producto={row['game_id']}",
        )
        of_load = (QUESTION, "/items", "/items?format=csv")
        before = {one: client.get(one).headers["etag"] for one in (*of_load, *of_model)}
        version = client.get("/health/ready").json()["data_version"]
        for one, tag in before.items():
            assert client.get(one, headers={"If-None-Match": tag}).status_code == 304
        if what == "load":
            with psycopg.connect(plain(loaded_clone)) as loader:
                loader.execute("select staging.publish('{}', 'refresh')")
        else:
            old = client.get(of_model[0]).json()["model"]
            _, model_id = publish_random_model(loaded_clone)
            new = client.get(of_model[0]).json()["model"]
            assert new["model_id"] == model_id
            assert new != old
        for one, tag in before.items():
            answer = client.get(one, headers={"If-None-Match": tag})
            assert answer.status_code == 200
            assert answer.headers["etag"] != tag
            both = f"{tag}, {answer.headers['etag']}"
            assert client.get(one, headers={"If-None-Match": both}).status_code == 304
        assert client.get("/health/ready").json()["data_version"] == version + 1


def test_a_tag_is_of_one_publication(loaded_clone: URL) -> None:
    """A database that is made anew repeats the data version, but not the time."""
    settings = make_settings(loaded_clone, LUDOTECA_CACHE_MB="0")
    with TestClient(app_with_lists(settings)) as client:
        for address in (QUESTION, "/v1/games?limit=1", "/items?format=csv"):
            before = client.get(address).headers["etag"]
            with psycopg.connect(plain(loaded_clone)) as owner:
                owner.execute("update core.loads set finished_at = finished_at + interval '1 h'")
            after = client.get(address, headers={"If-None-Match": before})
            assert after.status_code == 200
            assert after.headers["etag"] != before
            assert after.headers["etag"].partition(".")[0] == before.partition(".")[0]
