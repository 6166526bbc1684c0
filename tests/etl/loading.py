"""Small raw files by hand, and what a database holds before and after they are loaded."""

import gzip
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text

# A question for everything that a reader may see, except the ledger: rows, and their hashes' sum.
_SUMS = """
    select
        string_agg(
            case
                when pg_class.relispopulated then format(
                    'select %L, concat(count(*), '' '', sum(hashtextextended(rows::text, 0)))'
                    ' from %s as rows',
                    relation.name, relation.name
                )
                -- a view that never was cannot be read
                else format('select %L, null', relation.name)
            end,
            ' union all '
        )
    from pg_class
    inner join pg_namespace on pg_namespace.oid = pg_class.relnamespace
    cross join format('%I.%I', pg_namespace.nspname, pg_class.relname) as relation (name)
    where
        pg_namespace.nspname in ('core', 'agg')
        and pg_class.relkind in ('r', 'm')
        and pg_class.relname not in ('loads', 'load_files', 'load_warnings', 'rejects')
"""


def game(game_id: object, name: object = "A game", **fields: object) -> dict[str, object]:
    return {"app_name": name, "id": game_id, "genres": ["Action"], "price": 4.99} | fields


def library(user_id: object, *items: object, **fields: object) -> dict[str, object]:
    head = {"user_id": user_id, "items_count": len(items), "steam_id": "76561197970982479"}
    return head | {"user_url": f"http://u/{user_id}", "items": list(items)} | fields


def item(game_id: object, minutes: object = 60, **fields: object) -> dict[str, object]:
    return {
        "item_id": game_id,
        "item_name": "A game",
        "playtime_forever": minutes,
        "playtime_2weeks": 0,
    } | fields


def reviews(user_id: object, *given: object) -> dict[str, object]:
    return {"user_id": user_id, "user_url": f"http://u/{user_id}", "reviews": list(given)}


def review(game_id: object, words: str = "A good game", **fields: object) -> dict[str, object]:
    return {
        "funny": "",
        "posted": "Posted November 5, 2011.",
        "last_edited": "",
        "item_id": game_id,
        "helpful": "No ratings yet",
        "recommend": True,
        "review": words,
    } | fields


def write(path: Path, lines: Iterable[object]) -> Path:
    """Write lines: bytes as they are, everything else as Python literals; gzip for `.gz`."""
    raw = [line if isinstance(line, bytes) else repr(line).encode() for line in lines]
    content = b"".join(line + b"\n" for line in raw)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def small_set(folder: Path) -> Path:
    """Write one game, one library and one review that load without a reject."""
    write(folder / "games.json.gz", [game("10")])
    write(folder / "items.json.gz", [library("ana", item("10"))])
    write(folder / "reviews.json.gz", [reviews("ana", review("10"))])
    return folder


def published(url: URL) -> dict[str, Any]:
    """Add up every row that readers see, by relation, and name the data version."""
    with _connection(url) as connection:
        question = connection.scalar(text(_SUMS))
        sums: dict[str, Any] = dict(connection.exec_driver_sql(question).all())
        sums["data version"] = connection.scalar(text("select max(data_version) from core.loads"))
    return sums


def rows(url: URL, statement: str, **values: object) -> list[tuple[Any, ...]]:
    """Ask as the owner."""
    with _connection(url) as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]


def staged_rows(url: URL) -> int:
    """Count what is left in the staging tables."""
    tables = rows(
        url,
        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'staging'",
    )
    return sum(rows(url, f"select count(*) from {name}")[0][0] for (name,) in tables)


def last_run(url: URL) -> dict[str, Any]:
    """The ledger's last row, with its files, rejects and warnings."""
    with _connection(url) as connection:
        run = connection.execute(
            text("select * from core.loads order by load_id desc limit 1")
        ).mappings()
        [found] = run.all()
        files = connection.execute(
            text("select * from core.load_files where load_id = :id order by file_number"),
            {"id": found["load_id"]},
        ).mappings()
        rejects = connection.execute(
            text("select * from core.rejects where load_id = :id order by reject_id"),
            {"id": found["load_id"]},
        ).mappings()
        warnings = connection.execute(
            text(
                "select * from core.load_warnings where load_id = :id "
                "order by file_number, field, kind"
            ),
            {"id": found["load_id"]},
        ).mappings()
        return {
            **found,
            "files": files.all(),
            "rejects": rejects.all(),
            "warnings": warnings.all(),
        }


@cache
def engine_of(url: URL) -> Engine:
    """Connect anew each time; an engine of its own would ask the server what it is each time."""
    return create_engine(url, poolclass=NullPool)


def _connection(url: URL) -> Connection:
    return engine_of(url).connect()
