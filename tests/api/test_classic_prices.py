"""Q23 under the name of its first users: its shape, its values, and what is refused."""

import psycopg
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from tests.api.helpers import Client, assert_problem, make_settings, plain


def test_a_price_and_its_error(
    client: Client, loaded_url: URL, genres: list[str], studios: list[str]
) -> None:
    answer = client.get(
        "/prediccion",
        params={
            "genero": f" {genres[0].upper()} ",
            "earlyaccess": "false",
            "anio": "2015",
            "desarrollador": studios[0],
            "metascore": "0",
        },
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert list(answer.json()) == ["precio", "RMSE"]
    with psycopg.connect(plain(loaded_url)) as connection:
        connection.execute("set role ludoteca_reader")
        row = connection.execute(
            "select api.classic_prediccion(%s, false, 2015, %s, 0)", (genres[0], studios[0])
        ).fetchone()
    assert row == (answer.json(),)
    fewer = client.get("/prediccion", params={"genero": genres[0]}).json()
    assert fewer["RMSE"] > 0


def test_what_is_refused(client: Client, genres: list[str]) -> None:
    missing = client.get("/prediccion")
    assert_problem(missing, "missing-parameter", parameter="genero")
    unknown = client.get("/prediccion", params={"genero": "Acton"})
    problem = assert_problem(unknown, "unknown-name", parameter="genero")
    assert "Action" in problem["closest"]
    studio = client.get("/prediccion", params={"genero": genres[0], "desarrollador": "☃"})
    assert_problem(studio, "unknown-name", parameter="desarrollador")
    for name, value in (("earlyaccess", "1"), ("anio", "15"), ("metascore", "101")):
        wrong = client.get("/prediccion", params={"genero": genres[0], name: value})
        assert_problem(wrong, "invalid-parameter", parameter=name)
    other = client.get("/prediccion", params={"genero": genres[0], "early_access": "true"})
    problem = assert_problem(other, "unknown-parameter", parameter="early_access")
    assert problem["closest"] == ["earlyaccess"]


def test_before_the_first_model(sample_url: URL) -> None:
    with TestClient(create_app(make_settings(sample_url))) as client:
        for response in (
            client.get("/prediccion?genero=Action"),
            client.get("/v1/games/10/price"),
            client.post("/v1/price-predictions", json={}),
        ):
            assert_problem(response, "not-trained", detail="ludoteca prices train")
