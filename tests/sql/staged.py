"""Rows put into staging by hand, and merged as a load does: for tests of the merge alone."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from db.models.staging import (
    staged_crawls,
    staged_games,
    staged_item_names,
    staged_items,
    staged_reviews,
    staged_users,
)

Row = dict[str, Any]
FILES = (1, 2, 3)

GAME: Row = dict.fromkeys((column.name for column in staged_games.columns), None) | {
    "file_number": 1,
    "line_number": 1,
}
REVIEW: Row = {
    "file_number": 1,
    "line_number": 1,
    "record_number": 1,
    "posted_year": 2014,
    "posted_month": 5,
    "posted_day": 1,
    "edited_year": None,
    "edited_month": None,
    "edited_day": None,
    "is_recommended": True,
    "helpful_count": 0,
    "helpful_votes_count": 0,
    "funny_count": 0,
    "review": "good",
    "polarity": 0.7,
}


def game(game_id: int, line: int = 1, *, file: int = 1, **values: object) -> Row:
    return GAME | {"file_number": file, "line_number": line, "game_id": game_id} | values


def labels(kind: str, *spellings: str, line: int = 1, file: int = 1) -> list[Row]:
    """A list of a game's line: `merge` puts it there."""
    row: Row = {"file_number": file, "line_number": line, f"{kind}s": list(spellings)}
    return [row] if spellings else []


def user(user_id: str, line: int = 1, *, file: int = 1, **values: object) -> Row:
    row: Row = {"file_number": file, "line_number": line, "user_id": user_id}
    return row | {"steam_id": None, "user_url": None, "has_library": True} | values


def item(game_id: int, minutes: int, line: int = 1, *, file: int = 1, **values: object) -> Row:
    row: Row = {"file_number": file, "line_number": line, "game_id": game_id}
    return row | {"playtime_minutes": minutes, "playtime_2weeks_minutes": 0, "position": 1} | values


def review(game_id: int, line: int = 1, **values: object) -> Row:
    return REVIEW | {"game_id": game_id, "line_number": line} | values


def merge(  # noqa: PLR0913 - one argument per staging table
    connection: Connection,
    *,
    games: Sequence[Row] = (),
    labels: Sequence[Row] = (),
    users: Sequence[Row] = (),
    items: Sequence[Row] = (),
    names: Sequence[tuple[int, str, int]] = (),
    reviews: Sequence[Row] = (),
    crawls: Mapping[int, str] = MappingProxyType({}),
    crawl_year: int | None = None,
) -> dict[str, dict[str, int]]:
    """Stage rows and merge them, as the ETL's role; returns the counts of each merge.

    `crawls` are the days of files by number, undated where they lack; a file is known by its
    number and day.
    """
    connection.execute(text("set local role ludoteca_etl"))
    connection.execute(text("select staging.clear()"))
    for row in labels:
        place = (row["file_number"], row["line_number"])
        games = [
            of | row if (of["file_number"], of["line_number"]) == place else of for of in games
        ]
    staged: list[tuple[Table, Sequence[Row]]] = [
        (staged_crawls, [_crawl(file, crawls.get(file), crawl_year) for file in FILES]),
        (staged_games, games),
        (staged_users, users),
        (staged_items, items),
        (
            staged_item_names,
            [
                {"file_number": 1, "game_id": of, "name": name, "mention_count": count}
                for of, name, count in names
            ],
        ),
        (staged_reviews, reviews),
    ]
    for table, rows in staged:
        for row in rows:  # one by one: a day may be a piece of SQL
            connection.execute(insert(table).values(row))
    connection.execute(text("select staging.gather_statements()"))
    connection.execute(text("select staging.choose_labels()"))
    bulk = connection.scalar(text("select staging.begin_first_load()"))
    counts: dict[str, dict[str, int]] = {
        name: connection.scalar(text(f"select staging.merge_{name}()"))
        for name in ("users", "games", "uncatalogued_games", "labels", "items")
    }
    if bulk:
        connection.execute(text("select staging.end_first_load(true)"))
    counts["reviews"] = connection.scalar(text("select staging.merge_reviews()"))
    connection.execute(text("reset role"))
    return counts


def _crawl(file: int, day: str | None, year: int | None) -> Row:
    crawl = {"file_number": file, "sha256": f"{file} {day}", "file_name": f"{file}.json"}
    dated = date.fromisoformat(day) if day else text("'-infinity'")
    return crawl | {"crawled_on": dated, "crawl_year": year, "reviewed_until": None}
