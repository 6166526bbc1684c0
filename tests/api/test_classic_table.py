"""The classic face is its table: a question more is a function of SQL and a row."""

import psycopg
import pytest
from litestar.openapi.spec import Example
from litestar.testing import TestClient
from sqlalchemy import URL, Integer

from api.app import create_app
from api.schemas import classic
from api.schemas.classic import ANIO, Question, Year, classic_record_type
from db import schema
from db.api_function import ApiFunction
from tests.api.helpers import Client, assert_problem, make_settings, plain

SQL = """
    create function api.classic_gratis(p_year integer)
    returns json
    language sql
    stable
    parallel safe
    begin atomic
        select json_build_object('Año', p_year, 'Gratis', year.free_count)
        from api.year_games(p_year) as year;
    end;
    grant execute on function api.classic_gratis(integer) to ludoteca_reader;
"""
QUESTION = Question(
    name="gratis",
    aliases=["gratuitos"],
    paths=["anio"],
    tag="Years",
    summary="How many games of a year are free",
    description="Among the games released that year.",
    function=ApiFunction("classic_gratis", {"p_year": Integer}),
    parameters={"p_year": ANIO},
    answer=classic_record_type(
        "FreeGames", ("Año", Year), ("Gratis", int, "Games with a price of 0.")
    ),
    returns="Their number.",
    examples=[Example(summary="anio=2014", value={"Año": 2014, "Gratis": 97})],
)


def test_every_classic_function_is_asked_by_a_question() -> None:
    asked = [one.function for one in classic.QUESTIONS]
    asked += [
        one.function_for_year for one in classic.QUESTIONS if one.function_for_year is not None
    ]
    # what servers of revision 0011 call instead
    asked.append(schema.classic_recomendacion_juego)
    found = [one for one in schema.FUNCTIONS if one.name.startswith("classic_")]
    assert sorted(one.name for one in asked) == sorted(one.name for one in found)


@pytest.mark.parametrize("question", classic.QUESTIONS, ids=lambda one: one.name)
def test_parameters_are_the_arguments_of_the_function(question: Question) -> None:
    taken = [
        *question.function.arguments,
        *(question.function_for_year or question.function).arguments,
    ]
    assert list(question.parameters) == list(dict.fromkeys(taken))
    assert question.labels.keys() <= question.parameters.keys()


def test_a_question_is_added_by_a_function_and_a_row(
    loaded_clone: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(plain(loaded_clone)) as connection:
        connection.execute("set role ludoteca_owner")
        connection.execute(SQL)
        [(free,)] = connection.execute(
            "select count(*) from api.games where release_year = 2014 and price_usd = 0"
        ).fetchall()
    monkeypatch.setattr("api.classic.QUESTIONS", (*classic.QUESTIONS, QUESTION))
    with TestClient(create_app(make_settings(loaded_clone))) as client:
        assert client.get("/gratis?anio=2014").json() == {"Año": 2014, "Gratis": free}
        for form in ("/gratis?año=2014", "/gratuitos?anio=2014", "/gratis/2014", "/gratuitos/2014"):
            assert client.get(form).json() == {"Año": 2014, "Gratis": free}, form
        assert_problem(client.get("/gratis/2014?anio=2014"), "repeated-parameter", parameter="anio")
        assert_problem(client.get("/gratis/15"), "invalid-parameter", parameter="anio")
        assert_problem(client.get("/gratis/2014/1"), "unknown-address")
        assert_problem(client.get("/gratis"), "missing-parameter", parameter="anio")
        assert_problem(client.get("/gratis?anio=15"), "invalid-parameter", parameter="anio")
        assert "/gratis?anio=2014" in client.get("/").json()["questions"]
        document = client.get("/openapi.json").json()
    assert not {"/gratuitos", "/gratis/{anio}"} & document["paths"].keys()
    operation = document["paths"]["/gratis"]["get"]
    said = "Also asked as `/gratuitos`, `/gratis/{anio}`, `/gratuitos/{anio}`."
    assert operation["description"] == f"{QUESTION.description} {said}"
    assert operation["summary"] == QUESTION.summary
    assert [one["name"] for one in operation["parameters"]] == ["anio"]
    assert "`año`, `year`" in operation["parameters"][0]["description"]
    assert "404" not in operation["responses"]
    media = operation["responses"]["200"]["content"]["application/json"]
    assert media["schema"] == {"$ref": "#/components/schemas/FreeGames"}
    [example] = media["examples"].values()
    assert example == {"summary": "anio=2014", "value": {"Año": 2014, "Gratis": 97}}
    assert [*document["components"]["schemas"]["FreeGames"]["properties"]] == ["Año", "Gratis"]


def test_a_missing_year_is_told_before_a_wrong_page(client: Client) -> None:
    assert_problem(client.get("/juegos?pagina=0"), "missing-parameter", parameter="anio")
