"""What Postgres says is there: a connection in, every definition of Ludoteca's schemas out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCHEMAS = ("core", "staging", "agg", "api")

# Each query gives (object, definition). Names are printed in full because the search path is
# empty while they run.
_QUERIES = {
    "relation": """
        select
            c.oid::regclass::text,
            concat_ws(' ', c.relkind, c.relpersistence, pg_get_userbyid(c.relowner),
                c.relacl::text, c.reloptions::text, obj_description(c.oid, 'pg_class'),
                case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end)
        from pg_class as c
        where c.relnamespace = any(:schemas) and c.relkind in ('r', 'v', 'm', 'S', 'p')
    """,
    "column": """
        select
            a.attrelid::regclass || '.' || a.attname,
            concat_ws(' ', format_type(a.atttypid, a.atttypmod),
                case when a.attnotnull then 'not null' end,
                nullif(a.attidentity, ''), nullif(a.attgenerated, ''),
                (select collname from pg_collation where oid = a.attcollation),
                pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum))
        from pg_attribute as a
        inner join pg_class as c on c.oid = a.attrelid
        left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where c.relnamespace = any(:schemas) and c.relkind in ('r', 'v', 'm', 'p')
            and a.attnum > 0 and not a.attisdropped
    """,
    "index": """
        select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
        from pg_index as i
        inner join pg_class as c on c.oid = i.indexrelid
        where c.relnamespace = any(:schemas)
    """,
    "constraint": """
        select
            conrelid::regclass || '.' || conname,
            pg_get_constraintdef(oid) || case when convalidated then '' else ' NOT VALID' end
        from pg_constraint
        where connamespace = any(:schemas) and contype in ('c', 'f', 'p', 'u', 'x')
    """,
    "function": """
        select
            oid::regprocedure::text,
            concat_ws(' ', case when prokind <> 'a' then pg_get_functiondef(oid) end,
                (select a.aggtransfn::text from pg_aggregate as a where a.aggfnoid = pg_proc.oid),
                pg_get_userbyid(proowner), proacl::text,
                obj_description(oid, 'pg_proc'))
        from pg_proc
        where pronamespace = any(:schemas)
    """,
    "type": """
        select
            t.oid::regtype::text,
            concat_ws(' ', obj_description(t.oid, 'pg_type'),
                (select string_agg(e.enumlabel, ',' order by e.enumsortorder)
                 from pg_enum as e where e.enumtypid = t.oid))
        from pg_type as t
        where t.typnamespace = any(:schemas) and t.typtype = 'e'
    """,
    "schema": """
        select
            nspname,
            concat_ws(' ', pg_get_userbyid(nspowner), nspacl::text,
                obj_description(oid, 'pg_namespace'))
        from pg_namespace
        where oid = any(:schemas)
    """,
}


def snapshot(connection: Connection) -> dict[tuple[str, str], str]:
    """Read every definition, comment, owner and grant of Ludoteca's schemas.

    Args:
        connection: any login that may read the system catalog, in no other transaction's middle.

    Returns:
        (kind, full name) → definition; equal for two databases exactly when they are built alike.
    """
    with connection.begin_nested() if connection.in_transaction() else connection.begin():
        connection.execute(text("set local search_path = ''"))
        names = list(SCHEMAS)
        schemas = connection.scalars(
            text("select oid from pg_catalog.pg_namespace where nspname = any(:names)"),
            {"names": names},
        ).all()
        return {
            (kind, row[0]): row[1]
            for kind, query in _QUERIES.items()
            for row in connection.execute(text(query), {"schemas": list(schemas)})
        }
