"""Any text at all as a name: answered or refused, never a fault."""

from datetime import date
from urllib.parse import quote, quote_from_bytes

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.names import NAME_CHARACTERS
from tests.api.helpers import Client

PATHS = {
    "/PlayTimeGenre": "genero",
    "/UserForGenre": "genero",
    "/sentiment_analysis": "empresa",
    "/developer_reviews_analysis": "desarrolladora",
    "/developer": "desarrollador",
    "/userforgenre": "genero",
    "/userdata": "user_id",
}
# The client is only asked, never changed, so examples may share it.
shared = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@shared
@given(
    path=st.sampled_from(sorted(PATHS)),
    name=st.text(st.characters(exclude_categories=["Cs"]), max_size=520),
)
def test_any_text(client: Client, path: str, name: str) -> None:
    response = client.get(f"{path}?{PATHS[path]}={quote(name, safe='')}")
    trimmed = name.strip()
    if not trimmed or "\0" in name or len(name) > NAME_CHARACTERS:
        assert response.status_code == 400
    else:
        assert response.status_code in {200, 404}
    if response.status_code == 404:
        assert response.json()["given"] == (name if path == "/userdata" else trimmed)


@shared
@given(query=st.binary(max_size=60))
def test_any_bytes_as_a_query(client: Client, query: bytes) -> None:
    response = client.get(f"/PlayTimeGenre?{quote_from_bytes(query, safe='&=+;%')}")
    assert response.status_code in {200, 400, 404}
    assert response.headers["content-type"].endswith("json")


@shared
@given(year=st.one_of(st.integers().map(str), st.text(max_size=8)))
def test_any_text_as_a_year(client: Client, year: str) -> None:
    encoded = quote(year, safe="", errors="replace")
    response = client.get(f"/UsersRecommend?anio={encoded}")
    is_year = year.isascii() and year.isdigit() and len(year) < 10 and 1970 <= int(year) <= 2100
    assert response.status_code == (200 if is_year else 400)


@shared
@given(day=st.one_of(st.dates().map(str), st.text(max_size=12)))
def test_any_text_as_a_date(client: Client, day: str) -> None:
    encoded = quote(day, safe="", errors="replace")
    response = client.get(f"/countreviews?desde={encoded}&hasta=2100-12-31")
    try:
        is_day = len(day) == 10 and "1970" <= str(date.fromisoformat(day))[:4] <= "2100"
    except ValueError:
        is_day = False
    assert response.status_code == (200 if is_day and day[4] == day[7] == "-" else 400)


@shared
@given(path=st.text(max_size=40))
def test_any_path(client: Client, path: str) -> None:
    encoded = quote(path, safe="/", errors="replace").lstrip("/")
    response = client.get(f"http://testserver.local/{encoded}")
    assert response.status_code in {200, 400, 404, 405}
