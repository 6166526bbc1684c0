"""The shapes of contract.md, for whatever names the loaded database knows."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.helpers import Client

RANKINGS = ("/UsersRecommend", "/UsersNotRecommend", "/UsersWorstDeveloper", "/best_developer_year")
OF_A_YEAR = ("/genero", "/juegos", "/specs", "/earlyacces", "/sentiment", "/metascore")


def _get(client: Client, path: str, **params: str) -> Any:  # noqa: ANN401 - any JSON document
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


def test_play_time_genre_names_the_genre_and_a_year(client: Client, genres: list[str]) -> None:
    for genre in genres:
        [(key, year)] = _get(client, "/PlayTimeGenre", genero=genre).items()
        assert key == f"Año de lanzamiento con más horas jugadas para Género {genre}"
        assert year is None or 1970 <= year <= 2100


def test_names_match_in_any_case_and_with_spaces_around(
    client: Client, genres: list[str], studios: list[str]
) -> None:
    for path, parameter, name in (
        ("/PlayTimeGenre", "genero", genres[0]),
        ("/UserForGenre", "genero", genres[0]),
        ("/sentiment_analysis", "empresa", studios[0]),
        ("/developer_reviews_analysis", "desarrolladora", studios[0]),
        ("/developer", "desarrollador", studios[0]),
        ("/genre", "genero", genres[0]),
        ("/userforgenre", "genero", genres[0]),
    ):
        right = _get(client, path, **{parameter: name})
        assert _get(client, path, **{parameter: f"  {name.upper()} "}) == right
        assert _get(client, path, **{parameter: name.lower()}) == right


def test_user_for_genre_lists_hours_by_year_descending(client: Client, genres: list[str]) -> None:
    answers = [_get(client, "/UserForGenre", genero=genre) for genre in genres]
    for genre, answer in zip(genres, answers, strict=True):
        assert list(answer) == [
            f"Usuario con más horas jugadas para Género {genre}",
            "Horas jugadas",
        ]
        years = [row["Año"] for row in answer["Horas jugadas"]]
        assert years == sorted(set(years), reverse=True)
        assert all(list(row) == ["Año", "Horas"] for row in answer["Horas jugadas"])
        assert all(row["Horas"] == round(row["Horas"], 2) for row in answer["Horas jugadas"])
    assert any(answer["Horas jugadas"] for answer in answers)


@pytest.mark.parametrize("path", RANKINGS)
def test_rankings_have_up_to_three_places(client: Client, path: str) -> None:
    answers = [_get(client, path, anio=str(year)) for year in range(2010, 2017)]
    for answer in answers:
        assert len(answer) <= 3
        for place, row in enumerate(answer, start=1):
            [(key, name)] = row.items()
            assert key == f"Puesto {place}"
            assert isinstance(name, str)
    assert any(answers)


@pytest.mark.parametrize("path", [*RANKINGS, *OF_A_YEAR, "/sentiment_analysis"])
def test_the_year_has_three_names(client: Client, path: str) -> None:
    right = _get(client, path, anio="2014")
    for query in ("año=2014", "a%C3%B1o=2014", "an%CC%83o=2014", "year=2014"):
        response = client.get(f"{path}?{query}")
        assert response.status_code == 200, response.text
        assert response.json() == right


@pytest.mark.parametrize("path", RANKINGS)
def test_year_of_is_posted_unless_asked_otherwise(client: Client, path: str) -> None:
    years = [str(year) for year in range(2008, 2017)]
    posted = [_get(client, path, anio=year, year_of="posted") for year in years]
    release = [_get(client, path, anio=year, year_of="release") for year in years]
    assert posted == [_get(client, path, anio=year) for year in years]
    assert posted != release


def test_sentiments_of_a_studio_are_three_texts(client: Client, studios: list[str]) -> None:
    for studio in studios:
        whole = _get(client, "/sentiment_analysis", empresa=studio)
        without = _get(client, "/developer_reviews_analysis", desarrolladora=studio)
        assert list(whole) == list(without) == [studio]
        negative, neutral, positive = whole[studio]
        assert without == {studio: [negative, positive]}
        for text, label in zip(
            (negative, neutral, positive), ("Negative", "Neutral", "Positive"), strict=True
        ):
            assert text.startswith(f"{label} = ")
            assert text.rpartition(" ")[2].isdecimal()


def test_sentiments_of_a_year_are_three_numbers(client: Client) -> None:
    answers = [_get(client, "/sentiment_analysis", anio=str(year)) for year in range(2008, 2017)]
    for answer in answers:
        assert list(answer) == ["Negative", "Neutral", "Positive"]
        assert all(isinstance(count, int) for count in answer.values())
    assert any(sum(answer.values()) for answer in answers)


@pytest.mark.parametrize("path", ["/PlayTimeGenre/", "//PlayTimeGenre", "/PlayTimeGenre"])
def test_slashes_more_are_no_matter(client: Client, genres: list[str], path: str) -> None:
    answer = client.get(f"http://testserver.local{path}", params={"genero": genres[0]})
    assert answer.status_code == 200


def test_accents_arrive_as_utf_8(client: Client, genres: list[str]) -> None:
    body = client.get("/PlayTimeGenre", params={"genero": genres[0]}).content
    assert "Año de lanzamiento con más horas jugadas para Género".encode() in body


def test_head_answers_as_get_without_a_body(client: Client, genres: list[str]) -> None:
    same_id = {"X-Request-ID": "one"}
    asked = client.get("/PlayTimeGenre", params={"genero": genres[0]}, headers=same_id)
    head = client.head("/PlayTimeGenre", params={"genero": genres[0]}, headers=same_id)
    assert head.status_code == 200
    assert head.content == b""
    assert dict(head.headers) == dict(asked.headers)
    assert int(head.headers["content-length"]) == len(asked.content)


SHARE = re.compile(r"(100|\d{1,2})\.\d\d%")


def test_developers_list_years_descending(client: Client, studios: list[str]) -> None:
    answers = [_get(client, "/developer", desarrollador=studio) for studio in studios]
    for answer in answers:
        years = [row["Año"] for row in answer]
        assert years == sorted(set(years), reverse=True)
        for row in answer:
            assert list(row) == ["Año", "Cantidad de Items", "Contenido Free"]
            assert row["Cantidad de Items"] > 0
            assert SHARE.fullmatch(row["Contenido Free"])
    assert any(answers)


def test_userdata_tells_money_share_and_games(client: Client, users: list[str]) -> None:
    answers = [_get(client, "/userdata", user_id=user) for user in users]
    for user, answer in zip(users, answers, strict=True):
        assert list(answer) == [
            "Usuario",
            "Dinero gastado",
            "% de recomendación",
            "cantidad de items",
        ]
        assert answer["Usuario"] == user
        assert re.fullmatch(r"\d+\.\d\d USD", answer["Dinero gastado"])
        share = answer["% de recomendación"]
        assert share is None or SHARE.fullmatch(share)
        assert answer["cantidad de items"] >= 0
    assert len({answer["% de recomendación"] is None for answer in answers}) == 2


def test_a_user_is_known_by_the_very_id(client: Client, users: list[str]) -> None:
    user = users[0]
    assert _get(client, "/userdata", user_id=user)["Usuario"] == user
    for other in (user.swapcase(), f" {user}", f"{user} "):
        response = client.get("/userdata", params={"user_id": other})
        assert response.status_code == 404
        assert response.json()["parameter"] == "user_id"
        assert response.json()["closest"][0] == user


def test_countreviews_counts_the_closed_interval(client: Client) -> None:
    whole = _get(client, "/countreviews", desde="1970-01-01", hasta="2100-12-31")
    assert list(whole) == ["Cantidad de usuarios", "% de recomendación"]
    assert whole["Cantidad de usuarios"] > 0
    assert SHARE.fullmatch(whole["% de recomendación"])
    none = _get(client, "/countreviews", desde="1970-01-01", hasta="1970-01-01")
    assert none == {"Cantidad de usuarios": 0, "% de recomendación": None}
    leap = _get(client, "/countreviews", desde="2012-02-29", hasta="2012-02-29")
    assert leap["Cantidad de usuarios"] >= 0


def test_places_of_genres_are_all_different(client: Client, genres: list[str]) -> None:
    answers = [_get(client, "/genre", genero=genre) for genre in genres]
    assert [answer["Género"] for answer in answers] == genres
    assert all(list(answer) == ["Género", "Puesto"] for answer in answers)
    places = {answer["Puesto"] for answer in answers}
    assert len(places) == len(genres)
    assert min(places) >= 1


def test_userforgenre_and_user_for_genre_are_two_questions(
    client: Client, genres: list[str]
) -> None:
    tops = {genre: _get(client, "/userforgenre", genero=genre) for genre in genres}
    for genre, top in tops.items():
        assert [row["Puesto"] for row in top] == list(range(1, len(top) + 1))
        assert len(top) <= 5
        hours = [row["Horas"] for row in top]
        assert hours == sorted(hours, reverse=True)
        assert all(list(row) == ["Puesto", "Usuario", "URL", "Horas"] for row in top)
        best = next(iter(_get(client, "/UserForGenre", genero=genre).values()))
        assert best == (top[0]["Usuario"] if top else None)
    assert any(len(top) == 5 for top in tops.values())


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("/genero", ["Género", "Cantidad"]),
        ("/specs", ["Spec", "Cantidad"]),
        ("/metascore", ["id", "nombre", "metascore"]),
    ],
)
def test_lists_of_a_year_are_in_falling_order(client: Client, path: str, keys: list[str]) -> None:
    answers = [_get(client, path, anio=str(year)) for year in range(2008, 2018)]
    for answer in answers:
        assert all(list(row) == keys for row in answer)
        numbers = [row[keys[-1]] for row in answer]
        assert numbers == sorted(numbers, reverse=True)
        assert len(answer) <= 5
    assert any(len(answer) > 2 for answer in answers)


def test_categories_of_a_year_are_in_falling_order_the_few_last(
    client: Client, sql: Callable[..., list[tuple[Any, ...]]]
) -> None:
    few = 0
    for year in range(2008, 2018):
        found = sql(
            "select store_sentiment, count(*) from api.games where release_year = %s "
            "and store_sentiment is not null group by 1",
            year,
        )
        counts = {name: count for name, count in found if "user review" not in name}
        expected = dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
        placeholders = sum(count for name, count in found if "user review" in name)
        if placeholders:
            expected["Pocas reseñas"] = placeholders
        assert list(_get(client, "/sentiment", anio=str(year)).items()) == list(expected.items())
        few += placeholders
    assert few > 0


def test_earlyacces_counts_some_of_the_games(client: Client) -> None:
    found = 0
    for year in range(2008, 2018):
        answer = _get(client, "/earlyacces", anio=str(year))
        assert list(answer) == ["Año", "Cantidad"]
        assert answer["Año"] == year
        assert answer["Cantidad"] <= _get(client, "/juegos", anio=str(year))["Cantidad"]
        found += answer["Cantidad"]
    assert found > 0


def test_pages_of_games_hold_each_game_once(client: Client) -> None:
    longest = 0
    for year in range(2008, 2018):
        first = _get(client, "/juegos", anio=str(year))
        assert list(first) == ["Año", "Cantidad", "Página", "Páginas", "Juegos"]
        assert _get(client, "/juegos", anio=str(year), pagina="1") == first
        pages = [
            _get(client, "/juegos", anio=str(year), pagina=str(page))
            for page in range(1, first["Páginas"] + 2)
        ]
        ids = [game["id"] for page in pages for game in page["Juegos"]]
        assert ids == sorted(set(ids))
        assert len(ids) == first["Cantidad"]
        assert pages[-1]["Juegos"] == []  # one past the last
        assert pages[-1]["Página"] == first["Páginas"] + 1
        longest = max(longest, len(ids))
    assert longest > 0


def test_a_page_far_past_the_last_is_empty(client: Client) -> None:
    answer = _get(client, "/juegos", anio="2014", pagina="1000000")
    assert answer["Juegos"] == []
    assert answer["Cantidad"] == _get(client, "/juegos", anio="2014")["Cantidad"]


@pytest.mark.parametrize("path", [*RANKINGS, *OF_A_YEAR])
def test_a_year_without_data_is_an_empty_answer(client: Client, path: str) -> None:
    for year in (1970, 2100):
        answer = _get(client, path, anio=str(year))
        if isinstance(answer, dict):
            assert (answer.get("Año", year), answer.get("Cantidad", 0)) == (year, 0)
            assert answer.get("Juegos", []) == []
            assert answer.get("Páginas", 0) == 0
            assert path != "/sentiment" or answer == {}
        else:
            assert answer == []
