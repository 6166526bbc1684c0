"""POST /v1/recommendations: a library in the body, and the answers of psql."""

from collections.abc import Callable
from typing import Any

import pytest

from api.schemas.recommendations import MOST_GAMES
from tests.api.helpers import Client, assert_problem

Row = dict[str, Any]
Ask = Callable[..., list[Row]]

PATH = "/v1/recommendations"

OPTIONS: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "p_count => 10"),
    ({"limit": 3}, "p_count => 3"),
    ({"limit": 3.0}, "p_count => 3"),
    ({"goal": "play"}, "p_goal => 'play'"),
    ({"method": "users"}, "p_method => 'users'"),
    ({"year_from": 2012}, "p_year_from => 2012"),
    ({"genre": " iNDIE "}, "p_genre => 'Indie'"),
    ({"price_to": 4.99}, "p_price_to => 4.99"),
    ({"price_to": 5}, "p_price_to => 5"),
    ({"free": True}, "p_free_only => true"),
    ({"early_access": False}, "p_early_access => false"),
    ({"in_catalogue": False}, "p_in_catalogue => false"),
    ({"diversity": 0.5}, "p_diversity => 0.5"),
    ({"diversity": 1}, "p_diversity => 1"),
    ({"newcomers": 2}, "p_newcomers => 2"),
    ({"goal": "play", "limit": 5, "newcomers": 1}, "5, 'play', p_newcomers => 1"),
)


@pytest.fixture(scope="module")
def library(ask: Ask) -> dict[int, int]:
    """The games, with the minutes, of a user of whose games many have weights."""
    rows = ask(
        "select game_id, playtime_minutes from api.items where user_id = ("
        " select user_id from api.items join api.recommendation_weights using (game_id)"
        " group by user_id order by count(distinct game_id) desc, user_id limit 1)"
    )
    return {row["game_id"]: row["playtime_minutes"] for row in rows}


def _played(library: dict[int, int]) -> list[Row]:
    return [{"game_id": game_id, "playtime_minutes": one} for game_id, one in library.items()]


def _post(client: Client, **body: Any) -> Any:  # noqa: ANN401 - any JSON document
    response = client.post(PATH, json=body)
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-type"] == "application/json"
    assert "etag" not in response.headers
    return response.json()


def _text(ask: Ask, games: list[int], minutes: list[int | None] | None, arguments: str) -> str:
    """What Postgres writes, with what the server adds."""
    [row] = ask(
        "select api.recommended_games_for_document(%s::bigint[], %s::integer[], "
        f"{arguments})::text as text",
        games,
        minutes,
    )
    return f'{row["text"][:-1]},"missing":[]}}'


@pytest.mark.parametrize(("options", "arguments"), OPTIONS)
def test_answers_are_those_of_psql(
    client: Client, ask: Ask, library: dict[int, int], options: Row, arguments: str
) -> None:
    games = [*library]
    played = client.post(PATH, json={"games": _played(library), **options})
    assert played.status_code == 200, played.text
    assert played.text == _text(ask, games, [*library.values()], arguments)
    bare = client.post(PATH, json={"games": games, **options})
    assert bare.text == _text(ask, games, None, arguments)


def test_it_answers_as_for_the_user_who_has_that_library(
    client: Client, ask: Ask, library: dict[int, int]
) -> None:
    [row] = ask(
        "select user_id from api.items group by user_id"
        " having array_agg(game_id order by game_id) = %s::bigint[] limit 1",
        sorted(library),
    )
    path = f"/v1/users/{row['user_id']}/recommendations?goal=play&limit=30"
    answer = _post(client, games=_played(library), goal="play", limit=30)
    assert answer["data"] == client.get(path).json()["data"]
    assert list(answer) == ["model", "goal", "balance", "method", "data", "missing"]
    assert {one["game_id"] for one in answer["data"]}.isdisjoint(library)


def test_of_a_repeated_game_the_longest_playtime_counts(
    client: Client, library: dict[int, int]
) -> None:
    once = [{"game_id": game_id, "playtime_minutes": 600} for game_id in library]
    short = [{"game_id": game_id, "playtime_minutes": 2} for game_id in library]
    right = _post(client, games=once, goal="play")
    assert _post(client, games=[*short, *once, *library], goal="play") == right
    assert _post(client, games=[*once, *library, *short], goal="play") == right
    unknown = [{"game_id": game_id, "playtime_minutes": None} for game_id in library]
    assert _post(client, games=unknown, goal="play") == _post(client, games=[*library], goal="play")
    assert _post(client, games=unknown, goal="play")["data"] != right["data"]


def test_unknown_ids_are_missing_in_their_order(client: Client, library: dict[int, int]) -> None:
    known = [*library]
    unknown = [2**63 - 1, -(2**63), 3, -1]
    answer = _post(client, games=[unknown[0], *known, *unknown, 3, -1])
    assert answer["missing"] == unknown
    assert answer["data"] == _post(client, games=known)["data"]
    nothing = _post(client, games=unknown)
    assert nothing["missing"] == unknown
    assert nothing["data"] == _post(client, games=[])["data"]
    assert {row["source"] for row in nothing["data"]} == {"popularity"}


def test_ten_thousand_games_and_no_more(client: Client) -> None:
    games = [{"game_id": 2**40 + one, "playtime_minutes": 2**31 - 1} for one in range(MOST_GAMES)]
    answer = client.post(PATH, json={"games": games})
    assert answer.status_code == 200
    assert answer.json()["missing"] == [one["game_id"] for one in games]
    more = client.post(PATH, json={"games": [*range(MOST_GAMES), 10]})
    assert_problem(more, "invalid-parameter", parameter="games", detail=f"up to {MOST_GAMES} ids")


def test_it_is_posted_and_answered_anew(client: Client) -> None:
    for method in ("GET", "HEAD", "PUT", "DELETE"):
        answer = client.request(method, PATH)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "OPTIONS, POST"
    assert client.options(PATH).headers["allow"] == "OPTIONS, POST"
    known = {"If-None-Match": "*"}
    assert client.post(PATH, json={"games": []}, headers=known).status_code == 200
    csv = client.post(PATH, json={"games": []}, headers={"Accept": "text/csv"})
    assert_problem(csv, "not-acceptable", detail="application/json")
    assert client.post(f"{PATH}/", json={"games": []}).status_code == 200
