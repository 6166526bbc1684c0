"""A database that is empty, at another version or open to the wrong login: said, not hidden."""

from collections.abc import Callable

import psycopg
import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import check_database_before_serving, create_app
from db.errors import ConfigurationError, DatabaseUnavailable, SchemaOutOfDate
from db.queries.documents import CODE_REVISION
from db.settings import Settings
from tests.api.helpers import Client, assert_problem, make_settings, plain

QUESTION = "/UsersRecommend?anio=2014"


def _client(settings: Settings) -> Client:
    return TestClient(create_app(settings), raise_server_exceptions=False)


def test_before_the_first_load(empty_url: URL) -> None:
    with _client(make_settings(empty_url)) as client:
        for path in (
            QUESTION,
            "/PlayTimeGenre?genero=Action",
            "/prediccion?genero=Action",
            "/v1/games?genre=Action",
            "/v1/games?format=ndjson",
            "/v1/games/10",
            "/v1/games/10/reviews",
            "/v1/games/10/price",
            "/v1/genre-prices",
            "/v1/users/nobody",
            "/v1/users/nobody/library",
            "/v1/users/nobody/reviews",
            "/health/ready",
        ):
            assert_problem(client.get(path), "not-loaded", detail="ludoteca load")
        posted = client.post("/v1/price-predictions", json={"genres": ["Action"]})
        assert_problem(posted, "not-loaded", detail="ludoteca load")
        assert client.get("/health/live").status_code == 200


def test_while_the_first_load_holds_a_table(empty_url: URL) -> None:
    """A statement that reads the table waits for it, with or without data."""
    with _client(make_settings(empty_url)) as client, psycopg.connect(plain(empty_url)) as loader:
        loader.execute("select staging.begin_items_copy()")
        for path in ("/health/ready", QUESTION, "/v1/users/ana", "/prediccion?genero=Action"):
            assert_problem(client.get(path), "not-loaded", detail="ludoteca load")
        loader.rollback()


def test_a_table_that_is_held_is_no_slow_question(loaded_clone: URL) -> None:
    with _client(make_settings(loaded_clone)) as client:
        with psycopg.connect(plain(loaded_clone)) as blocker:
            blocker.execute("lock table core.users in access exclusive mode")
            assert_problem(client.get("/v1/users/ana"), "database-unavailable")
        ready = client.get("/health/ready")
        assert ready.status_code == 200
        run = client.get(f"/v1/loads/{ready.json()['last_load_id']}").json()
        assert ready.json()["warnings_count"] == len(run["warnings"]) == 3


def test_before_a_model_is_published(loaded_clone: URL) -> None:
    with psycopg.connect(plain(loaded_clone)) as owner:
        owner.execute("update core.recommendation_models set status = 'aside'")
    with _client(make_settings(loaded_clone)) as client:
        for path in (
            "/recomendacion_juego?id_producto=10",
            "/recomendacion_juego?id_producto=-1",
            "/recomendacion_usuario?id_usuario=nobody",
            "/v1/games/10/similar",
            "/v1/games/10/similar?format=csv",
            "/v1/users/nobody/recommendations",
        ):
            assert_problem(client.get(path), "not-trained", detail="ludoteca similarities")
        posted = client.post("/v1/recommendations", json={"games": [10]})
        assert_problem(posted, "not-trained", detail="ludoteca similarities")
        assert client.get("/health/ready").status_code == 200
        assert client.get(QUESTION).status_code == 200


def test_before_the_first_migration(create_database: Callable[..., URL]) -> None:
    with _client(make_settings(create_database())) as client:
        for path in (QUESTION, "/PlayTimeGenre?genero=Action", "/health/ready"):
            assert_problem(client.get(path), "schema-out-of-date", detail="ludoteca db upgrade")


@pytest.mark.parametrize(
    ("revision", "compatible_since", "detail"),
    [
        ("0001", "0001", "ludoteca db upgrade"),
        ("9999", "9999", "upgrade the code"),
        ("9999", CODE_REVISION, None),
    ],
    ids=["older", "newer", "newer and compatible"],
)
def test_ready_for_the_codes_own_revision_and_for_compatible_ones(
    revision: str, compatible_since: str, detail: str | None, loaded_clone: URL
) -> None:
    with psycopg.connect(plain(loaded_clone), autocommit=True) as owner:
        owner.execute(
            "create or replace function api.schema_revision()"
            " returns table (revision text, compatible_since text) language sql"
            f" begin atomic select '{revision}', '{compatible_since}'; end"
        )
    settings = make_settings(loaded_clone)
    with _client(settings) as client:
        answer = client.get("/health/ready")
        if detail is None:
            assert answer.status_code == 200
            check_database_before_serving(settings)
        else:
            assert_problem(answer, "schema-out-of-date", detail=detail)
            with pytest.raises(SchemaOutOfDate, match=revision):
                check_database_before_serving(settings)


def test_a_function_that_is_missing_is_said_where_it_is_asked_for(loaded_clone: URL) -> None:
    with psycopg.connect(plain(loaded_clone), autocommit=True) as owner:
        owner.execute("drop function api.classic_sentiment_by_year(integer)")
    with _client(make_settings(loaded_clone)) as client:
        assert_problem(client.get("/sentiment_analysis?anio=2014"), "schema-out-of-date")
        assert client.get(QUESTION).status_code == 200


def test_a_login_that_may_write_is_never_used(
    loaded_url: URL, caplog: pytest.LogCaptureFixture
) -> None:
    settings = make_settings(loaded_url, DATABASE_READER_URL=plain(loaded_url))
    with pytest.raises(ConfigurationError, match="may write"):
        check_database_before_serving(settings)
    with _client(settings) as client:
        assert "DATABASE_READER_URL may write" in caplog.text
        for path in (QUESTION, "/health/ready"):
            assert_problem(client.get(path), "misconfigured")


def test_the_preflight_tells_what_is_missing(
    loaded_url: URL, empty_url: URL, create_database: Callable[..., URL]
) -> None:
    check_database_before_serving(make_settings(loaded_url))
    check_database_before_serving(make_settings(empty_url))  # nothing loaded is no mistake
    with pytest.raises(SchemaOutOfDate):
        check_database_before_serving(make_settings(create_database()))
    with pytest.raises(DatabaseUnavailable):
        check_database_before_serving(make_settings(loaded_url.set(host="127.0.0.1", port=1)))
