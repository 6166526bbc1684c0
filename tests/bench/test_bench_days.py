"""The benchmark of days runs, and finds what was published right; no figure is judged."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL

from bench.daily_crawls import FIRST, lines_of, write_days
from bench.thirty_days import differing
from etl.load import load
from etl.read.parse import parse_line
from etl.read.sources import discover_sources
from tests.etl.loading import game, item, library, review, reviews, small_set, write
from tests.etl.running import run_sql


def test_a_day_brings_new_lines_changed_ones_and_those_of_the_day_before(tmp_path: Path) -> None:
    write(
        tmp_path / "raw" / "games.json", [game(str(number), price=10.0) for number in range(1, 9)]
    )
    write(tmp_path / "raw" / "items.json", [library(f"u{n}", item("1", 5)) for n in range(8)])
    write(tmp_path / "raw" / "reviews.json", [reviews(f"u{n}", review("1")) for n in range(8)])
    folders = write_days(tmp_path / "raw", tmp_path / "days", days=2, share=0.25, seed=1)
    assert [folder.name for folder in folders] == [FIRST, "2020-01-01", "2020-01-02"]
    users = [
        [str(parse_line(line)["user_id"]) for line in lines_of(source)]
        for folder in folders
        for source in discover_sources([folder]).sources
        if source.kind == "items"
    ]
    assert users[0] == ["u0", "u1", "u2", "u3"]
    assert users[1][:2] == ["u4", "u5"]
    assert set(users[1][2:]) < set(users[0])
    assert users[2][:4] == ["u4", "u5", "u6", "u7"]
    assert set(users[2][4:]) < {*users[0], "u4", "u5"}


def test_a_row_that_differs_is_told(
    create_database: Callable[..., URL], empty_template: URL, tmp_path: Path
) -> None:
    folder = small_set(tmp_path / "raw")
    lived, fresh = create_database(empty_template), create_database(empty_template)
    load(lived, [write(tmp_path / "items.json", [library("bo", item("10", 5))])])
    load(lived, [folder])
    load(fresh, [folder, tmp_path / "items.json"])
    assert differing(lived, fresh) == []
    run_sql(lived, "update core.items set playtime_minutes = 61 where playtime_minutes = 60")
    told, *names = differing(lived, fresh)
    assert "aggregate agg.playtime_by_game: 1 rows are missing, 1 should not be there" in told
    assert names == ["core.items"]
