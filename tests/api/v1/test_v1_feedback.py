"""Ratings and events over HTTP: what they change, what is refused, and who may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from db.local_server import Server
from db.session import _pools
from tests.api.helpers import Client, assert_problem, make_settings, plain
from tests.api.writing import ELSEWHERE, HERE, client_from
from tests.etl.continuous.rating import add_titles
from tests.etl.loading import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import URL

KEY = "a-key-for-tests"
BEARER = {"Authorization": f"Bearer {KEY}"}
RATING = "/v1/viewers/3/ratings/n1"


@pytest.fixture(scope="module")
def url(create_database: Callable[..., URL], sample_template: URL) -> URL:
    """The sample, and titles that nobody has rated."""
    found = create_database(sample_template)
    add_titles(found, 5)
    return found


@pytest.fixture(scope="module")
def here(url: URL) -> Iterator[Client]:
    with client_from(make_settings(url)) as client:
        yield client


@pytest.fixture(scope="module")
def elsewhere(url: URL) -> Iterator[Client]:
    settings = make_settings(
        url, LUDOTECA_WRITE_KEY=KEY, LUDOTECA_CORS_ORIGINS="https://example.org"
    )
    with client_from(settings, ELSEWHERE) as client:
        yield client


@pytest.fixture(scope="module")
def game_id(url: URL) -> int:
    [(found,)] = rows(url, "select min(game_id) from api.games")
    return int(found)


def scores(url: URL, title_id: str) -> list[tuple[Any, ...]]:
    return rows(
        url,
        "select ratings_count, half_stars_sum from agg.scores_by_title "
        "inner join core.titles using (title_key) where title_id = :title_id",
        title_id=title_id,
    )


def test_a_rating_is_made_replaced_and_taken_back(here: Client, url: URL) -> None:
    versions = "select data_version from api.data_versions"
    before = rows(url, versions)
    first = here.put(RATING, json={"stars": 4.5})
    assert first.status_code == 201
    told = first.json()
    assert told.pop("rated_at").endswith("Z")
    assert told == {"viewer_id": 3, "title_id": "n1", "stars": 4.5, "is_applied": True}
    assert first.headers["cache-control"] == "no-store"
    assert scores(url, "n1") == [(1, 9)]
    assert here.put(RATING, json={"stars": 2}).status_code == 200
    assert here.put("/v1/viewers/4/ratings/n1", json={"stars": 5.0}).status_code == 201
    assert scores(url, "n1") == [(2, 14)]
    for _ in range(2):
        gone = here.delete(RATING)
        assert (gone.status_code, gone.content) == (204, b"")
    assert scores(url, "n1") == [(1, 10)]
    assert here.put(RATING, json={"stars": 1}).status_code == 201
    assert scores(url, "n1") == [(2, 12)]
    assert rows(url, versions) == before
    assert rows(url, "select * from agg.differing_aggregates()") == []


@pytest.mark.parametrize(
    ("body", "code", "parameter", "detail"),
    [
        ({"stars": 4.3}, "invalid-parameter", "stars", "in halves"),
        ({"stars": 0}, "invalid-parameter", "stars", "from 0.5 to 5"),
        ({"stars": 5.5}, "invalid-parameter", "stars", "from 0.5 to 5"),
        ({"stars": "4"}, "invalid-parameter", "stars", "from 0.5 to 5"),
        ({"stars": True}, "invalid-parameter", "stars", "from 0.5 to 5"),
        ({"stars": None}, "invalid-parameter", "stars", "from 0.5 to 5"),
        ({}, "missing-parameter", "stars", "from the body"),
        ({"stars": 4, "star": 5}, "unknown-parameter", "star", "Did you mean stars?"),
        ([4], "bad-request", None, "no object"),
    ],
)
def test_a_rating_that_cannot_be_is_refused(
    here: Client, body: object, code: str, parameter: str | None, detail: str
) -> None:
    assert_problem(here.put(RATING, json=body), code, parameter=parameter, detail=detail)


def test_addresses_and_bodies_that_cannot_be_are_refused(here: Client) -> None:
    fine = {"stars": 4}
    for viewer in ("0", "-1", "2147483648", "three"):
        answer = here.put(f"/v1/viewers/{viewer}/ratings/n1", json=fine)
        assert_problem(answer, "invalid-parameter", parameter="viewer_id")
    for method in (here.delete, lambda path: here.put(path, json=fine)):
        problem = assert_problem(method("/v1/viewers/3/ratings/n77"), "unknown-name")
        assert problem["given"] == "n77"
        assert_problem(method(f"{RATING}?x=1"), "unknown-parameter", parameter="x")
    assert_problem(here.put(RATING, content=b"{"), "unsupported-media-type")
    json = {"Content-Type": "application/json"}
    assert_problem(here.put(RATING, content=b"{", headers=json), "bad-request", detail="JSON")
    large = here.put(RATING, content=b" " * 1_000_001, headers=json)
    assert_problem(large, "too-large")
    assert "DELETE, OPTIONS, PUT" in here.get(RATING).headers["allow"]
    assert here.options(RATING).status_code == 204
    assert here.head(RATING).status_code == 405


def test_an_event_is_recorded_once_by_its_key(here: Client, game_id: int) -> None:
    path, key = "/v1/users/newcomer/events", {"Idempotency-Key": '"session 7"'}
    sent: dict[str, Any] = {"kind": "played", "game_id": game_id, "minutes": 95}
    first, again = (here.post(path, json=sent, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json() == {
        "event_id": first.json()["event_id"],
        "user_id": "newcomer",
        "kind": "played",
        "game_id": game_id,
        "is_applied": True,
    }
    library = here.get("/v1/users/newcomer/library").json()["data"]
    assert [(row["game_id"], row["playtime_minutes"]) for row in library] == [(game_id, 95)]
    other = here.post(path, json={**sent, "minutes": 96}, headers=key)
    assert_problem(other, "key-reused", detail="session 7")
    for _ in range(2):  # without a key each is another
        assert here.post(path, json=sent).status_code == 201
    assert here.get("/v1/users/newcomer").json()["playtime_minutes"] == 3 * 95
    for wrong in ("", " ", "k" * 201):
        answer = here.post(path, json=sent, headers={"Idempotency-Key": wrong})
        assert_problem(answer, "invalid-parameter", parameter="Idempotency-Key")


def test_each_kind_of_event_shows_at_once(here: Client, game_id: int) -> None:
    path = "/v1/users/owner/events"
    assert here.post(path, json={"kind": "owned", "game_id": game_id}).json()["kind"] == "bought"
    review = {"kind": "reviewed", "game_id": game_id, "is_recommended": False, "review": "Dull"}
    late = here.post(path, json={**review, "happened_at": "2020-05-31T23:30:00-02:00"})
    assert late.status_code == 201
    assert here.get("/v1/users/owner").json()["items_count"] == 1
    [shown] = here.get("/v1/users/owner/reviews").json()["data"]
    assert (shown["posted_on"], shown["is_recommended"]) == ("2020-06-01", False)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"kind": "sold"}, ("invalid-parameter", "kind", "'owned' or 'bought'")),
        ({"kind": "played"}, ("bad-request", None, "needs 1 to 44640 minutes")),
        ({"kind": "played", "minutes": 0}, ("invalid-parameter", "minutes", "from 1 to 44640")),
        ({"kind": "owned", "minutes": 5}, ("bad-request", None, "other kinds have none")),
        ({"kind": "reviewed"}, ("bad-request", None, "needs true or false")),
        ({"kind": "owned", "game_id": "x"}, ("invalid-parameter", "game_id", "a game's id")),
        ({"kind": "owned", "review": "a\0b"}, ("invalid-parameter", "review", "without NUL")),
        ({"kind": "owned", "happened_at": "2020-05-31"}, ("invalid-parameter", "happened_at", "Z")),
        ({"kind": "owned", "happened_at": "2099-01-01T00:00:00Z"}, ("bad-request", None, "to now")),
        ({"kind": "owned", "gameid": 1}, ("unknown-parameter", "gameid", "game_id")),
    ],
)
def test_an_event_that_cannot_be_is_refused(
    here: Client, game_id: int, body: dict[str, Any], refusal: tuple[str, str | None, str]
) -> None:
    answer = here.post("/v1/users/ana/events", json={"game_id": game_id, **body})
    code, parameter, detail = refusal
    assert_problem(answer, code, parameter=parameter, detail=detail)


def test_what_is_not_there_is_told(here: Client, url: URL, game_id: int) -> None:
    unknown = here.post("/v1/users/ana/events", json={"kind": "owned", "game_id": -5})
    assert_problem(unknown, "unknown-name", parameter=None)
    with psycopg.connect(plain(url), autocommit=True) as owner:
        owner.execute(
            "insert into core.forgotten values ('user', staging.forgettable_id('bo'), now())"
        )
    gone = here.post("/v1/users/bo/events", json={"kind": "owned", "game_id": game_id})
    assert_problem(gone, "removed", detail="removed on request")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_without_a_key_this_machine_writes(
    here: Client, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr(here.app.state, "host", host)
    answer = here.put(RATING, json={"stars": 4}, headers={"X-Forwarded-For": ELSEWHERE})
    assert answer.status_code == 200


@pytest.mark.parametrize("host", [ELSEWHERE, "10.0.0.1", "::ffff:10.0.0.1", "testclient"])
def test_without_a_key_nobody_else_writes(
    here: Client, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr(here.app.state, "host", host)
    told = {"X-Forwarded-For": HERE, "Forwarded": f"for={HERE}", **BEARER}
    for answer in (
        here.put(RATING, json={"stars": 4}, headers=told),
        here.delete(RATING, headers=told),
        here.post("/v1/users/ana/events", json={}, headers=told),
    ):
        assert_problem(answer, "forbidden", detail="LUDOTECA_WRITE_KEY")


def test_with_a_key_whoever_has_it_writes(
    elsewhere: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = {"stars": 4}
    assert elsewhere.put(RATING, json=fine, headers=BEARER).status_code == 200
    assert elsewhere.put(RATING, json=fine, headers={"Authorization": f"bearer {KEY}"}).is_success
    missing = elsewhere.put(RATING, json=fine)
    assert_problem(missing, "unauthorized", detail="is missing")
    assert missing.headers["www-authenticate"] == 'Bearer realm="ludoteca"'
    for wrong in ("Bearer x", "Bearer", f"Basic {KEY}", KEY, "Bearer ñ", f"Bearer {KEY}x"):
        answer = elsewhere.put(RATING, json=fine, headers={b"Authorization": wrong.encode()})
        assert_problem(answer, "unauthorized", detail="holds another key")
        assert answer.headers["www-authenticate"].endswith('error="invalid_token"')
        assert KEY not in answer.text
    monkeypatch.setattr(elsewhere.app.state, "host", HERE)
    assert_problem(elsewhere.put(RATING, json=fine), "unauthorized")


def test_pages_of_other_sites_may_be_let_write(elsewhere: Client) -> None:
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "Authorization, Content-Type, Idempotency-Key",
    }
    preflight = elsewhere.options(RATING, headers=asked)
    assert preflight.status_code == 204
    assert {"PUT", "DELETE"} <= {*preflight.headers["access-control-allow-methods"].split(", ")}
    answer = elsewhere.put(
        RATING, json={"stars": 4}, headers={**BEARER, "Origin": "https://example.org"}
    )
    assert answer.headers["access-control-allow-origin"] == "https://example.org"


def test_writes_are_limited_but_for_this_machine(url: URL) -> None:
    settings = make_settings(url, LUDOTECA_WRITE_KEY=KEY, LUDOTECA_WRITE_LIMIT="3")
    with client_from(settings, ELSEWHERE) as client:
        for left in (2, 1, 0):
            answer = client.put(RATING, json={"stars": 4}, headers=BEARER)
            assert answer.headers["ratelimit-remaining"] == str(left)
        refused = client.put(RATING, json={"stars": 4}, headers=BEARER)
        assert refused.json()["type"] == "/docs#too-many-requests"
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert_problem(client.put(RATING, json={"stars": 4}), "unauthorized")
        assert client.get("/v1/genres").status_code == 200
        client.app.state.host = HERE
        for _ in range(5):
            assert client.put(RATING, json={"stars": 4}, headers=BEARER).is_success


def test_during_a_load_it_is_kept(here: Client, url: URL, game_id: int) -> None:
    with psycopg.connect(plain(url)) as loader:
        loader.execute("select pg_advisory_xact_lock(hashtext('ludoteca events'))")
        rated = here.put("/v1/viewers/3/ratings/n5", json={"stars": 3})
        taken = here.delete("/v1/viewers/3/ratings/n4")
        event = here.post("/v1/users/ana/events", json={"kind": "owned", "game_id": game_id})
        assert [one.status_code for one in (rated, taken, event)] == [202, 202, 202]
        assert rated.json()["is_applied"] is False
        assert taken.content == b""
    assert scores(url, "n5") == []


def test_a_login_of_its_own_writes_and_no_other_does(server: Server, url: URL) -> None:
    events = server.login("events").set(database=url.database)
    reader = server.login("reader").set(database=url.database)
    alone = make_settings(url, DATABASE_URL="", DATABASE_READER_URL=plain(reader))
    for environ, code in (
        ({"DATABASE_EVENTS_URL": plain(events)}, None),
        ({"DATABASE_EVENTS_URL": plain(url)}, "misconfigured"),  # it may do more
        ({"DATABASE_EVENTS_URL": plain(reader)}, "misconfigured"),
        ({"LUDOTECA_PREPARE": "off"}, "misconfigured"),
    ):
        settings = make_settings(url, DATABASE_READER_URL=plain(reader), **environ)
        with client_from(settings) as client:
            answer = client.put(RATING, json={"stars": 4})
            if code is None:
                assert answer.status_code == 200
            else:
                assert_problem(answer, code)
    with client_from(alone) as client:
        assert_problem(client.put(RATING, json={"stars": 4}), "misconfigured")
        assert client.get("/v1/genres").status_code == 200


def test_a_connection_that_dies_does_not_record_twice(here: Client, url: URL, game_id: int) -> None:
    path = "/v1/users/unlucky/events"
    played = {"kind": "played", "game_id": game_id, "minutes": 10}
    assert here.post(path, json=played).status_code == 201
    assert len(_pools) > 1
    with psycopg.connect(plain(url), autocommit=True) as owner:
        owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
    assert here.post(path, json=played).status_code == 201
    assert here.get("/v1/users/unlucky").json()["playtime_minutes"] == 20
