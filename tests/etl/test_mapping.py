"""Tables whose columns the caller names load like flat tables of our own names."""

from pathlib import Path

import pytest
from sqlalchemy import URL

from db.errors import InputError
from etl.formats.mapped import mapped_format
from etl.load import LoadOptions, load
from tests.etl.loading import rows, write

PLAYED = b"player,game,minutes,item_name\nana,10,6.0,One\nana,20,7,Two\nbob,10,8,One\nana,30,9,\n"


def options(*, kind: str | None = None, **columns: str) -> LoadOptions:
    return LoadOptions(workers=0, mapped=mapped_format(columns, kind))  # type: ignore[arg-type]


def test_libraries_of_a_table_with_other_names(tmp_path: Path, empty_url: URL) -> None:
    path = tmp_path / "played.csv"
    path.write_bytes(PLAYED)
    named = options(user_id="player", item_id="game", playtime_forever="minutes")
    report = load(empty_url, [path], options=named)
    assert (report.status, report.rejected) == ("published", {})
    found = rows(
        empty_url,
        """
        select user_id, game_id, playtime_minutes
        from core.items inner join core.users using (user_key)
        order by user_id, game_id
        """,
    )
    assert found == [("ana", 10, 6), ("ana", 20, 7), ("ana", 30, 9), ("bob", 10, 8)]
    # the users' rows that follow each other are one library
    assert report.files[0].stats.users_accepted == 3
    assert rows(empty_url, "select name from core.games where game_id = 20") == [("Two",)]


def test_another_mapping_makes_it_another_file(tmp_path: Path, empty_url: URL) -> None:
    path = tmp_path / "played.csv"
    path.write_bytes(b"player,game,minutes,hours\nana,10,60,1\n")
    minutes = options(user_id="player", item_id="game", playtime_forever="minutes")
    hours = options(user_id="player", item_id="game", playtime_forever="hours")
    assert [load(empty_url, [path], options=one).status for one in (hours, minutes, minutes)] == [
        "published",
        "published",
        "unchanged",
    ]
    formats = rows(empty_url, "select distinct format from core.load_files order by 1")
    assert formats == [
        ("mapped-items item_id=game playtime_forever=hours user_id=player",),
        ("mapped-items item_id=game playtime_forever=minutes user_id=player",),
    ]


def test_games_and_reviews_of_tables(tmp_path: Path, empty_url: URL) -> None:
    (tmp_path / "catalogue.tsv").write_bytes(
        b"number\tcalled\tgenres\tprice\n10\tOne\t['Action', 'Indie']\t4.99\n"
    )
    load(empty_url, [tmp_path], options=options(id="number", app_name="called"))
    game = rows(empty_url, "select game_id, name, price_usd::text from core.games")
    assert game == [(10, "One", "4.99")]
    path = write(
        tmp_path / "r.jsonl", [{"who": "ana", "item_id": 10, "day": "2015-03-20", "up": True}]
    )
    load(empty_url, [path], options=options(user_id="who", posted="day", recommend="up"))
    found = rows(empty_url, "select posted_on::text, is_recommended from core.reviews")
    assert found == [("2015-03-20", True)]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"user": "player"}, "no field is called user; games have id, .*; items have user_id"),
        ({"user_id": "player", "item_id": "game"}, "fit items and reviews; add --as items"),
        ({"id": "game", "user_id": "player"}, "no kind has all of the fields id, user_id"),
        (
            {"user_id": "who", "playtime_forever": "minutes"},
            "no file has the columns minutes, who: played.csv has game, item_name, minutes, player",
        ),
        (
            {"user_id": "player", "playtime_forever": "minutes"},
            "played.csv has no item_id, which items need; its columns are game, .* --map item_id=",
        ),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_with_what_would(
    columns: dict[str, str], message: str, tmp_path: Path, empty_url: URL
) -> None:
    path = tmp_path / "played.csv"
    path.write_bytes(PLAYED)
    with pytest.raises(InputError, match=message):
        load(empty_url, [path], options=options(**columns))


def test_a_kind_may_be_named() -> None:
    form = mapped_format({"user_id": "player", "item_id": "game"}, "items")
    assert (form.kinds, form.name) == (("items",), "mapped-items item_id=game user_id=player")
    with pytest.raises(InputError, match="games have no field user_id; games have id, app_name"):
        mapped_format({"user_id": "player"}, "games")
