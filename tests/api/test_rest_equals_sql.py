"""Every classic answer over REST is, to the byte, what a reader gets in psql for the same query."""

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TypeAlias

import pytest
from psycopg import sql
from sqlalchemy import URL

from db.local import Database, psql_command
from db.local_server import Server
from tests.api.helpers import Client, make_settings

Psql: TypeAlias = Callable[[list[str]], list[str]]
Call: TypeAlias = tuple[str, dict[str, object], str, list[object]]

OF_A_GENRE = {
    "/PlayTimeGenre": "classic_play_time_genre",
    "/UserForGenre": "classic_user_for_genre",
    "/genre": "classic_genre",
    "/userforgenre": "classic_userforgenre",
}
OF_A_STUDIO = {
    "/sentiment_analysis": ("empresa", "classic_sentiment_by_studio"),
    "/developer_reviews_analysis": ("desarrolladora", "classic_developer_reviews_analysis"),
    "/developer": ("desarrollador", "classic_developer"),
}
OF_A_YEAR = {
    "/sentiment_analysis": "classic_sentiment_by_year",
    "/genero": "classic_genero",
    "/specs": "classic_specs",
    "/earlyacces": "classic_earlyacces",
    "/sentiment": "classic_sentiment",
    "/metascore": "classic_metascore",
}
OF_EITHER_YEAR = {
    "/UsersRecommend": "classic_users_recommend",
    "/UsersNotRecommend": "classic_users_not_recommend",
    "/UsersWorstDeveloper": "classic_users_worst_developer",
    "/best_developer_year": "classic_best_developer_year",
}
YEARS = range(1970, 2101)


@pytest.fixture(scope="module")
def psql(real_url: URL, server: Server) -> Psql:
    """Run queries of one row and one column in a reader's psql, as `ludoteca db psql` opens it."""
    found = Database(url=real_url, owner_url=real_url, reader_url=real_url, server=server)
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
            f"select api.{function}({', '.join(map(_literal, arguments))})"
            for _, _, function, arguments in asked
        ]
        full = 0
        for (path, params, _, _), right in zip(asked, psql(queries), strict=True):
            response = real_client.get(path, params={k: str(v) for k, v in params.items()})
            assert response.status_code == 200, (path, params)
            assert response.content.decode() == right, (path, params)
            full += right != "[]"
        return full

    return check


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
    compare(
        (path, {"genero": genre}, function, [genre])
        for genre in genres
        for path, function in OF_A_GENRE.items()
    )


def test_five_hundred_studios(psql: Psql, compare: Callable[[Iterator[Call]], int]) -> None:
    studios = _names(psql, "name", "studios", count=500)
    assert len(set(studios)) == 500
    compare(
        (path, {parameter: studio}, function, [studio])
        for studio in studios
        for path, (parameter, function) in OF_A_STUDIO.items()
    )


def test_five_hundred_users(psql: Psql, compare: Callable[[Iterator[Call]], int]) -> None:
    users = _names(psql, "user_id", "users", count=500)
    assert len(set(users)) == 500
    compare(("/userdata", {"user_id": user}, "classic_userdata", [user]) for user in users)


def test_every_year(compare: Callable[[Iterator[Call]], int]) -> None:
    full = compare(
        (path, {"anio": year}, function, [year])
        for year in YEARS
        for path, function in OF_A_YEAR.items()
    )
    assert full > 100


def test_every_year_of_posting_and_of_release(compare: Callable[[Iterator[Call]], int]) -> None:
    full = compare(
        (path, {"año": year, "year_of": year_of}, function, [year, year_of])
        for year in YEARS
        for path, function in OF_EITHER_YEAR.items()
        for year_of in ("posted", "release")
    )
    assert full > 100


def test_pages_of_every_year(compare: Callable[[Iterator[Call]], int]) -> None:
    compare(
        ("/juegos", {"anio": year, "pagina": page}, "classic_juegos", [year, page])
        for year in YEARS
        for page in (1, 2, 31)
    )


def test_intervals_of_dates(compare: Callable[[Iterator[Call]], int]) -> None:
    starts = [date(2010, 9, 1) + timedelta(days=61 * step) for step in range(38)]
    compare(
        ("/countreviews", {"desde": first, "hasta": last}, "classic_countreviews", [first, last])
        for first in starts
        for last in (first, first + timedelta(days=45))
    )
