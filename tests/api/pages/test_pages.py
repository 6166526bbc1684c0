"""The explorer: pages for browsers, all of them reachable by links."""

import gzip
import re
from collections import deque
from html import escape

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.pages.render import ASSET_ADDRESSES, ICON, POLICY
from api.pages.text import counted, signed
from db.sql_texts import read_sources
from tests.api.helpers import Client, assert_problem, make_settings
from tests.api.pages.browsing import ACCEPT, Page, browse

PAGES = 100
MOST_BYTES = 20_000
KINDS = {
    "games", "genres", "studios", "years", "users", "search", "shelf", "compare", "sql", "tags",
    "titles", "people", "platforms", "about",
}  # fmt: skip


def _kind(path: str) -> str:
    return path.lstrip("/").partition("?")[0].partition("/")[0]


def test_every_page_is_reached_and_sound(client: Client) -> None:
    """Walk by links from the first page, the kinds of pages in turn."""
    style = len(gzip.compress(client.get(ASSET_ADDRESSES["ludoteca.css"]).content))
    # to what is found only a form leads
    waiting: dict[str, deque[str]] = {"": deque(["/"]), "search": deque(["/search?q=the"])}
    seen, titles = {"/"}, dict[str, str]()
    while len(titles) < PAGES and (kinds := [one for one, paths in waiting.items() if paths]):
        kind = min(kinds, key=lambda one: sum(_kind(path) == one for path in titles))
        path = waiting[kind].popleft()
        response = browse(client, path)
        assert response.status_code == 200, (path, response.text[:500])
        if not response.headers["content-type"].startswith("text/html"):
            continue
        assert response.headers["content-security-policy"] == POLICY or kind == "docs"
        if kind == "docs":
            continue
        page = Page(response.text)
        titles[path] = page.title
        assert page.tags["h1"] == page.tags["main"] == page.tags["title"] == 1, path
        assert page.styled == [], path
        assert page.canonical in {"", path.partition("?")[0]}, path
        assert len(page.ids) == len(set(page.ids)), (path, page.ids)
        assert page.references <= set(page.ids), (path, page.references - set(page.ids))
        assert set(page.loads) == {*ASSET_ADDRESSES.values(), ICON}
        assert "None" not in page.texts, path
        assert not re.search(r"\bnan\b|\bundefined\b", " ".join(page.texts)), path
        if kind != "tags":
            assert len(gzip.compress(response.content)) + style <= MOST_BYTES, path
        for link in page.links:
            inner = link.partition("#")[0]
            if inner.startswith("/") and inner not in seen:
                seen.add(inner)
                waiting.setdefault(_kind(inner), deque()).append(inner)
    assert {_kind(path) for path in titles} >= KINDS
    assert len(set(titles.values())) > PAGES / 2


def test_the_first_address_is_a_page_for_browsers_only(client: Client) -> None:
    assert browse(client, "/").headers["content-type"] == "text/html; charset=utf-8"
    for accept in ("*/*", "application/json", "text/html;q=0.5,application/json"):
        found = client.get("/", headers={"Accept": accept})
        assert found.json()["name"] == "Ludoteca"
        assert "Accept" in found.headers["vary"] or accept == "*/*"


def test_a_page_is_valid_as_long_as_its_data(client: Client) -> None:
    first = browse(client, "/genres")
    tag = first.headers["etag"]
    again = client.get("/genres", headers={"Accept": ACCEPT, "If-None-Match": tag})
    assert again.status_code == 304
    head = client.head("/genres", headers={"Accept": ACCEPT})
    assert (head.status_code, head.text, head.headers["etag"]) == (200, "", tag)


def test_files_of_pages_are_kept_for_good(client: Client) -> None:
    for address in ASSET_ADDRESSES.values():
        found = client.get(address)
        assert found.status_code == 200
        assert "immutable" in found.headers["cache-control"]
    assert client.get("/assets/0-nothing.js").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/games/999999999", 404),
        ("/games/half-life", 400),
        ("/genres/Nothing like it", 404),
        ("/users/nobody at all", 404),
        ("/years/1", 400),
        ("/compare?games=one", 400),
        ("/games?sort=size", 400),
        ("/shelf?goal=win", 400),
        ("/viewers/1?sort=size", 400),
        ("/viewers/1?model=mine", 400),
        ("/nowhere", 404),
    ],
)
def test_a_problem_is_a_page_with_a_way_on(client: Client, path: str, status: int) -> None:
    found = browse(client, path)
    assert found.status_code == status
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(found.text)
    assert page.tags["h1"] == 1
    assert any(link.startswith("/games") for link in page.links)
    assert found.headers["cache-control"] == "no-store"


def test_a_program_gets_problems_as_documents(client: Client) -> None:
    assert_problem(client.get("/nowhere"), "unknown-address")
    assert_problem(browse(client, "/v1/games/999999999"), "unknown-name")


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"><img src=x>', "a&b='c'", "ñ/日本"]
)
def test_what_is_typed_is_text(client: Client, words: str) -> None:
    found = client.get("/search", params={"q": words}, headers={"Accept": ACCEPT})
    assert found.status_code == 200
    page = Page(found.text)
    assert page.tags["img"] == 0
    assert page.tags["script"] == 2
    assert any(words in text for text in page.texts)


def test_a_shelf_lives_in_its_address(client: Client) -> None:
    popular = client.get("/v1/games?sort=-owners&limit=3").json()["data"]
    ids = ",".join(str(game["game_id"]) for game in popular)
    page = Page(browse(client, f"/shelf?games={ids}").text)
    body = {"games": [game["game_id"] for game in popular], "limit": 12}
    wanted = client.post("/v1/recommendations", json=body).json()["data"]
    links = [link for link in page.links if re.fullmatch(r"/games/\d+", link)]
    assert [f"/games/{one['game_id']}" for one in wanted] == [
        one for one in links if one in {f"/games/{each['game_id']}" for each in wanted}
    ][: len(wanted)] or {f"/games/{one['game_id']}" for one in wanted} <= set(links)


def test_a_suggestion_is_a_fragment(client: Client) -> None:
    game = client.get("/v1/games?sort=-owners&limit=1").json()["data"][0]
    found = client.get("/suggest", params={"q": game["name"]}, headers={"Accept": ACCEPT})
    page = Page(found.text)
    assert page.tags["html"] == 0
    assert f"/games/{game['game_id']}" in page.links
    assert Page(browse(client, "/suggest?q=").text).links == []


def test_a_field_of_names_gets_those_of_its_kind(client: Client) -> None:
    title = client.get("/v1/titles?sort=-ratings&limit=1").json()["data"][0]
    asked = {"kind": "title", "title": title["name"][:-1]}
    found = client.get("/suggest", params=asked, headers={"Accept": ACCEPT})
    assert f"<option>{escape(title['name'])}</option>" in found.text
    assert Page(found.text).links == []
    assert browse(client, "/suggest?kind=title&title=").text.strip() == ""
    assert browse(client, "/suggest?kind=none&q=a").status_code == 400


def test_the_sql_of_each_schema_is_listed_apart(client: Client) -> None:
    for schema, address in (("api", "/sql"), ("agg", "/sql?schema=agg")):
        links = [one for one in Page(browse(client, address).text).links if one.startswith("/sql/")]
        assert links == [f"/sql/{one}" for one in read_sources() if one.startswith(f"{schema}.")]
    assert browse(client, "/sql?schema=core").status_code == 400


@pytest.mark.parametrize("loaded", ["sample_url", "titles_url", "loaded_url"])
def test_ten_ways_lead_in_from_the_first_page(request: pytest.FixtureRequest, loaded: str) -> None:
    """With games alone, titles alone, and both."""
    url = request.getfixturevalue(loaded)
    with TestClient(create_app(make_settings(url)), raise_server_exceptions=False) as client:
        first = browse(client, "/")
        assert first.status_code == 200
        ways = first.text.partition('class="doors ways"')[2].partition("</ol>")[0]
        links = Page(ways).links
        assert len(set(links)) == 10
        for link in links:
            assert browse(client, link).status_code == 200, link
        held = {name for name in ("games", "titles") if f'href="/{name}"' in first.text}
    assert held == {"sample_url": {"games"}, "titles_url": {"titles"}}.get(
        loaded, {"games", "titles"}
    )


def test_one_thing_is_no_plural_and_nothing_has_no_sign() -> None:
    assert [counted(1, "game"), counted(2001, "game"), counted(0, "person")] == [
        "1 game", "2,001 games", "0 people",
    ]  # fmt: skip
    assert [signed(one) for one in (-0.004, 0.0, 0.005, -0.5)] == [
        "0.00",
        "0.00",
        "+0.01",
        "\u22120.50",
    ]
