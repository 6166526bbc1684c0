"""A question in, its answer as Python reads it out; and tables in one sweep, for oracles."""

import io
import json
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
from sqlalchemy import Connection, text


def answer(connection: Connection, call: str, **values: object) -> Any:  # noqa: ANN401 - any JSON
    document = connection.scalar(text(f"select {call}::text"), values)
    return None if document is None else json.loads(document)


def read(connection: Connection, query: str) -> list[Any]:
    return [tuple(row) for row in connection.execute(text(query))]


def table(connection: Connection, query: str) -> pd.DataFrame:
    """Read a query by COPY: fast enough for millions of rows."""
    buffer = io.BytesIO()
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"copy ({query}) to stdout csv header") as copy:
        for block in copy:
            buffer.write(block)
    buffer.seek(0)
    return pd.read_csv(buffer, keep_default_na=False)


def hours(minutes: int) -> float:
    return float((Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP))


def percent(part: int, whole: int) -> str | None:
    """Write a share as the classic face does; none of nothing."""
    if not whole:
        return None
    share = Decimal(100 * part) / whole
    return f"{share.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"
