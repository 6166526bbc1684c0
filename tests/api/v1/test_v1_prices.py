"""Prices of /v1: what the functions give in psql, for games, for clues and by genre."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.helpers import Client, assert_problem

PREDICT = "/v1/price-predictions"


def test_a_games_price_is_what_sql_says(
    client: Client, sql: Callable[..., list[tuple[Any, ...]]]
) -> None:
    for (game_id,) in sql("select game_id from api.price_predictions order by random() limit 5"):
        answer = client.get(f"/v1/games/{game_id}/price")
        assert answer.status_code == 200, answer.text
        assert [(answer.json(),)] == sql("select api.game_price_document(%s)", game_id)
        found = answer.json()
        assert found["low_usd"] <= found["predicted_usd"] <= found["high_usd"]
        assert found["is_held_out"] is (found["price_usd"] is not None)
        assert (found["verdict"] == "free") is (found["price_usd"] == 0)


def test_the_difference_is_said_in_words(
    client: Client, sql: Callable[..., list[tuple[Any, ...]]]
) -> None:
    [(game_id, difference)] = sql(
        "select game_id, difference_percent from api.price_predictions "
        "where difference_percent < -20 order by game_id limit 1"
    )
    found = client.get(f"/v1/games/{game_id}/price").json()
    assert found["judgement"] == f"under-priced by {round(-difference)} %"
    assert found["difference_percent"] == float(difference)
    assert all(0 < genre["percentile"] < 100 for genre in found["genres"])


def test_a_game_outside_the_catalogue_has_none(
    client: Client, sql: Callable[..., list[tuple[Any, ...]]]
) -> None:
    [(game_id,)] = sql("select game_id from api.games where not is_in_catalogue limit 1")
    found = client.get(f"/v1/games/{game_id}/price").json()
    assert found["predicted_usd"] is None
    assert found["verdict"] is None


def test_clues_give_a_price_and_reasons(
    client: Client, sql: Callable[..., list[tuple[Any, ...]]], genres: list[str]
) -> None:
    body = {
        "genres": [genres[0].lower(), genres[1]],
        "tags": [],
        "title": "Blue Tower: Soundtrack",
        "release_year": 2015,
        "early_access": False,
        "metascore": 70,
        "store_sentiment": "Mixed",
        "reviews_count": 3,
        "recommended_percent": 66.7,
        "developer": None,
    }
    answer = client.post(PREDICT, json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    assert [(found,)] == sql(
        "select api.price_document(%s, '{}', p_title => 'Blue Tower: Soundtrack', "
        "p_release_year => 2015, p_early_access => false, p_metascore => 70, "
        "p_store_sentiment => 'Mixed', p_reviews_count => 3, p_recommended_percent => 66.7)",
        body["genres"],
    )
    assert found["clues"] == ["genres", "tags", "early_access", "release", "title", "reception"]
    assert len(found["reasons"]) == 5


def test_a_label_given_twice_is_one(client: Client, genres: list[str]) -> None:
    once = client.post(PREDICT, json={"genres": genres[:1]}).json()
    twice = client.post(PREDICT, json={"genres": [genres[0], f" {genres[0].upper()}"]}).json()
    assert twice == once


def test_nothing_at_all_is_an_average_game(client: Client) -> None:
    found = client.post(PREDICT, json={}).json()
    assert found["clues"] == []
    assert found["reasons"] == []
    assert found["price_usd"] == pytest.approx(found["base_usd"] + found["unknown_usd"], abs=0.02)


def test_what_is_refused(client: Client) -> None:
    for member, value, code in (
        ("genres", ["Acton"], "unknown-name"),
        ("developer", "☃", "unknown-name"),
        ("genres", "Action", "invalid-parameter"),
        ("tags", [" "], "invalid-parameter"),
        ("release_year", 15, "invalid-parameter"),
        ("store_sentiment", "Good", "invalid-parameter"),
        ("recommended_percent", 101, "invalid-parameter"),
        ("prices", 3, "unknown-parameter"),
    ):
        response = client.post(PREDICT, json={member: value})
        assert_problem(response, code, parameter=member)
    assert_problem(client.get("/v1/games/-7/price"), "unknown-name", parameter=None)


def test_what_was_trained_is_told(
    client: Client, sql: Callable[..., list[tuple[Any, ...]]]
) -> None:
    answer = client.get("/v1/models")
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()["data"]
    assert {(one["kind"], one["model_id"], one["status"]) for one in found} == set(
        sql("select kind, model_id, status from api.models")
    )
    assert "prices" in {one["kind"] for one in found}


def test_genres_by_price(client: Client, sql: Callable[..., list[tuple[Any, ...]]]) -> None:
    found = client.get("/v1/genre-prices?limit=100").json()["data"]
    assert [(row["genre"], row["average_price_usd"]) for row in found] == [
        (genre, None if average is None else float(average))
        for genre, average in sql(
            "select genre, average_price_usd from api.prices_by_genre "
            'order by average_price_usd desc nulls last, genre collate "C"'
        )
    ]
    table = client.get("/v1/genre-prices?format=csv&sort=name")
    assert table.text.splitlines()[0].startswith("genre,games_count,priced_count")
