"""The generator of db/schema.py: what Python reads of a migrated database as SQLAlchemy Core.

`make freeze` writes the file; a test compares it with what a database at head says.
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Row, create_engine, text

from db.settings import CHECKOUT

PATH: Final = CHECKOUT / "db" / "schema.py"

RELATIONS: Final = """
    data_versions game_details items review_details user_details playtime_by_genre prices_by_genre
    games_by_tag games_by_spec games_by_studio genres tags specs studios title_details people
    platforms rating_details viewers names loads price_models recommendation_models
    years sentiment_counts_by_game_year playtime_by_user_genre scores_by_title_year
    title_scores
"""
"""The views that Python reads."""
STORY: Final = """
    sizes missing duplicates loads troubles distributions outliers years review_years unplayed
    genres words correlations sentiments contradictions anomalies title_platforms title_years
    title_ratings
"""
"""The parts of the data story, views `agg.story_…`: Postgres writes them, Python describes them."""
COLUMNS: Final = {
    "loads": [
        "load_id",
        "kind",
        "status",
        "started_at",
        "finished_at",
        "data_version",
        "crawl_year",
    ],
    "price_models": ["model_id", "status"],
    "recommendation_models": ["model_id", "status"],
}
"""The columns that Python reads where not all."""
FUNCTIONS: Final = (
    *("closest_names", "matches", "name_key", "review_counts", "search"),
    *("game_facets", "game_playtimes", "library_facets"),
    *("rate_title", "record_event", "unrate_title"),
)
"""The functions that Python calls beside those that answer with a document, which are all here."""

NULLABLE: Final = """
    average_paid_usd average_price_usd crawl_year discount_price_usd edited_on free_percent
    funny_count helpful_count helpful_votes_count is_early_access median_price_usd metascore
    playtime_median_minutes playtime_p25_minutes playtime_p75_minutes polarity price_text
    price_usd recommended_percent release_text release_year released_from released_on review
    reviews_url search_text steam_id store_sentiment url user_url
    added_on audience_rating audience_rating_key description duration duration_text duration_unit
    editorial_score first_release_year last_release_year minutes rating_text title_details.score
    title_scores.score
    game_details.owners_count game_details.players_count game_details.playtime_minutes
    unplayed_count played_percent price_from price_to minutes_to
"""
"""Columns that may be null, of any relation or of the one named: Postgres does not know it of a
view. A test reads all the others."""

STORY_NULLABLE: Final = """
    outliers.game_id outliers.game outliers.user_id outliers.title_id outliers.title
    years.free_percent years.median_price_usd years.playtime_percent years.positive_percent
    years.recommended_percent unplayed.below_usd genres.playtime_percent genres.minutes_per_player
    contradictions.helpful_count title_platforms.movie_median_minutes
    title_platforms.series_median_seasons title_platforms.median_release_year
    title_platforms.first_release_year title_platforms.last_release_year
    title_ratings.audience_rating
"""
"""The same of parts of the story; a test reads them as described."""

_TYPES: Final = {
    "bigint": "BigInteger",
    "boolean": "Boolean",
    "date": "Date",
    "double precision": "Double",
    "integer": "Integer",
    "json": "JSON",
    "numeric": "Numeric",
    "real": "REAL",
    "smallint": "SmallInteger",
    "text": "Text",
    "timestamp with time zone": "TIMESTAMP(timezone=True)",
}
_HEAD: Final = '''\
"""Schema `api` as SQLAlchemy Core; written by `make freeze`, see db/migrate/schema.py."""

# ruff: noqa: E501, I001
# fmt: off

from typing import Final

from sqlalchemy import {types}, Column, MetaData, Table
from sqlalchemy.dialects.postgresql import ARRAY

from db.api_function import SCHEMA, ApiFunction

metadata: Final = MetaData(schema=SCHEMA)
"""Apart from the tables' MetaData: Alembic must never see these."""
story: Final = MetaData(schema="agg")
"""The parts of the data story, which nobody asks for by these."""
'''
_COLUMNS: Final = """
    select
        attname,
        format_type(atttypid, null),
        col_description(attrelid, attnum)
    from pg_attribute
    where attrelid = to_regclass(:name) and attnum > 0
    order by attnum
"""
# What stores something of each user has the user's key, what stores ratings the viewer or a sum of
# half stars; what an event or a rating writes, too.
_LIVE: Final = """
    with recursive

    uses as (
        select
            case
                when pg_rewrite.oid is null then pg_depend.objid else pg_rewrite.ev_class
            end as reader,
            pg_depend.refobjid as source
        from pg_depend
        left join pg_rewrite
            on pg_depend.classid = 'pg_rewrite'::regclass and pg_depend.objid = pg_rewrite.oid
        where
            pg_depend.classid in ('pg_rewrite'::regclass, 'pg_proc'::regclass)
            and pg_depend.refclassid in ('pg_class'::regclass, 'pg_proc'::regclass)
    ),

    live as (
        select attrelid as oid from pg_attribute
        where
            attname in ('user_key', 'viewer_id', 'half_stars_sum')
            and attrelid <> 'core.pending_ratings'::regclass -- which marks are counted by
        union
        select uses.reader
        from live
        inner join uses on live.oid = uses.source
        -- a stored aggregate stays as it is until it is refreshed
        where not exists (
            select from pg_class where pg_class.oid = uses.reader and pg_class.relkind = 'm'
        )
    )

    select relname as name from live
    inner join pg_class on live.oid = pg_class.oid and relnamespace = 'api'::regnamespace
    union
    select proname from live
    inner join pg_proc on live.oid = pg_proc.oid and pronamespace = 'api'::regnamespace
"""
"""The relations and functions of `api` that show an event before the aggregates follow."""
_RELATION_COMMENT: Final = "select obj_description(to_regclass(:name), 'pg_class')"
_FUNCTIONS: Final = """
    select
        proname as name,
        split_part(obj_description(pg_proc.oid, 'pg_proc'), chr(10), 1) as comment,
        format_type(prorettype, null) as result,
        array_agg(argument.name order by place) as names,
        array_agg(argument.mode::text order by place) as modes,
        array_agg(format_type(argument.type, null) order by place) as types
    from pg_proc
    -- a function may take nothing
    left join lateral unnest(
        proargnames,
        coalesce(proargmodes, array_fill('i'::"char", array[pronargs])),
        coalesce(proallargtypes, proargtypes::oid[])
    ) with ordinality as argument (name, mode, type, place) on true
    where
        pronamespace = 'api'::regnamespace
        and (prorettype = 'json'::regtype or proname = any(:names))
    group by pg_proc.oid
    order by proname
"""


_CONTRACT: Final = """
    select format('%s.%s %s', relname, attname, format_type(atttypid, atttypmod))
    from pg_attribute
    inner join pg_class on attrelid = pg_class.oid
    where relnamespace = 'api'::regnamespace and relkind in ('v', 'm', 'r') and attnum > 0
    union all
    -- once for each number of arguments that a call may give
    select format('%s(%s) %s', proname, given.types, answer)
    from pg_proc
    cross join generate_series((pronargs - pronargdefaults)::integer, pronargs) as given_count
    cross join lateral (
        select string_agg(format_type(type, null), ', ' order by place) as types
        from unnest(proargtypes::oid[]) with ordinality as argument (type, place)
        where place <= given_count
    ) as given
    cross join lateral (
        select format_type(prorettype, null) as answer
        where not proretset
        union all
        select format('%s %s %s', row_number() over (order by place), name, format_type(type, null))
        from unnest(proargnames, proargmodes, proallargtypes)
        with ordinality as argument (name, mode, type, place)
        where mode = 't'
    ) as answers
    where pronamespace = 'api'::regnamespace
"""


def read_contract(url: URL) -> set[str]:
    """List what schema `api` of a database answers: columns, calls and their results."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = set(connection.scalars(text(_CONTRACT)))
    engine.dispose()
    return found


def render_schema(connection: Connection) -> str:
    """Write the module of a database's schema `api`."""
    live = set(connection.scalars(text(_LIVE)))
    relations = [
        _render_relation(connection, name, is_live=name in live) for name in RELATIONS.split()
    ]
    nullable = {f"story_{one}" for one in STORY_NULLABLE.split()}
    relations += [
        _render_relation(connection, f"story_{part}", "agg", "story", nullable)
        for part in STORY.split()
    ]
    rows = connection.execute(text(_FUNCTIONS), {"names": list(FUNCTIONS)}).all()
    functions = [_render_function(row, is_live=row.name in live) for row in rows]
    every = f"FUNCTIONS: Final = ({', '.join(row.name for row in rows)})"
    head = _HEAD.format(types=", ".join(one.partition("(")[0] for one in _TYPES.values()))
    return "\n".join([head, *relations, *functions, "", every, ""])


def _render_relation(  # noqa: PLR0913 - of two schemas
    connection: Connection,
    name: str,
    schema: str = "api",
    metadata: str = "metadata",
    nullable: Collection[str] = frozenset(NULLABLE.split()),
    *,
    is_live: bool = False,
) -> str:
    values = {"name": f"{schema}.{name}"}
    comment = connection.execute(text(_RELATION_COMMENT), values).scalar_one()
    columns = connection.execute(text(_COLUMNS), values).all()
    wanted = COLUMNS.get(name, [one.attname for one in columns])
    lines = [
        f"    {_render_column(*one, may_be_null=bool({one[0], f'{name}.{one[0]}'} & {*nullable}))},"
        for one in columns
        if one.attname in wanted
    ]
    lines += ['    info={"is_live": True},'] if is_live else []
    return "\n".join([f'{name}: Final = Table("{name}", {metadata},  # {comment}', *lines, ")"])


def _render_column(name: str, type_: str, comment: str | None = None, *, may_be_null: bool) -> str:
    parts = [_render_string(name), _render_type(type_)]
    if not may_be_null:
        parts.append("nullable=False")
    if comment is not None:
        parts.append(f"comment={_render_string(comment)}")
    return f"Column({', '.join(parts)})"


def _render_function(row: Row[Any], *, is_live: bool) -> str:
    every = list(zip(row.names, row.modes, row.types, strict=True))
    arguments = [f'"{one}": {_render_type(type_)}' for one, mode, type_ in every if mode == "i"]
    columns = [
        _render_column(one, type_, may_be_null=one in NULLABLE.split())
        for one, mode, type_ in every
        if mode == "t"
    ]
    parts = [_render_string(row.name), f"{{{', '.join(arguments)}}}"]
    if columns:
        parts.append(f"columns=[{', '.join(columns)}]")
    elif row.result != "json":
        parts.append(f"result={_render_type(row.result)}")
    parts += ["is_live=True"] if is_live else []
    return f"{row.name}: Final = ApiFunction({', '.join(parts)})  # {row.comment}"


def _render_type(name: str) -> str:
    inner = name.removesuffix("[]")
    return _TYPES[name] if inner == name else f"ARRAY({_TYPES[inner]})"


def _render_string(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def write_schema_module(url: URL) -> list[Path]:
    """Write db/schema.py of a database at head; the file, where that changed it."""
    engine = create_engine(url)
    with engine.connect() as connection:
        text = render_schema(connection)
    engine.dispose()
    if text == PATH.read_text(encoding="utf-8"):
        return []
    PATH.write_text(text, encoding="utf-8", newline="\n")
    return [PATH]
