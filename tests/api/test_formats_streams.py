"""Results of any size as CSV and NDJSON: whole, of one moment, in bounded memory, and let go of."""

import asyncio
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

from db.export import BATCH_ROWS
from db.settings import Settings
from tests.api.driving import Exchange, app_with_lists, drive, rows_of
from tests.api.helpers import make_settings, plain


@pytest.fixture
def settings(loaded_url: URL) -> Settings:
    return make_settings(loaded_url)


@pytest.mark.parametrize(
    "path", ["/items?format=csv", "/items?format=ndjson", "/all-items"], ids=str
)
def test_every_row_comes_once_and_in_order(
    settings: Settings, every_item: list[tuple[Any, ...]], path: str
) -> None:
    [answer] = drive(settings, Exchange(path=path))
    assert answer.start["status"] == 200
    assert answer.is_whole
    assert rows_of(answer) == every_item
    assert len(answer.pieces) > len(every_item) // BATCH_ROWS
    longest = max(map(len, answer.pieces))
    assert longest < len(answer.body) / 2
    assert "content-length" not in answer.header


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/no-items?format=csv", b"user_id,game_id,playtime_minutes\r\n"),
        ("/no-items?format=ndjson", b""),
        ("/no-items?format=json", b'{"data":[],"next":null}'),
    ],
)
def test_a_list_without_rows(settings: Settings, path: str, body: bytes) -> None:
    [answer] = drive(settings, Exchange(path=path))
    assert (answer.start["status"], answer.body, answer.is_whole) == (200, body, True)


@pytest.mark.parametrize("path", ["/items?format=csv", "/all-items"])
def test_what_is_published_midway_does_not_mix(
    loaded_clone: URL, every_item: list[tuple[Any, ...]], path: str
) -> None:
    """After the first piece, every playtime changes and a new version is published."""
    published: list[int] = []

    async def publish(_: bytes) -> None:
        if published:
            return
        with psycopg.connect(plain(loaded_clone)) as owner:
            owner.execute("update core.items set playtime_minutes = playtime_minutes + 1")
            owner.execute("delete from core.items where game_id % 3 = 0")
            row = owner.execute("select staging.publish('{}', 'refresh')").fetchone()
            assert row is not None
            published.append(row[0])

    settings = make_settings(loaded_clone)
    [before] = drive(settings, Exchange(path=path, on_piece=publish))
    assert rows_of(before) == every_item
    assert before.header["etag"].startswith(f'W/"{published[0] - 1}.')
    [after] = drive(settings, Exchange(path=path))
    assert after.header["etag"].startswith(f'W/"{published[0]}.')
    assert rows_of(after) == [
        (user, game, minutes + 1) for user, game, minutes in every_item if game % 3
    ]


def test_nothing_is_read_for_head_and_for_a_copy_that_is_still_right(settings: Settings) -> None:
    [head, whole] = drive(
        settings,
        Exchange(path="/items?format=csv", method="HEAD"),
        Exchange(path="/items?format=csv"),
    )
    assert (head.start["status"], head.body, head.is_whole) == (200, b"", True)
    assert {**head.header, "x-request-id": ""} == {**whole.header, "x-request-id": ""}
    for known in (whole.header["etag"], "*"):
        [again] = drive(
            settings, Exchange(path="/items?format=csv", headers={"If-None-Match": known})
        )
        assert (again.start["status"], again.body, again.is_whole) == (304, b"", True)
        assert again.header["etag"] == whole.header["etag"]


@pytest.mark.parametrize("format_", ["csv", "ndjson"])
def test_a_stream_whose_body_was_left_out_is_not_remembered(loaded_url: URL, format_: str) -> None:
    path = f"/items?format={format_}"
    head = Exchange(path=path, method="HEAD")
    known = Exchange(path=path, headers={"If-None-Match": "*"})
    whole = Exchange(path=path)

    async def run() -> None:
        app = app_with_lists(make_settings(loaded_url))
        async with app.lifespan():
            for one in (head, known, whole):
                await one.run(app)

    asyncio.run(run())
    assert [one.start["status"] for one in (head, known, whole)] == [200, 304, 200]
    assert (head.body, known.body) == (b"", b"")
    assert whole.body.count(b"\n") > 1000
