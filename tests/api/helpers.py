"""Settings, addresses and the assertion on errors that the API's tests share."""

from typing import Any, TypeAlias

from httpx import Response
from litestar.testing import TestClient
from sqlalchemy import URL

from api.errors import PROBLEM_KINDS
from db.settings import Settings, read_settings

Client: TypeAlias = TestClient[Any]


def plain(url: URL) -> str:
    """Write a URL as psycopg and people do."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def make_settings(url: URL, **environ: str) -> Settings:
    """Settings of a server at a URL; keywords are further environment variables."""
    return read_settings({"DATABASE_URL": plain(url), **environ})


def assert_problem(
    response: Response, code: str, *, parameter: str | None = None, detail: str = ""
) -> dict[str, Any]:
    """Assert an error's status, its shape, its kind, and that it tells nothing internal."""
    problem: dict[str, Any] = response.json()
    kind = PROBLEM_KINDS[code]
    assert response.status_code == kind.status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"/docs#{code}"
    assert problem["title"] == kind.title
    assert problem["status"] == kind.status
    assert detail in problem["detail"]
    assert problem["detail"].endswith((".", "?"))
    assert problem["instance"].startswith("/")
    assert problem.get("parameter") == parameter
    known = {"type", "title", "status", "detail", "instance"}
    more = {"parameter", "given", "allowed", "closest", "example"}
    assert known <= problem.keys() <= known | more
    assert ("retry-after" in response.headers) == (kind.status == 503)
    for internal in ("Traceback", "psycopg", "sqlalchemy", "data_versions", "127.0.0.1"):
        assert internal not in response.text
    return problem
