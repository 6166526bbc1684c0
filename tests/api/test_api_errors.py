"""Every way to ask with wrong parameters, and the one shape in which each is answered."""

import itertools

import pytest

from tests.api.helpers import Client, assert_problem

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
)


@pytest.fixture(scope="module")
def known_names(genres: list[str], studios: list[str], users: list[str]) -> dict[str, str]:
    studio = dict.fromkeys(("empresa", "desarrolladora", "desarrollador"), studios[0])
    return {"genero": genres[0], "user_id": users[0]} | studio


@pytest.mark.parametrize(("path", "parameter"), NAMED)
def test_an_unknown_name_is_answered_with_the_closest(
    client: Client, known_names: dict[str, str], path: str, parameter: str
) -> None:
    known = known_names[parameter]
    asked = known + "x"
    response = client.get(path, params={parameter: f" {asked} "})
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
    for value in ("", " ", "%09", "a%00b", "%00", "x" * 201):
        response = client.get(f"{path}?{parameter}={value}")
        problem = assert_problem(response, "invalid-parameter", parameter=parameter)
        assert problem["allowed"] == "text of 1 to 200 characters"
        assert len(problem["given"]) <= 61


def test_a_name_of_200_characters_is_only_unknown(client: Client) -> None:
    response = client.get("/PlayTimeGenre", params={"genero": "ñ" * 200})
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
    assert_problem(response, "conflicting-parameters", parameter="anio", detail="2015")


@pytest.mark.parametrize("path", RANKED_PATHS)
def test_year_of_has_two_values(client: Client, path: str) -> None:
    response = client.get(f"{path}?anio=2014&year_of=released")
    problem = assert_problem(response, "invalid-parameter", parameter="year_of")
    assert problem["given"] == "released"
    assert problem["allowed"] == "'posted' or 'release'"


@pytest.mark.parametrize(
    ("path", "parameter"),
    [*NAMED, *((path, "anio") for path in YEAR_PATHS)],
)
def test_a_missing_parameter_is_named(client: Client, path: str, parameter: str) -> None:
    assert_problem(client.get(path), "missing-parameter", parameter=parameter, detail=parameter)


def test_a_studio_and_a_year_at_once(client: Client) -> None:
    response = client.get("/sentiment_analysis?empresa=Valve&anio=2014")
    assert_problem(response, "conflicting-parameters", parameter="empresa")


@pytest.mark.parametrize(
    ("query", "typo", "meant"),
    [
        ("/PlayTimeGenre?genre=Action", "genre", "genero"),
        ("/PlayTimeGenre?genero=Action&Genero=Action", "Genero", "genero"),
        ("/UsersRecommend?ano=2014", "ano", "año"),
        ("/UsersRecommend?anio=2014&yearof=release", "yearof", "year_of"),
        ("/sentiment_analysis?empressa=Valve", "empressa", "empresa"),
        ("/sentiment_analysis?anio=2014&year_of=release", "year_of", None),
        ("/health/ready?x=1", "x", None),
        ("/userdata?userid=js41637", "userid", "user_id"),
        ("/juegos?anio=2014&página=2", "página", "pagina"),
        ("/genero?anio=2014&year_of=release", "year_of", None),
        ("/countreviews?desde=2014-01-01&hasta=2014-02-01&anio=2014", "anio", None),
        ("/PlayTimeGenre?genero=Action&=", "", None),
    ],
)
def test_a_typo_is_never_ignored(client: Client, query: str, typo: str, meant: str | None) -> None:
    problem = assert_problem(client.get(query), "unknown-parameter", parameter=typo)
    if meant:
        assert meant in problem["closest"]
        assert f"Did you mean {problem['closest'][0]}?" in problem["detail"]


@pytest.mark.parametrize(
    "query", ["/PlayTimeGenre?genero=Action&genero=Indie", "/UsersRecommend?anio=2014&anio=2014"]
)
def test_a_repeated_parameter(client: Client, query: str) -> None:
    parameter = query.partition("?")[2].partition("=")[0]
    assert_problem(client.get(query), "repeated-parameter", parameter=parameter, detail="2 times")
