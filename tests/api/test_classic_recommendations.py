"""Q21 and Q22 under the names of their first users: shapes, values, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.helpers import Client, assert_problem

GAME, USER = "/recomendacion_juego", "/recomendacion_usuario"


def test_a_game_has_five_similar_ones(
    client: Client, sql: Callable[..., list[tuple[Any, ...]]]
) -> None:
    games = sql("select game_id from api.games where is_in_catalogue order by random() limit 5")
    for (game_id,) in games:
        answer = client.get(GAME, params={"id_producto": str(game_id)})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        rows = sql("select game_id, game, score from api.similar_games(%s, 5)", game_id)
        assert len(rows) == 5
        assert answer.json() == [
            {"id": other, "nombre": name, "similitud": pytest.approx(score)}
            for other, name, score in rows
        ]
        assert [list(row) for row in answer.json()] == [["id", "nombre", "similitud"]] * 5
        assert game_id not in {row["id"] for row in answer.json()}
        [[text]] = sql("select api.classic_recomendacion_juego(%s)::text", game_id)
        assert answer.text == text


def test_a_game_outside_the_catalogue_has_an_empty_list(
    client: Client, sql: Callable[..., list[tuple[Any, ...]]]
) -> None:
    [[game_id], *_] = sql("select game_id from api.games where not is_in_catalogue")
    answer = client.get(GAME, params={"id_producto": str(game_id)})
    assert (answer.status_code, answer.json()) == (200, [])


def test_a_user_gets_five_games_that_are_not_in_the_library(
    client: Client, sql: Callable[..., list[tuple[Any, ...]]], users: list[str]
) -> None:
    for user in users[:10]:
        answer = client.get(USER, params={"id_usuario": user})
        assert answer.status_code == 200
        rows = sql("select game_id, game, score from api.recommended_games(%s, 5)", user)
        assert answer.json() == [
            {"id": game_id, "nombre": name, "puntaje": float(score)}
            for game_id, name, score in rows
        ]
        assert [list(row) for row in answer.json()] == [["id", "nombre", "puntaje"]] * 5
        owned = {row[0] for row in sql("select game_id from api.items where user_id = %s", user)}
        assert owned.isdisjoint(row["id"] for row in answer.json())
        [[text]] = sql("select api.classic_recomendacion_usuario(%s)::text", user)
        assert answer.text == text


def test_a_user_without_a_library_gets_what_is_popular(
    client: Client, sql: Callable[..., list[tuple[Any, ...]]]
) -> None:
    [[user], *_] = sql(
        "select user_id from api.users where not exists"
        " (select from api.items where items.user_id = users.user_id) and not exists"
        " (select from api.reviews where reviews.user_id = users.user_id)"
    )
    answer = client.get(USER, params={"id_usuario": user}).json()
    popular = sql(
        "select game_id from api.recommendation_games join api.games using (game_id)"
        " where is_in_catalogue order by coalesce(few_bias, own_bias) desc, popularity_rank limit 5"
    )
    assert [row["id"] for row in answer] == [game_id for (game_id,) in popular]


@pytest.mark.parametrize("value", ["", " ", "x" * 501])
def test_a_text_that_no_game_can_have(client: Client, value: str) -> None:
    found = client.get(GAME, params={"id_producto": value})
    problem = assert_problem(found, "invalid-parameter", parameter="id_producto")
    assert problem["allowed"] == "text of 1 to 500 characters"


@pytest.mark.parametrize(
    "value", ["-1", "1.0", "1e3", "10x", "9223372036854775807", "9223372036854775808"]
)
def test_an_id_that_no_game_has(client: Client, value: str) -> None:
    found = client.get(GAME, params={"id_producto": value})
    problem = assert_problem(found, "unknown-name", parameter="id_producto")
    meant = " or ".join(f"'{name}'" for name in problem["closest"])
    hint = f" Did you mean {meant}?" if meant else ""
    assert problem["detail"] == f"No game is called '{value}'.{hint}"
