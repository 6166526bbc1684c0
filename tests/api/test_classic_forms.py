"""Every way in which a classic question is asked: paths, other names, names of games."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import URL

from api.schemas.classic import QUESTIONS, Question
from tests.api.helpers import Client, assert_problem, plain

Sql = Callable[..., list[tuple[Any, ...]]]
NAMES = {
    "genero": ["genre", "género"],
    "anio": ["año", "year"],
    "user_id": ["User_id", "userid", "id_usuario"],
    "desarrollador": ["desarrolladora", "developer", "empresa", "empresa_desarrolladora"],
    "id_producto": ["item_id", "product_id", "id", "game_id"],
}
OF_GAMES = [
    ("/genre", "genero"),
    ("/PlayTimeGenre", "genero"),
    ("/UserForGenre", "genero"),
    ("/userforgenre", "genero"),
    *((f"/{one}", "anio") for one in ("best_developer_year", "UsersNotRecommend")),
    *((f"/{one}", "anio") for one in ("UsersRecommend", "UsersWorstDeveloper", "earlyacces")),
    *((f"/{one}", "anio") for one in ("genero", "juegos", "metascore", "sentiment", "specs")),
    ("/sentiment_analysis", "anio"),
    ("/sentiment_analysis", "desarrollador"),
    ("/developer_reviews_analysis", "desarrollador"),
    ("/developer", "desarrollador"),
    ("/userdata", "user_id"),
    ("/recomendacion_juego", "id_producto"),
    ("/recomendacion_usuario", "user_id"),
    ("/prediccion", "genero"),
]


@pytest.fixture(scope="module")
def known(client: Client) -> dict[str, str]:
    """Of each parameter a value that is loaded."""
    genre = client.get("/v1/genres?limit=1").json()["data"][0]["genre"]
    studio = client.get("/v1/studios?sort=-games&limit=1").json()["data"][0]["studio"]
    user = client.get("/v1/users/nobody").json()["example"].rpartition("/")[2]
    game = client.get("/v1/games?sort=-owners&limit=1").json()["data"][0]["game_id"]
    return {
        "genero": genre,
        "anio": "2014",
        "desarrollador": studio,
        "user_id": user,
        "id_producto": str(game),
    }


@pytest.mark.parametrize(("path", "parameter"), OF_GAMES)
def test_a_path_and_every_name_ask_the_same(
    client: Client, known: dict[str, str], path: str, parameter: str
) -> None:
    value = known[parameter]
    right = client.get(path, params={parameter: value})
    assert right.status_code == 200, right.text
    assert client.get(f"{path}/{quote(value, safe='')}").json() == right.json()
    for name in NAMES[parameter]:
        assert client.get(path, params={name: value}).json() == right.json(), name
        twice = client.get(path, params={name: value, parameter: value})
        assert_problem(twice, "repeated-parameter", parameter=_own_name(path, parameter, name))


def test_longer_paths(client: Client, known: dict[str, str]) -> None:
    genre = known["genero"]
    for path, query in (
        ("/juegos/2014/2", "/juegos?anio=2014&pagina=2"),
        ("/countreviews/2012-01-01/2014-12-31", "/countreviews?desde=2012-01-01&hasta=2014-12-31"),
        (f"/prediccion/{genre}/true", f"/prediccion?genero={genre}&earlyaccess=true"),
    ):
        assert client.get(path).json() == client.get(query).json(), path


@pytest.mark.parametrize("name", ["predicción", "predicci%C3%B3n", "prediccio%CC%81n"])
def test_predictions_under_their_spanish_name(
    client: Client, known: dict[str, str], name: str
) -> None:
    right = client.get("/prediccion", params={"genero": known["genero"]}).json()
    assert client.get(f"/{name}", params={"genero": known["genero"]}).json() == right
    assert client.get(f"/{name}/{known['genero']}").json() == right


def test_four_digits_are_a_year_and_else_a_name(client: Client, known: dict[str, str]) -> None:
    of_year = client.get("/sentiment_analysis?anio=2014").json()
    assert client.get("/sentiment_analysis/2014").json() == of_year
    studio = known["desarrollador"]
    of_studio = client.get("/sentiment_analysis", params={"empresa": studio}).json()
    assert client.get(f"/sentiment_analysis/{quote(studio)}").json() == of_studio
    for digits in ("1969", "2101", "201", "20145", "٢٠١٤"):
        problem = client.get(f"/sentiment_analysis/{quote(digits)}")
        assert_problem(problem, "unknown-name", parameter="empresa")
    for year in ("1970", "2100"):
        assert client.get(f"/sentiment_analysis/{year}").status_code == 200
    both = client.get("/sentiment_analysis/2014", params={"empresa": studio})
    assert_problem(both, "conflicting-parameters", parameter="empresa")


def test_a_game_is_asked_by_id_or_name(client: Client, sql: Sql) -> None:
    [(game, name)] = sql("select game_id, name from api.games order by game_id limit 1")
    right = client.get(f"/recomendacion_juego/{game}").json()
    for text in (name, name.upper(), f"  {name.lower()} "):
        assert client.get("/recomendacion_juego", params={"id_producto": text}).json() == right
    wrong = client.get("/recomendacion_juego", params={"id_producto": f"{name}x"})
    assert name in assert_problem(wrong, "unknown-name", parameter="id_producto")["closest"]


def test_which_game_a_text_means(loaded_clone: URL) -> None:
    with psycopg.connect(plain(loaded_clone)) as connection:
        rows = connection.execute(
            "select game_id from api.game_details where owners_count > 0 "
            "order by owners_count desc, game_id limit 2"
        ).fetchall()
        most, less = (row[0] for row in rows)
        last = connection.execute("select max(game_id) from core.games").fetchone()
        assert last is not None

        def find(text: str) -> int | None:
            [[found]] = connection.execute("select agg.find_game(%s)", [text]).fetchall()
            return None if found is None else int(found)

        def rename(name: str, *games: int) -> None:
            connection.execute("set constraints all immediate")
            connection.execute(
                "update agg.names_by_game set name = %s, search_text = agg.search_text(%s) "
                "where game_id = any(%s)",
                [name, name, list(games)],
            )

        rename("Twins", less, most)
        assert find("twins") == most
        rename(str(most), less)
        assert find(str(most)) == most  # an id before a name
        rename("00042000123", less)
        assert find("00042000123") == less  # digits, but no game has the id
        assert find(str(last[0] + 1)) is None
        assert find("9" * 30) is None
        rename("ΣΊΣΥΦΟΣ", last[0])
        assert find("σίσυφος") == last[0]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.name)
def test_every_question_has_a_path(question: Question) -> None:
    assert question.paths


def _own_name(path: str, *given: str) -> str:
    """Which of the names is told: the question's own, or the one that comes first."""
    [question] = (one for one in QUESTIONS if f"/{one.name}" == path)
    names = [name for one in question.parameters.values() for name in (one.name, *one.also)]
    return min(given, key=names.index)
