"""What a database holds, without the keys that depend on the order of loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from collections.abc import Sequence

LEDGER = ("loads", "load_files", "load_warnings", "rejects", "known_lines", "touched_keys")
KEYS = (
    {"user_key": ("users", "user_id"), "title_key": ("titles", "title_id")}
    | {f"{name}_id": (f"{name}s", "name") for name in ("genre", "tag", "spec", "studio")}
    | {"person_id": ("people", "name"), "country_id": ("countries", "name")}
    | {"category_id": ("categories", "name")}
)
LISTS = {f"{name}_ids": KEYS[f"{name}_id"] for name in ("genre", "tag", "spec")} | {
    f"{name}_ids": KEYS["studio_id"] for name in ("developer", "publisher")
}
# of series of prices a studio's key is the first word
LINE = """
    case
        when kind ~ '^(developer|publisher)' then row(
            (
                select name
                from core.studios
                where studio_id = split_part(line_key, ' ', 1)::bigint
            ),
            split_part(line_key, ' ', 2)
        )::text
        else line_key
    end
"""
WORK = "(select min(of.title_id) from core.titles as of where of.work_id = rows.work_id)"
SIMILAR = """
    array(
        select title_id
        from unnest(rows.similar_title_keys) with ordinality as listed (title_key, place)
        inner join core.titles using (title_key)
        order by place
    )
"""
EVENT = """
    coalesce(
        (select idempotency_key from core.events where events.event_id = rows.event_id),
        rows.event_id::text
    )
"""


def stored_relations(connection: Connection) -> Sequence[tuple[str, str, str]]:
    """List schema, name and kind (`r` or `m`) of what is stored of data and aggregates."""
    found = connection.execute(
        text(
            "select nspname, relname, relkind from pg_class join pg_namespace on "
            "pg_namespace.oid = relnamespace where nspname in ('core', 'agg') "
            "and relkind in ('r', 'm') order by 1, 2"
        )
    )
    return [(schema, name, kind) for schema, name, kind in found]


def select_rows(connection: Connection, schema: str, table: str) -> str:
    """Write the query of a relation's rows as text, with names instead of the keys loads give."""
    columns = connection.scalars(
        text(
            "select attname from pg_attribute where attrelid = cast(:name as regclass) "
            "and attnum > 0 and not attisdropped order by attname"
        ),
        {"name": f"{schema}.{table}"},
    )
    fields = []
    for column in columns:
        if schema == "core" and KEYS.get(column, ("",))[0] == table:
            continue
        if column in KEYS:
            of, name = KEYS[column]
            fields.append(f"(select {name} from core.{of} where {of}.{column} = rows.{column})")
        elif column in LISTS:
            of, name = LISTS[column]
            key = next(key for key, value in KEYS.items() if value == LISTS[column])
            fields.append(
                f"array(select {name} from core.{of} where {key} = any(rows.{column}) order by 1)"
            )
        elif column == "similar_title_keys":
            fields.append(SIMILAR)
        elif column == "developer_id":
            fields.append("(select name from core.studios where studio_id = developer_id)")
        elif column == "event_id" and table != "events":
            fields.append(EVENT)
        elif column == "work_id":
            fields.append(WORK)
        elif column == "line_key":
            fields.append(LINE)
        else:
            fields.append(f"rows.{column}")
    return f"select row({', '.join(fields)})::text from {schema}.{table} rows"
