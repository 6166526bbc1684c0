"""The questions about streaming titles on the classic face: paths, queries, names, problems."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from etl.sample.streaming import SCORES_FILE
from tests.api.helpers import Client, assert_problem, make_settings
from tests.streaming_oracle import Answers, read_scores, read_titles


@pytest.fixture(scope="module")
def client(titles_url: URL) -> Iterator[Client]:
    """The application over titles alone."""
    with TestClient(create_app(make_settings(titles_url)), raise_server_exceptions=False) as one:
        yield one


@pytest.fixture(scope="module")
def answers(titles_folder: Path) -> Answers:
    return Answers(read_titles(titles_folder), read_scores(titles_folder / SCORES_FILE))


def test_every_form_gives_the_same(client: Client, answers: Answers) -> None:
    longest = answers.get_max_duration(2018, "netflix")
    scored = answers.get_score_count("amazon", 3.5, 2018)
    argentina = answers.prod_per_county("movie", "Argentina", 2018)
    forms: dict[str, Any] = {
        "/get_max_duration": answers.get_max_duration(),
        "/get_max_duration/2018": answers.get_max_duration(2018),
        "/get_max_duration/2018/netflix": longest,
        "/get_max_duration/2018/Netflix/min": longest,
        "/get_max_duration/2018/netflix/season": answers.get_max_duration(
            2018, "netflix", "season"
        ),
        "/get_max_duration?year=2018&platform=netflix&duration_type=min": longest,
        "/get_max_duration?anio=2018&plataforma=NETFLIX": longest,
        "/get_max_duration?año=2018&plataforma=netflix": longest,
        "/get_max_duration/2018?plataforma=netflix": longest,
        "/get_score_count/amazon/3.5/2018": scored,
        "/get_score_count?platform=amazon&scored=3.5&year=2018": scored,
        "/get_score_count?plataforma=amazon&puntaje=3.5&anio=2018": scored,
        "/get_count_platform/HULU": answers.get_count_platform("hulu"),
        "/get_count_platform?plataforma=hulu": answers.get_count_platform("hulu"),
        "/get_actor/netflix/2018": answers.get_actor("netflix", 2018),
        "/get_actor/hulu/2018": {
            "plataforma": "hulu",
            "anio": 2018,
            "actor": None,
            "apariciones": 0,
        },
        "/get_actor?platform=netflix&anio=2018": answers.get_actor("netflix", 2018),
        "/prod_per_county/movie/argentina/2018": argentina,
        "/prod_per_country/Pel%C3%ADcula/ARGENTINA/2018": argentina,
        "/prod_per_county?tipo=pelicula&pais=argentina&anio=2018": argentina,
        "/prod_per_country?kind=movie&country=Argentina&year=2018": argentina,
        "/prod_per_county/tv%20show/argentina/2018": answers.prod_per_county(
            "serie", "Argentina", 2018
        ),
        "/get_contents/g": answers.get_contents("G"),
        "/get_contents?rating=G": answers.get_contents("G"),
        "/get_contents?clasificación=g": answers.get_contents("G"),
    }
    for form, expected in forms.items():
        assert client.get(form).json() == expected, form
    assert longest != answers.get_max_duration()
    assert argentina["peliculas"]


def test_titles_like_one(client: Client) -> None:
    by_id = client.get("/get_recommendation/as1").json()
    assert len(by_id["recomendacion"]) == 5
    assert by_id["recomendacion"] == [name.lower() for name in by_id["recomendacion"]]
    for form in (
        "/get_recomendation/as1",
        "/get_recommendation/the%20paper%20LIGHTHOUSE",
        "/get_recommendation?titulo=The Paper Lighthouse&platform=amazon",
        "/get_recomendation?title=as1",
    ):
        assert client.get(form).json() == by_id, form


@pytest.mark.parametrize(
    ("form", "parameter", "closest"),
    [
        ("/get_actor/n/2018", "platform", ["netflix", "amazon", "disney"]),
        ("/get_count_platform/netflx", "platform", ["netflix"]),
        ("/get_max_duration/2018/hullu", "platform", ["hulu"]),
        ("/prod_per_county/film/argentina/2018", "tipo", []),
        ("/prod_per_county/movie/argentine/2018", "pais", ["Argentina"]),
        ("/get_contents?rating=PG-14", "rating", ["PG"]),
        ("/get_recomendation/the%20paper%20lighthause", "titulo", ["The Paper Lighthouse"]),
    ],
)
def test_an_unknown_name_is_told(
    client: Client, form: str, parameter: str, closest: list[str]
) -> None:
    problem = assert_problem(client.get(form), "unknown-name", parameter=parameter)
    assert problem["closest"]
    assert problem["closest"][: len(closest)] == closest


def test_a_title_that_is_not_on_the_platform(client: Client) -> None:
    given = {"titulo": "Copper Kite", "platform": "hulu"}
    problem = assert_problem(
        client.get("/get_recommendation", params=given), "unknown-name", parameter="titulo"
    )
    assert problem["detail"] == "No title of platform 'hulu' is called 'Copper Kite'."


@pytest.mark.parametrize(
    ("form", "code", "parameter"),
    [
        ("/get_actor?platform=netflix", "missing-parameter", "year"),
        ("/get_actor?year=2018", "missing-parameter", "platform"),
        ("/get_actor/netflix/2018?anio=2017", "repeated-parameter", "year"),
        ("/get_actor/netflix/2018?year=2018", "repeated-parameter", "year"),
        ("/get_actor/netflix/18", "invalid-parameter", "year"),
        ("/get_max_duration/1869", "invalid-parameter", "year"),
        ("/get_max_duration/2018/netflix/hours", "invalid-parameter", "duration_type"),
        ("/get_score_count/amazon/six/2018", "invalid-parameter", "scored"),
        ("/get_score_count/amazon/3.5/2018?year_of=posted", "invalid-parameter", "year_of"),
        ("/get_count_platform/%00", "invalid-parameter", "platform"),
        ("/get_count_platform/%FF", "bad-request", None),
        ("/get_actor/netflix", "unknown-address", None),
    ],
)
def test_what_is_wrong_is_told(client: Client, form: str, code: str, parameter: str | None) -> None:
    assert_problem(client.get(form), code, parameter=parameter)
