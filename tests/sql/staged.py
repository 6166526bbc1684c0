"""Rows put into staging by hand, and merged as a load does: for tests of the merge alone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from db.models.staging import (
    staged_game_labels,
    staged_games,
    staged_item_names,
    staged_items,
    staged_reviews,
    staged_users,
)

Row = dict[str, Any]

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
    row: Row = {"file_number": file, "line_number": line, "kind": kind}
    return [row | {"spellings": list(spellings)}] if spellings else []


def user(user_id: str, line: int = 1, *, file: int = 1, **values: object) -> Row:
    row: Row = {"file_number": file, "line_number": line, "user_id": user_id}
    return row | {"steam_id": None, "user_url": None, "has_library": True} | values


def item(game_id: int, minutes: int, line: int = 1, **values: object) -> Row:
    row: Row = {"file_number": 1, "line_number": line, "game_id": game_id}
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
    crawl_year: int | None = None,
) -> dict[str, dict[str, int]]:
    """Stage rows and merge them, as the ETL's role; returns the counts of each merge."""
    connection.execute(text("set local role ludoteca_etl"))
    connection.execute(text("select staging.clear()"))
    staged: list[tuple[Table, Sequence[Row]]] = [
        (staged_games, games),
        (staged_game_labels, labels),
        (staged_users, users),
        (staged_items, items),
        (
            staged_item_names,
            [{"game_id": of, "name": name, "mention_count": count} for of, name, count in names],
        ),
        (staged_reviews, reviews),
    ]
    for table, rows in staged:
        if rows:
            connection.execute(insert(table), list(rows))
    connection.execute(text("select staging.choose_labels()"))
    bulk = connection.scalar(text("select staging.begin_first_load()"))
    counts: dict[str, dict[str, int]] = {
        name: connection.scalar(text(f"select staging.merge_{name}()"))
        for name in ("users", "games", "uncatalogued_games", "labels", "items")
    }
    if bulk:
        connection.execute(text("select staging.end_first_load(true)"))
    counts["reviews"] = connection.scalar(
        text("select staging.merge_reviews(cast(:year as smallint))"), {"year": crawl_year}
    )
    connection.execute(text("reset role"))
    return counts
