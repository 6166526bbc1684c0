"""Every classic answer over REST is, to the byte, what a reader gets in psql for the same query."""

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TypeAlias

import pytest
from psycopg import sql
from sqlalchemy import URL

from api.schemas import classic
from db.local_server import Server
from db.target import Database, psql_command
from tests.api.helpers import Client, make_settings

Psql: TypeAlias = Callable[[list[str]], list[str]]
Call: TypeAlias = tuple[str, dict[str, object]]
"""A question of the classic face, and its parameters in the order of its function."""

OF_A_GENRE = ("PlayTimeGenre", "UserForGenre", "genre", "userforgenre")
OF_A_STUDIO = ("sentiment_analysis", "developer_reviews_analysis", "developer")
OF_A_YEAR = ("sentiment_analysis", "genero", "specs", "earlyacces", "sentiment", "metascore")
OF_EITHER_YEAR = (
    "UsersRecommend",
    "UsersNotRecommend",
    "UsersWorstDeveloper",
    "best_developer_year",
)
QUESTIONS = {one.name: one for one in classic.QUESTIONS}
YEARS = (1970, *range(1996, 2022), 2100)


@pytest.fixture(scope="module")
def psql(real_url: URL, server: Server) -> Psql:
    """Run queries of one row and one column in a reader's psql, as `ludoteca db psql` opens it."""
    found = Database(
        url=real_url, owner_url=real_url, reader_url=real_url, events_url=real_url, server=server
    )
    command, environment = psql_command(make_settings(real_url), found, owner=False)

    def ask(queries: list[str]) -> list[str]:
        ended = subprocess.run(
            [*command, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"],
            env=environment | {"PGCLIENTENCODING": "utf8"},
            input="".join(f"{query};\n" for query in queries).encode(),
            capture_output=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr.decode()
        lines = ended.stdout.decode().split("\n")[:-1]
        assert len(lines) == len(queries)
        return lines

    [role] = ask(["select current_user"])
    assert role == "ludoteca_reader"
    return ask


@pytest.fixture(scope="module")
def compare(real_client: Client, psql: Psql) -> Callable[[Iterator[Call]], int]:
    """Ask both; the number of answers that were not empty."""

    def check(calls: Iterator[Call]) -> int:
        asked = list(calls)
        queries = [
            f"select api.{_function(name, params)}({', '.join(map(_literal, params.values()))})"
            for name, params in asked
        ]
        full = 0
        for (name, params), right in zip(asked, psql(queries), strict=True):
            response = real_client.get(f"/{name}", params={k: str(v) for k, v in params.items()})
            assert response.status_code == 200, (name, params)
            assert response.content.decode() == right, (name, params)
            full += right != "[]"
        return full

    return check


def _function(name: str, params: dict[str, object]) -> str:
    question = QUESTIONS[name]
    function = question.function_for_year if "anio" in params else None
    return (function or question.function).name


def _literal(value: object) -> str:
    return sql.Literal(str(value) if isinstance(value, date) else value).as_string(None)


def _names(psql: Psql, column: str, view: str, *, count: int) -> list[str]:
    """Draw names, half of them with something else than letters and digits in them."""
    draw = (
        f"select json_agg({column}) from (select {column} from api.{view}"
        f" where {column} ~ '[^A-Za-z0-9 ]' = %s order by md5({column}) limit {count // 2}) as one"
    )
    [odd, plain] = psql([draw % "true", draw % "false"])
    return [*json.loads(odd), *json.loads(plain)]


def test_every_genre(psql: Psql, compare: Callable[[Iterator[Call]], int]) -> None:
    [found] = psql(["select json_agg(name order by name) from api.genres"])
    genres = json.loads(found)
    assert len(genres) == 22
    compare((name, {"genero": genre}) for genre in genres for name in OF_A_GENRE)


def test_a_hundred_studios(psql: Psql, compare: Callable[[Iterator[Call]], int]) -> None:
    studios = _names(psql, "name", "studios", count=100)
    assert len(set(studios)) == 100
    parameters = {
        name: next(iter(QUESTIONS[name].parameters.values())).name for name in OF_A_STUDIO
    }
    compare((name, {parameters[name]: studio}) for studio in studios for name in OF_A_STUDIO)


def test_a_hundred_users(psql: Psql, compare: Callable[[Iterator[Call]], int]) -> None:
    users = _names(psql, "user_id", "users", count=100)
    assert len(set(users)) == 100
    compare(("userdata", {"user_id": user}) for user in users)


def test_every_year(compare: Callable[[Iterator[Call]], int]) -> None:
    full = compare((name, {"anio": year}) for year in YEARS for name in OF_A_YEAR)
    assert full > 50


def test_every_year_of_posting_and_of_release(compare: Callable[[Iterator[Call]], int]) -> None:
    full = compare(
        (name, {"año": year, "year_of": year_of})
        for year in YEARS
        for name in OF_EITHER_YEAR
        for year_of in ("posted", "release")
    )
    assert full > 50


def test_pages_of_every_year(compare: Callable[[Iterator[Call]], int]) -> None:
    compare(("juegos", {"anio": year, "pagina": page}) for year in YEARS for page in (1, 2, 31))


def test_intervals_of_dates(compare: Callable[[Iterator[Call]], int]) -> None:
    starts = [date(2010, 9, 1) + timedelta(days=183 * step) for step in range(13)]
    compare(
        ("countreviews", {"desde": first, "hasta": last})
        for first in starts
        for last in (first, first + timedelta(days=45))
    )
