"""Recommendations as a reader gets them."""

from typing import Any

from sqlalchemy import Connection, text

from tests.sql.recommending import Library


def recommended(
    connection: Connection, user_id: str, **options: object
) -> list[tuple[int, int, str]]:
    """Ask for (game, score in millionths, source)."""
    return _asked(connection, "recommended_games(:user_id", {"user_id": user_id}, options)


def recommended_for(
    connection: Connection, library: Library, **options: object
) -> list[tuple[int, int, str]]:
    values = {"games": list(library), "minutes": list(library.values())}
    call = "recommended_games_for(:games, cast(:minutes as integer[])"
    return _asked(connection, call, values, options)


def _asked(
    connection: Connection, call: str, values: dict[str, Any], options: dict[str, object]
) -> list[tuple[int, int, str]]:
    more = "".join(f", p_{name} => :{name}" for name in options)
    rows = connection.execute(
        text(f"select place, game_id, score, source from api.{call}{more}) order by place"),
        values | options,
    ).all()
    assert [row.place for row in rows] == list(range(1, len(rows) + 1))
    return [(row.game_id, round(row.score * 1_000_000), row.source) for row in rows]
