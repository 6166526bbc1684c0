"""The data story over HTTP, as a page, and as a report in one file."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from litestar.testing import TestClient

import cli
from api.app import create_app
from api.pages.render import ICON
from api.pages.story import write_report
from api.schemas.story import StoryDocument, StoryParts
from etl.continuous.story import write_story
from etl.forget import forget_user_or_game
from etl.load import LoadOptions, load
from tests.api.helpers import Client, assert_problem, make_settings, plain
from tests.api.pages.browsing import Page, browse
from tests.etl.loading import game, item, library, review, reviews, rows, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import URL

MOST_BYTES = 100_000
MOST_REPORT_BYTES = 2_000_000
PUBLISHED = {"data_version": 1, "published_at": "2024-05-31T00:00:00+00:00"}
NASTY = "<script>alert(1)</script> & </a> nothing \"works\" here, it is bad, sad and 'broken'"


@pytest.fixture(scope="module")
def url(create_database: Callable[..., URL], sample_template: URL) -> URL:
    return create_database(sample_template)


@pytest.fixture(scope="module")
def client(url: URL) -> Iterator[Client]:
    with TestClient(create_app(make_settings(url)), raise_server_exceptions=False) as one:
        yield one


def document(url: URL) -> bytes:
    [(text,)] = rows(url, "select api.story_document()::text")
    return str(text).encode()


def assert_sound(text: str) -> Page:
    page = Page(text)
    assert page.tags["h1"] == page.tags["main"] == page.tags["title"] == 1
    assert page.styled == []
    assert len(page.ids) == len(set(page.ids)), page.ids
    assert page.references <= set(page.ids), page.references - set(page.ids)
    told = " ".join(one for one in page.texts if not one.startswith("/*"))
    assert not re.search(r"\bNone\b|\bnan\b|\bundefined\b|, \.|, ,|: \.", told)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    return page


def test_it_is_told_whether_it_is_of_the_data(client: Client, url: URL, tmp_path: Path) -> None:
    before = client.get("/v1/story")
    assert before.headers["cache-control"] == "no-store"
    assert before.json()["parts"] is None
    assert "not computed yet" in browse(client, "/story").text

    assert write_story(url) == 1
    assert write_story(url) is None
    found = client.get("/v1/story")
    assert found.content == document(url)
    told = msgspec.json.decode(found.content, type=StoryDocument, strict=True)
    assert told.is_current
    assert told.data_version == 1
    again = client.get("/v1/story", headers={"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304
    part = client.get("/v1/story?part=genres").json()["parts"]
    assert part == {"genres": found.json()["parts"]["genres"]}
    assert_problem(client.get("/v1/story?part=plot"), "invalid-parameter", parameter="part")

    shown = browse(client, "/story")
    assert len(gzip.compress(shown.content)) <= MOST_BYTES
    assert shown.headers["etag"]
    page = assert_sound(shown.text)
    assert f"/genres/{found.json()['parts']['genres'][0]['genre']}" in page.links

    write(tmp_path / "games.json", [game("999999999")])
    load(url, [tmp_path], options=LoadOptions(workers=0))
    late = client.get("/v1/story")
    assert (late.headers["cache-control"], late.json()["is_current"]) == ("no-store", False)
    assert "Newer data are loaded" in browse(client, "/story").text
    assert write_story(url) == 2
    assert client.get("/v1/story").json()["is_current"]


def test_numbers_of_the_page_are_those_of_sql(client: Client, url: URL) -> None:
    write_story(url)
    text = " ".join(Page(browse(client, "/story").text).texts)
    [(top, minutes)] = rows(
        url, "select genre, playtime_minutes from api.playtime_by_genre order by place limit 1"
    )
    assert f"{top} is played longest: {minutes / 60:,.0f} h" in text
    for year, games in rows(url, "select year, games_count from api.years"):
        assert f"{year} {games:,} " in text
    [(negative,)] = rows(
        url, "select count(*) from api.reviews where sentiment = 0 and is_recommended"
    )
    assert f"{negative:,} of " in text


@pytest.fixture
def small_url(empty_url: URL, tmp_path: Path) -> URL:
    """A game, a library and a review that is all markup."""
    write(tmp_path / "games.json", [game("10", "<b>&</b>", genres=["<i>"])])
    write(tmp_path / "items.json", [library("a<b", item("10"))])
    write(tmp_path / "reviews.json", [reviews("a<b", review("10", NASTY))])
    load(empty_url, [tmp_path], options=LoadOptions(workers=0))
    write_story(empty_url)
    return empty_url


def test_what_users_write_is_text(small_url: URL) -> None:
    text = write_report(document(small_url), PUBLISHED, "")
    page = assert_sound(text)
    assert page.tags["script"] == page.tags["b"] == page.tags["i"] == page.tags["a"] - 14 == 0
    assert any(NASTY in one for one in page.texts)


def test_who_was_forgotten_is_gone_at_once(small_url: URL) -> None:
    assert "a<b" in msgspec.json.encode(msgspec.json.decode(document(small_url))).decode()
    forget_user_or_game(small_url, "user", "a<b")
    assert msgspec.json.decode(document(small_url))["parts"] is None
    assert rows(small_url, "select * from core.story_parts") == []


@pytest.mark.parametrize("part", [None, *StoryParts.__struct_fields__])
def test_any_part_may_have_nothing_to_tell(url: URL, part: str | None) -> None:
    write_story(url)
    found = msgspec.json.decode(document(url))
    for name in found["parts"]:
        if part in {None, name}:
            found["parts"][name] = []
    assert_sound(write_report(msgspec.json.encode(found), PUBLISHED, ""))


def test_one_row_or_equal_ones_make_a_sentence(url: URL) -> None:
    write_story(url)
    found = msgspec.json.decode(document(url))
    one = {
        **found,
        "parts": {
            name: [
                {key: 1 if key.endswith("_place") else value for key, value in row.items()}
                for row in part[:1]
            ]
            for name, part in found["parts"].items()
        },
    }
    assert_sound(write_report(msgspec.json.encode(one), PUBLISHED, ""))
    years: list[dict[str, Any]] = found["parts"]["years"][:2]
    for year in years:
        year |= {"games_place": 1, "games_count": 7, "playtime_place": 1}
    found["parts"]["years"] = years
    text = " ".join(assert_sound(write_report(msgspec.json.encode(found), PUBLISHED, "")).texts)
    assert f"Most games are of {years[0]['year']} and {years[1]['year']}: 7 each" in text


def test_a_report_is_one_file_that_loads_nothing(
    url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", plain(url))
    file = tmp_path / "story.html"
    for base in ("", "https://games.example.org/"):
        words = ["report", str(file), *(["--base-url", base] if base else [])]
        with pytest.raises(SystemExit) as end:
            cli.main(words)
        assert not end.value.code
        text = file.read_text(encoding="utf-8")
        assert len(text.encode()) < MOST_REPORT_BYTES
        page = assert_sound(text)
        assert page.loads == [ICON]
        assert page.tags["script"] == page.tags["img"] == 0
        assert page.tags["style"] == 1
        assert not re.search(r"url\(|@import", text)
        outside = {link for link in page.links if not link.startswith("#")}
        assert all(link.startswith("https://games.example.org/") for link in outside)
        assert bool(outside) == bool(base)
