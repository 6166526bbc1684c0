"""Questions to a database, and their answers as Python values."""

import io
import json
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import URL, Connection, create_engine, text

from tests.sql.recommending import Library


def answer(connection: Connection, call: str, **values: object) -> Any:  # noqa: ANN401 - any JSON
    document = connection.scalar(text(f"select {call}::text"), values)
    return None if document is None else json.loads(document)


def read(connection: Connection, query: str, **values: object) -> list[Any]:
    return [tuple(row) for row in connection.execute(text(query), values)]


def labels(
    connection: Connection, dimension: str, key: str, where: str = ""
) -> dict[int, set[str]]:
    """Give the genres, tags, specs or studios of each game."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    query = f"select game_id, name from core.game_{dimension} join core.{dimension} using ({key})"
    for game, name in read(connection, f"{query} {where}"):
        found[game].add(name)
    return found


def table(connection: Connection, query: str) -> pd.DataFrame:
    """Read a query by COPY: fast enough for millions of rows."""
    buffer = io.BytesIO()
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"copy ({query}) to stdout csv header") as copy:
        for block in copy:
            buffer.write(block)
    buffer.seek(0)
    return pd.read_csv(buffer, keep_default_na=False)


@cache
def items_of(url: URL) -> pd.DataFrame:
    """Read user_key, game_id and playtime_minutes of all items, once: nobody writes there."""
    columns = ("user_key", "game_id", "playtime_minutes")
    sent = ", ".join(f"string_agg(int4send({name}::integer), '')" for name in columns)
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text(f"select {sent} from core.items")).one()
    engine.dispose()
    numbers = [np.frombuffer(column, ">i4").astype("int64") for column in found]
    return pd.DataFrame(dict(zip(columns, numbers, strict=True)))


def hours(minutes: int) -> float:
    return float((Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP))


def percent(part: int, whole: int) -> str | None:
    """Write a share as the classic face does; none of nothing."""
    if not whole:
        return None
    share = Decimal(100 * part) / whole
    return f"{share.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


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
