"""Recommendations of /v1 for games and users: what the functions give in psql, in every format."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from api.schemas.recommendations import Recommendation, SimilarGame
from tests.api.helpers import Client

Row = dict[str, Any]
Ask = Callable[..., list[Row]]

WISHES = (
    ("year_from=2015", "p_year_from => 2015"),
    ("genre=iNDIE", "p_genre => 'Indie'"),
    ("genre_none=Indie&genre_none=RPG", "p_genres_none => '{indie,rpg}'"),
    ("price_to=4.99", "p_price_to => 4.99"),
    ("free=true", "p_free_only => true"),
    ("free=false", "p_free_only => false"),
    ("early_access=false", "p_early_access => false"),
    ("in_catalogue=false", "p_in_catalogue => false"),
    ("genre=Action&genre=Indie", "p_genres => '{Action,Indie}'"),
    ("genre_any=Action&tag_none=Indie", "p_genres_any => '{Action}', p_tags_none => '{Indie}'"),
    (
        "exclude=10&exclude=20&extras=true&per_series=1",
        "p_exclude => '{10,20}', p_extras => true, p_per_series => 1",
    ),
    (
        "year_from=2010&genre=Action&price_to=20&early_access=false",
        "p_year_from => 2010, p_genre => 'Action', p_price_to => 20, p_early_access => false",
    ),
)
RANKINGS = (
    ("limit=3", "p_count => 3"),
    ("limit=100", "p_count => 100"),
    ("goal=play", "p_goal => 'play'"),
    ("balance=0.25&not_interested=10", "p_balance => 0.25, p_not_interested => '{10}'"),
    ("method=users", "p_method => 'users'"),
    ("diversity=0.7", "p_diversity => 0.7"),
    ("newcomers=4", "p_newcomers => 4"),
    (
        "goal=play&newcomers=2&limit=7&free=true",
        "p_goal => 'play', p_newcomers => 2, p_count => 7, p_free_only => true",
    ),
)


@pytest.fixture(scope="module")
def game(ask: Ask) -> int:
    """A game of the catalogue."""
    [row] = ask(
        "select game_id from api.game_details where is_in_catalogue"
        " order by owners_count desc, game_id limit 1"
    )
    found: int = row["game_id"]
    return found


@pytest.fixture(scope="module")
def user(ask: Ask) -> str:
    """A user of whose games many have weights."""
    [row] = ask(
        "select user_id from api.items join api.recommendation_weights using (game_id)"
        " group by user_id order by count(distinct game_id) desc, user_id limit 1"
    )
    found: str = row["user_id"]
    return found


def _get(client: Client, address: str) -> Any:  # noqa: ANN401 - any JSON document
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.json()


def test_similar_games_are_those_of_psql(client: Client, ask: Ask, game: int) -> None:
    for query, arguments in (("", "p_count => 10"), ("limit=50", "p_count => 50"), *WISHES):
        [document] = ask(
            "select api.similar_games_document(%s, " + arguments + ")::text as text", game
        )
        answer = client.get(f"/v1/games/{game}/similar?{query}")
        assert (answer.status_code, answer.text) == (200, document["text"]), query
        rows = ask("select * from api.similar_games(%s, " + arguments + ")", game)
        assert answer.json()["data"] == [
            {name: pytest.approx(one) if type(one) is float else one for name, one in row.items()}
            for row in rows
        ]
    whole = _get(client, f"/v1/games/{game}/similar?limit=50")["data"]
    for query, _ in WISHES[:4]:
        some = _get(client, f"/v1/games/{game}/similar?limit=50&{query}")["data"]
        ids = {row["game_id"] for row in some}
        assert 0 < len(ids) < 50, query  # each wish leaves some out, and not all
        assert [row["game_id"] for row in whole if row["game_id"] in ids] == [
            row["game_id"] for row in some
        ]


def test_recommendations_are_those_of_psql(client: Client, ask: Ask, user: str) -> None:
    path = f"/v1/users/{user}/recommendations"
    plain = _get(client, path)["data"]
    for query, arguments in (("", "p_count => 10"), *RANKINGS, *WISHES):
        [document] = ask(
            "select api.recommended_games_document(%s, " + arguments + ")::text as text", user
        )
        answer = client.get(f"{path}?{query}")
        assert (answer.status_code, answer.text) == (200, document["text"]), query
        rows = ask("select * from api.recommended_games(%s, " + arguments + ")", user)
        assert [{**row, "score": float(row["score"])} for row in rows] == answer.json()["data"]
        if query in {"goal=play", "method=users", "newcomers=4", "free=true"}:
            assert answer.json()["data"] != plain, query


def test_a_document_says_what_it_answers(client: Client, ask: Ask, game: int, user: str) -> None:
    [model] = ask(
        "select model_id, data_version, finished_at from api.recommendation_models"
        " where status = 'published'"
    )
    similar = _get(client, f"/v1/games/{game}/similar")
    assert list(similar) == ["game_id", "model", "data"]
    assert similar["game_id"] == game
    found = _get(client, f"/v1/users/{user}/recommendations?goal=play")
    assert list(found) == ["user_id", "model", "goal", "balance", "method", "data"]
    assert (found["user_id"], found["goal"], found["method"]) == (user, "play", "weights")
    assert similar["model"] == found["model"]
    assert list(found["model"]) == ["model_id", "data_version", "trained_at", "method"]
    assert found["model"]["model_id"] == model["model_id"]
    assert found["model"]["data_version"] == model["data_version"]
    assert found["model"]["trained_at"][:19] == model["finished_at"].isoformat()[:19]


def test_reasons_are_games_of_the_library(client: Client, ask: Ask, user: str) -> None:
    owned = {row["game_id"] for row in ask("select game_id from api.items where user_id=%s", user)}
    rows = _get(client, f"/v1/users/{user}/recommendations?limit=20&newcomers=3")["data"]
    assert [row["source"] for row in rows[-3:]] == ["newcomers"] * 3
    assert [row["place"] for row in rows] == list(range(1, 21))
    for row in rows:
        assert row["game_id"] not in owned
        games = [one["game_id"] for one in row["reasons"] if "popularity" not in one]
        assert set(games) <= owned
        shares = [one["share"] for one in row["reasons"]]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) <= 1.0003
        assert bool(games) == (row["source"] != "popularity")


def test_other_users_tell_how_many_they_are(client: Client, ask: Ask, user: str) -> None:
    owned = {row["game_id"] for row in ask("select game_id from api.items where user_id=%s", user)}
    rows = _get(client, f"/v1/users/{user}/recommendations?method=users")["data"]
    assert {row["source"] for row in rows} == {"users"}
    assert owned.isdisjoint(row["game_id"] for row in rows)
    for row in rows:
        [reason] = row["reasons"]
        assert list(reason) == ["users_count"]
        assert 1 <= reason["users_count"] <= 50
        assert 0 < row["score"] <= 1


def test_a_user_without_a_library_gets_what_is_popular(client: Client, ask: Ask) -> None:
    [row, *_] = ask(
        "select user_id from api.users where not exists"
        " (select from api.items where items.user_id = users.user_id) and not exists"
        " (select from api.reviews where reviews.user_id = users.user_id)"
    )
    path = f"/v1/users/{row['user_id']}/recommendations"
    for query in ("", "?genre=Action", "?method=users", "?goal=play&diversity=1"):
        answer = _get(client, path + query)["data"]
        assert {row["source"] for row in answer} == {"popularity"}, query
        assert all(row["reasons"] in ([], [{"popularity": True, "share": 1}]) for row in answer)
        assert len(answer) == 10


@pytest.mark.parametrize("what", ["similar", "recommendations"])
def test_the_rows_alone_in_other_formats(client: Client, game: int, user: str, what: str) -> None:
    of_game = what == "similar"
    path = f"/v1/games/{game}/similar" if of_game else f"/v1/users/{user}/recommendations"
    rows = _get(client, f"{path}?limit=12")["data"]
    columns = [*(SimilarGame if of_game else Recommendation).__struct_fields__]
    lines = client.get(f"{path}?limit=12&format=ndjson")
    assert lines.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line) for line in lines.text.splitlines()] == rows
    table = client.get(f"{path}?limit=12", headers={"Accept": "text/csv"})
    assert table.headers["content-type"].startswith("text/csv")
    head, *records = csv.reader(io.StringIO(table.text, newline=""))
    assert head == columns
    assert [record[2] for record in records] == [row["game"] for row in rows]
    assert [float(record[3]) for record in records] == [row["score"] for row in rows]
    if not of_game:
        cells = [f"[{record[-1].replace('; ', ', ')}]" for record in records]
        assert [json.loads(cell) for cell in cells] == [row["reasons"] for row in rows]
    assert client.get(path, headers={"Accept": "text/html"}).status_code == 406


def test_answers_are_kept_until_the_data_change(client: Client, game: int, user: str) -> None:
    version = client.get("/health/ready").json()["data_version"]
    assert version == 4  # the load and the three models, each published by itself
    for path in (f"/v1/games/{game}/similar", f"/v1/users/{user}/recommendations"):
        tags = set()
        for query in ("", "?limit=3", "?genre=Action", "?format=csv", "?format=ndjson"):
            answer = client.get(path + query)
            tag = answer.headers["etag"]
            assert tag.startswith(f'W/"{version}.')
            tags.add(tag)
            again = client.get(path + query, headers={"If-None-Match": tag})
            assert (again.status_code, again.content) == (304, b"")
        assert len(tags) == 5
