"""The shapes of contract.md, for whatever names the loaded database knows."""

from typing import Any

import pytest

from tests.api.helpers import Client

RANKINGS = ("/UsersRecommend", "/UsersNotRecommend", "/UsersWorstDeveloper", "/best_developer_year")


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


@pytest.mark.parametrize("path", RANKINGS)
def test_a_year_without_data_is_an_empty_answer(client: Client, path: str) -> None:
    for year in ("1970", "2100"):
        assert _get(client, path, anio=year) == []


@pytest.mark.parametrize("path", [*RANKINGS, "/sentiment_analysis"])
def test_the_year_has_two_names(client: Client, path: str) -> None:
    right = _get(client, path, anio="2014")
    for query in ("año=2014", "a%C3%B1o=2014", "an%CC%83o=2014", "anio=2014&año=2014"):
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
