"""The exact answers of the real data."""

from typing import Any

import pytest

from tests.api.helpers import Client


def _get(client: Client, path: str) -> Any:  # noqa: ANN401 - any JSON document
    response = client.get(path)
    assert response.status_code == 200, response.text
    return response.json()


def _podium(*names: str) -> list[dict[str, str]]:
    return [{f"Puesto {place}": name} for place, name in enumerate(names, start=1)]


@pytest.mark.parametrize(
    ("asked", "genre", "year"),
    [
        ("action", "Action", 2012),
        ("INDIE", "Indie", 2006),
        ("rpg", "RPG", 2011),
        ("Casual", "Casual", 2015),
        ("racing", "Racing", 2015),
        ("accounting", "Accounting", None),  # known, and never played
    ],
)
def test_play_time_genre(real_client: Client, asked: str, genre: str, year: int | None) -> None:
    assert _get(real_client, f"/PlayTimeGenre?genero={asked}") == {
        f"Año de lanzamiento con más horas jugadas para Género {genre}": year
    }


@pytest.mark.parametrize(
    ("genre", "user", "first_years"),
    [
        ("Action", "Sp3ctre", {2017: 722.12, 2016: 492.93, 2015: 5208.52, 2014: 2178.18}),
        ("Indie", "REBAS_AS_F-T", {2017: 564.78, 2016: 13599.82, 2015: 12529.42}),
        ("RPG", "shinomegami", {2016: 259.17, 2015: 1856.98, 2014: 1365.65}),
        ("Racing", "DownSyndromeKid", {2016: 3.08, 2015: 35.92, 2014: 16.5, 2013: 1237.85}),
        ("Accounting", None, {}),
    ],
)
def test_user_for_genre(
    real_client: Client, genre: str, user: str | None, first_years: dict[int, float]
) -> None:
    answer = _get(real_client, f"/UserForGenre?genero={genre.lower()}")
    assert answer[f"Usuario con más horas jugadas para Género {genre}"] == user
    rows = [(row["Año"], row["Horas"]) for row in answer["Horas jugadas"]]
    assert rows[: len(first_years)] == list(first_years.items())
    assert rows == sorted(rows, reverse=True)


@pytest.mark.parametrize(
    ("query", "podium"),
    [
        (
            "/UsersRecommend?anio=2014",
            _podium("Team Fortress 2", "Counter-Strike: Global Offensive", "Garry's Mod"),
        ),
        (
            "/UsersNotRecommend?anio=2014",
            _podium(
                "DayZ",
                "Infestation: Survivor Stories Classic",
                "Counter-Strike: Global Offensive",
            ),
        ),
        (
            "/UsersWorstDeveloper?anio=2014",
            _podium("Valve", "Bohemia Interactive", "Facepunch Studios"),
        ),
        (
            "/best_developer_year?anio=2014",
            _podium("Valve", "Facepunch Studios", "Bohemia Interactive"),
        ),
        (
            "/UsersRecommend?anio=2014&year_of=release",
            _podium("Loadout", "Goat Simulator", "Insurgency"),
        ),
        (
            "/UsersNotRecommend?anio=2014&year_of=release",
            _podium("Loadout", "Call of Duty®: Ghosts", "theHunter Classic"),
        ),
        (
            "/UsersWorstDeveloper?anio=2014&year_of=release",
            _podium("Ubisoft", "Edge of Reality", "Infinity Ward"),
        ),
        (
            "/best_developer_year?anio=2014&year_of=release",
            _podium("Edge of Reality", "Coffee Stain Studios", "New World Interactive"),
        ),
        ("/UsersRecommend?anio=1999", []),
    ],
)
def test_rankings(real_client: Client, query: str, podium: list[dict[str, str]]) -> None:
    assert _get(real_client, query) == podium


def test_sentiments_of_valve(real_client: Client) -> None:
    assert _get(real_client, "/sentiment_analysis?empresa=valve") == {
        "Valve": ["Negative = 1597", "Neutral = 2570", "Positive = 5419"]
    }
    assert _get(real_client, "/developer_reviews_analysis?desarrolladora=VALVE") == {
        "Valve": ["Negative = 1597", "Positive = 5419"]
    }


def test_sentiments_of_a_release_year(real_client: Client) -> None:
    assert _get(real_client, "/sentiment_analysis?anio=2014") == {
        "Negative": 1524,
        "Neutral": 1253,
        "Positive": 3577,
    }


def test_a_user_and_a_developer(real_client: Client) -> None:
    assert _get(real_client, "/userdata?user_id=js41637") == {
        "Usuario": "js41637",
        "Dinero gastado": "8553.07 USD",
        "% de recomendación": "100.00%",
        "cantidad de items": 888,
    }
    assert _get(real_client, "/developer?desarrollador=valve")[0] == {
        "Año": 2017,
        "Cantidad de Items": 2,
        "Contenido Free": "0.00%",
    }


def test_readiness_counts_the_contract_s_rows(real_client: Client) -> None:
    ready = _get(real_client, "/health/ready")
    assert ready["games_in_catalogue_count"] == 32_132
    assert ready["users_count"] == 87_630
    assert ready["items_count"] == 5_094_082
    assert ready["reviews_count"] == 58_431


def test_a_typo_finds_the_genre_and_the_studio(real_client: Client) -> None:
    for path, name in (
        ("/PlayTimeGenre?genero=actoin", "Action"),
        ("/sentiment_analysis?empresa=valv", "Valve"),
        ("/developer?desarrollador=valv", "Valve"),
        ("/userdata?user_id=js4163", "js41637"),
        ("/userdata?user_id=76561198082962556", "76561198082962555"),
    ):
        response = real_client.get(path)
        assert response.status_code == 404
        assert response.json()["closest"][0] == name
        assert f"Did you mean {name!r}" in response.json()["detail"]


@pytest.mark.parametrize("studio", ["14° East", "30/30", "2K, Aspyr (Mac & Linux)", "Alp Güleç"])
def test_names_with_marks_and_accents_find_themselves(real_client: Client, studio: str) -> None:
    response = real_client.get("/sentiment_analysis", params={"empresa": studio})
    assert response.status_code == 200, response.text
    assert list(response.json()) == [studio]
