"""Wrong questions of the classic face, faults and attacks: each answered in one shape."""

import itertools

import pytest
from litestar import get
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from tests.api.helpers import Client, assert_problem, make_settings

YEAR_PATHS = (
    "/UsersRecommend",
    "/UsersNotRecommend",
    "/UsersWorstDeveloper",
    "/best_developer_year",
    "/genero",
    "/juegos",
    "/specs",
    "/earlyacces",
    "/sentiment",
    "/metascore",
)
RANKED_PATHS = YEAR_PATHS[:4]
NAMED = (
    ("/PlayTimeGenre", "genero"),
    ("/UserForGenre", "genero"),
    ("/sentiment_analysis", "empresa"),
    ("/developer_reviews_analysis", "desarrolladora"),
    ("/developer", "desarrollador"),
    ("/genre", "genero"),
    ("/userforgenre", "genero"),
    ("/userdata", "user_id"),
    ("/recomendacion_usuario", "id_usuario"),
    ("/prediccion", "genero"),
)


@pytest.fixture(scope="module")
def known_names(genres: list[str], studios: list[str], users: list[str]) -> dict[str, str]:
    studio = dict.fromkeys(("empresa", "desarrolladora", "desarrollador"), studios[0])
    user = dict.fromkeys(("user_id", "id_usuario"), users[0])
    return {"genero": genres[0]} | studio | user


@pytest.mark.parametrize(("path", "parameter"), NAMED)
def test_an_unknown_name_is_answered_with_the_closest(
    client: Client, known_names: dict[str, str], path: str, parameter: str
) -> None:
    known = known_names[parameter]
    asked = known + "x"
    is_id = parameter in {"user_id", "id_usuario"}  # the blanks of an id count
    response = client.get(path, params={parameter: asked if is_id else f" {asked} "})
    problem = assert_problem(response, "unknown-name", parameter=parameter, detail=repr(asked))
    assert problem["given"] == asked
    assert known in problem["closest"]
    assert len(problem["closest"]) <= 3
    assert f"Did you mean {problem['closest'][0]!r}" in problem["detail"]


@pytest.mark.parametrize(("path", "parameter"), NAMED)
def test_a_name_like_no_other_has_no_closest(client: Client, path: str, parameter: str) -> None:
    problem = assert_problem(
        client.get(path, params={parameter: "☃☃☃"}), "unknown-name", parameter=parameter
    )
    assert problem["closest"] == []
    assert "Did you mean" not in problem["detail"]


@pytest.mark.parametrize(("path", "parameter"), NAMED)
def test_a_name_that_none_can_be(client: Client, path: str, parameter: str) -> None:
    for value in ("", " ", "%09", "a%00b", "%00", "x" * 501):
        response = client.get(f"{path}?{parameter}={value}")
        problem = assert_problem(response, "invalid-parameter", parameter=parameter)
        assert problem["allowed"] == "text of 1 to 500 characters"
        assert len(problem["given"]) <= 61


def test_a_name_of_500_characters_is_only_unknown(client: Client) -> None:
    response = client.get("/PlayTimeGenre", params={"genero": "ñ" * 500})
    assert_problem(response, "unknown-name", parameter="genero")


BAD_YEARS = (
    *("1969", "2101", "-1", "0", "abc", "2014.0", "2014.5", "1e3", "2_014", "0x7DE"),
    *("", " ", "+2014", "٢٠١٤", "2014%00", "9" * 30, "nan", "true"),
)


@pytest.mark.parametrize("path", [*YEAR_PATHS, "/sentiment_analysis"])
def test_a_year_that_none_can_be(client: Client, path: str) -> None:
    for name, value in itertools.product(("anio", "año"), BAD_YEARS):
        response = client.get(f"{path}?{name}={value}")
        problem = assert_problem(response, "invalid-parameter", parameter=name)
        assert problem["allowed"] == "a whole number from 1970 to 2100"
        assert problem["allowed"] in problem["detail"]


@pytest.mark.parametrize("path", [*YEAR_PATHS, "/sentiment_analysis"])
def test_two_years_at_once(client: Client, path: str) -> None:
    response = client.get(f"{path}?anio=2014&a%C3%B1o=2015")
    assert_problem(response, "repeated-parameter", parameter="anio", detail="give it once")


@pytest.mark.parametrize("path", RANKED_PATHS)
def test_year_of_has_two_values(client: Client, path: str) -> None:
    response = client.get(f"{path}?anio=2014&year_of=released")
    problem = assert_problem(response, "invalid-parameter", parameter="year_of")
    assert problem["given"] == "released"
    assert problem["allowed"] == "'posted' or 'release'"


@pytest.mark.parametrize(
    ("path", "parameter"),
    [*NAMED, ("/recomendacion_juego", "id_producto"), *((path, "anio") for path in YEAR_PATHS)],
)
def test_a_missing_parameter_is_named(client: Client, path: str, parameter: str) -> None:
    assert_problem(client.get(path), "missing-parameter", parameter=parameter, detail=parameter)


def test_a_studio_and_a_year_at_once(client: Client) -> None:
    response = client.get("/sentiment_analysis?empresa=Valve&anio=2014")
    assert_problem(response, "conflicting-parameters", parameter="empresa")


@pytest.mark.parametrize(
    ("query", "typo", "meant"),
    [
        ("/PlayTimeGenre?gener=Action", "gener", "genero"),
        ("/PlayTimeGenre?genero=Action&Genero=Action", "Genero", "genero"),
        ("/UsersRecommend?ano=2014", "ano", "año"),
        ("/UsersRecommend?anio=2014&yearof=release", "yearof", "year_of"),
        ("/sentiment_analysis?empressa=Valve", "empressa", "empresa"),
        ("/sentiment_analysis?anio=2014&year_of=release", "year_of", None),
        ("/health/ready?x=1", "x", None),
        ("/userdata?user_ib=js41637", "user_ib", "user_id"),
        ("/juegos?anio=2014&página=2", "página", "pagina"),
        ("/genero?anio=2014&year_of=release", "year_of", None),
        ("/countreviews?desde=2014-01-01&hasta=2014-02-01&anio=2014", "anio", None),
        ("/PlayTimeGenre?genero=Action&=", "", None),
        ("/recomendacion_juego?id_producto=10&limit=3", "limit", None),
        ("/recomendacion_usuario?id_usuario=10&limit=3", "limit", None),
        ("/prediccion?genero=Action&early_access=true", "early_access", "earlyaccess"),
    ],
)
def test_a_typo_is_never_ignored(client: Client, query: str, typo: str, meant: str | None) -> None:
    problem = assert_problem(client.get(query), "unknown-parameter", parameter=typo)
    if meant:
        assert meant in problem["closest"]
        assert f"Did you mean {problem['closest'][0]}?" in problem["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "/PlayTimeGenre?genero=Action&genero=Indie",
        "/UsersRecommend?anio=2014&anio=2014",
        "/recomendacion_juego?id_producto=10&id_producto=10",
        "/recomendacion_usuario?id_usuario=10&id_usuario=10",
    ],
)
def test_a_repeated_parameter(client: Client, query: str) -> None:
    parameter = query.partition("?")[2].partition("=")[0]
    assert_problem(client.get(query), "repeated-parameter", parameter=parameter, detail="2 times")


@pytest.mark.parametrize("parameter", ["desde", "hasta"])
@pytest.mark.parametrize(
    "value",
    [
        *("2014-02-30", "2015-02-29", "2014-13-01", "2014-00-10", "1969-12-31", "2101-01-01"),
        *("20140101", "2014-W01-1", "2014-001", "2014-1-1", "01-01-2014", "2014/01/01", "2014"),
        *("2014-01-01T00:00:00", "2014-01-01 ", "2014-01-0\u0661", "-2014-01-01", "0", "today", ""),
        *("2014-01-01%00", "9" * 30),
    ],
)
def test_a_date_that_none_can_be(client: Client, parameter: str, value: str) -> None:
    other = "hasta" if parameter == "desde" else "desde"
    response = client.get(f"/countreviews?{other}=2014-06-01&{parameter}={value}")
    problem = assert_problem(response, "invalid-parameter", parameter=parameter)
    assert problem["allowed"] == (
        "a date that exists, as YYYY-MM-DD, from 1970-01-01 to 2100-12-31"
    )
    assert problem["allowed"] in problem["detail"]


@pytest.mark.parametrize("parameter", ["desde", "hasta"])
def test_a_missing_date(client: Client, parameter: str) -> None:
    other = "hasta" if parameter == "desde" else "desde"
    response = client.get(f"/countreviews?{other}=2014-06-01")
    assert_problem(response, "missing-parameter", parameter=parameter, detail="YYYY-MM-DD")


def test_dates_in_the_wrong_order(client: Client) -> None:
    response = client.get("/countreviews?desde=2014-06-02&hasta=2014-06-01")
    problem = assert_problem(response, "conflicting-parameters", parameter="desde")
    assert "desde is 2014-06-02" in problem["detail"]
    assert "hasta is 2014-06-01" in problem["detail"]


@pytest.mark.parametrize("value", ["0", "-1", "1000001", "1.0", "x", "", "9" * 30, "+1", "1e2"])
def test_a_page_that_none_can_be(client: Client, value: str) -> None:
    response = client.get(f"/juegos?anio=2014&pagina={value}")
    problem = assert_problem(response, "invalid-parameter", parameter="pagina")
    assert problem["allowed"] == "a whole number from 1 to 1000000"


def test_two_paths_that_differ_in_case_only_are_both_offered(client: Client) -> None:
    problem = assert_problem(client.get("/USERFORGENRE?genero=Action"), "unknown-address")
    assert {"/UserForGenre", "/userforgenre"} <= set(problem["closest"])


@pytest.mark.parametrize("value", ["%FF", "%C3", "%ED%A0%80", "a%F1o", "%80abc"])
def test_a_query_that_is_not_utf_8(client: Client, value: str) -> None:
    for query in (f"genero={value}", f"{value}=Action"):
        assert_problem(client.get(f"/PlayTimeGenre?{query}"), "bad-request", detail="UTF-8")


def test_an_unknown_address_offers_the_nearest(client: Client) -> None:
    problem = assert_problem(client.get("/playtimegenre?genero=Action"), "unknown-address")
    assert problem["closest"][0] == "/PlayTimeGenre"
    assert "Did you mean /PlayTimeGenre?" in problem["detail"]
    for path in ("/nothing/like/it", "/docs/x", "/docs/x.json", "/%FF", "/a%00b", "/{x}"):
        assert_problem(client.get(path), "unknown-address")


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("application/*", 200),
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", 200),
        ("", 200),
        ("text/csv", 406),
        ("text/html, image/png", 406),
    ],
)
def test_formats(client: Client, genres: list[str], accept: str, status: int) -> None:
    params = {"genero": genres[0]}
    response = client.get("/PlayTimeGenre", params=params, headers={"Accept": accept})
    assert response.status_code == status
    if status == 406:
        assert_problem(response, "not-acceptable", detail="application/json")


def test_a_fault_of_the_server_tells_nothing_to_the_client(
    loaded_url: URL, caplog: pytest.LogCaptureFixture
) -> None:
    @get("/broken")
    async def broken() -> None:
        raise RuntimeError("the secret is psycopg")

    app = create_app(make_settings(loaded_url))
    app.register(broken)
    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/broken")
    assert_problem(response, "internal-error")
    assert "secret" not in response.text
    assert "the secret is psycopg" in caplog.text


@pytest.mark.parametrize(
    "attack",
    [
        "'; drop table core.games; --",
        "' or '1'='1",
        "Action' union select current_user --",
        "$1",
        "%s",
        "%(p_genre)s",
        ":p_genre",
        "\\'; select pg_sleep(10); --",
        "${jndi:ldap://x}",
        "{0}",
        "a\\0b",
    ],
)
def test_sql_in_a_name_is_only_an_unknown_name(
    client: Client, genres: list[str], attack: str
) -> None:
    for path, parameter in NAMED:
        response = client.get(path, params={parameter: attack})
        problem = assert_problem(response, "unknown-name", parameter=parameter)
        assert problem["given"] == attack.strip()
    for path in RANKED_PATHS:
        response = client.get(path, params={"anio": attack})
        assert_problem(response, "invalid-parameter", parameter="anio")
    assert client.get("/PlayTimeGenre", params={"genero": genres[0]}).status_code == 200
