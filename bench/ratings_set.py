"""Generated ratings in the shape of the official ones, with a model, straight in the tables.

The official ones are 11,024,289 by 115,077 viewers of 22,998 titles, each of which has some 480.
The model is made by chance: what it says does not matter here, only how much of it there is.
"""

from typing import Any, Final

import numpy as np
import pandas as pd
import psycopg
from numpy.typing import NDArray
from psycopg import sql
from sqlalchemy import URL

from etl.pgcopy import END, SIGNATURE, encode_rows, send_parts

RATINGS: Final = 11_024_289
VIEWERS: Final = 115_077
TITLES: Final = {"amazon": 9_668, "disney": 1_450, "hulu": 3_073, "netflix": 8_807}
USUAL: Final = {1: 100, 2: 12_000}
"""Viewers with a number of ratings of their own; those of the others are drawn."""
WEIGHTS: Final = 50
"""Of each title, as many as a model keeps."""
CLUSTERS: Final = 20
_SPREAD: Final = 1.35
"""Of the logarithm of how many ratings a viewer gave: few gave most, as there."""
_PIECE: Final = 1_000_000
_SECONDS_2000: Final = 946_684_800  # Postgres counts from there
_TIMES: Final = (789_652_009, 1_501_829_870)  # of the first and the last rating of that set
_ADD_TITLES: Final = """
    with added as (
        insert into core.platforms (platform_id, name, prefix)
        values (ascii(%(name)s) - 96, %(name)s, left(%(name)s, 1))
    )
    insert into core.titles (
        title_id, platform_id, show_number, work_id, kind, name, name_key, release_year,
        is_kind_doubtful
    )
    select
        left(%(name)s, 1) || 's' || number, ascii(%(name)s) - 96, number, number, 'movie',
        'Title ' || number, 'title ' || number, 1950 + number %% 70, false
    from generate_series(1, %(count)s::integer) as number
"""
_ADD_MODEL: Final = """
    insert into core.taste_models (
        status, started_at, finished_at, seed, parameters, metrics, timings, versions, method,
        ratings_count, mean_stars, viewer_damping, weights_factor, weights_damping,
        clusters_factor, clusters_damping
    )
    values (
        'published', now(), now(), 1, '{}', '{}', '{}', '{}', 'hybrid', %s, 3.5, 3, 0.7, 0.1, 0.7,
        10
    )
    returning model_id
"""
_ADD_CLUSTERS: Final = """
    insert into core.clusters (model_id, cluster, titles_count, terms)
    select %s, number, 1000, array['Drama', '1990s'] from generate_series(1, %s) as number
"""
_KEYS: Final = """
    select
        format('alter table core.ratings drop constraint %I', conname) as drop,
        format('alter table core.ratings add constraint %I %s', conname,
            pg_get_constraintdef(oid)) as add
    from pg_constraint
    where conrelid = 'core.ratings'::regclass and contype = 'p'
    union all
    select format('drop index core.%I', relname), pg_get_indexdef(indexrelid)
    from pg_index
    inner join pg_class on pg_class.oid = indexrelid
    where indrelid = 'core.ratings'::regclass and not indisprimary
"""


def fill(url: URL, *, ratings: int = RATINGS, viewers: int = VIEWERS, seed: int = 1) -> None:
    """Fill an empty database with titles, ratings and a published model."""
    draw = np.random.default_rng(seed)
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for name, count in TITLES.items():
            connection.execute(_ADD_TITLES, {"name": name, "count": count})
        pairs = _pairs(draw, ratings=ratings, viewers=viewers)
        _copy_ratings(connection, pairs, draw)
        _add_model(connection, draw, ratings=len(pairs), viewers=viewers)
        connection.execute("vacuum analyze")


def _pairs(draw: np.random.Generator, *, ratings: int, viewers: int) -> NDArray[np.int64]:
    """Draw who rated what, by viewer and title: viewer * titles + title."""
    titles = sum(TITLES.values())
    shares = draw.lognormal(0, _SPREAD, viewers - len(USUAL))
    others = ratings - sum(USUAL.values())
    counts = 1 + draw.multinomial(max(others - len(shares), 0), shares / shares.sum())
    ids = np.arange(len(USUAL) + 1, viewers + 1).repeat(np.minimum(counts, titles // 2))
    drawn = [ids * titles + draw.integers(0, titles, len(ids))]
    drawn += [viewer * titles + draw.permutation(titles)[:count] for viewer, count in USUAL.items()]
    return np.unique(np.concatenate(drawn))


def _copy_ratings(
    connection: psycopg.Connection[Any], pairs: NDArray[np.int64], draw: np.random.Generator
) -> None:
    keys = connection.execute(_KEYS).fetchall()
    for drop, _ in keys:
        connection.execute(drop)
    titles = sum(TITLES.values())
    for start in range(0, len(pairs), _PIECE):
        part = pairs[start : start + _PIECE]
        seconds = draw.integers(*_TIMES, len(part)) - _SECONDS_2000
        _copy(
            connection,
            "ratings",
            viewer_id=("int4", part // titles),
            title_key=("int4", part % titles + 1),
            half_stars=("int2", np.clip(np.rint(draw.normal(7.1, 2.1, len(part))), 1, 10)),
            rated_at=("int8", seconds * 1_000_000),
        )
    for _, add in keys:
        connection.execute(add)
    _copy(connection, "viewers", viewer_id=("int4", np.unique(pairs // titles)))


def _add_model(
    connection: psycopg.Connection[Any], draw: np.random.Generator, *, ratings: int, viewers: int
) -> None:
    row = connection.execute(_ADD_MODEL, [ratings]).fetchone()
    model = row[0] if row else 0
    titles = np.arange(1, sum(TITLES.values()) + 1)
    people = np.arange(1, viewers + 1)
    for table, key, ids, spread in (
        ("title_offsets", "title_key", titles, 0.4),
        ("viewer_offsets", "viewer_id", people, 0.5),
    ):
        _copy(
            connection,
            table,
            model_id=("int4", np.full(len(ids), model)),
            **{key: ("int4", ids)},
            offset_stars=("float8", draw.normal(0, spread, len(ids))),
        )
    asked = titles.repeat(WEIGHTS)
    step = 1 + np.tile(np.arange(WEIGHTS), len(titles)) * 449 + asked % 449
    _copy(
        connection,
        "title_weights",
        model_id=("int4", np.full(len(asked), model)),
        title_key=("int4", asked),
        other_title_key=("int4", (asked - 1 + step) % len(titles) + 1),
        weight=("float4", draw.uniform(0.02, 0.3, len(asked))),
    )
    connection.execute(_ADD_CLUSTERS, [model, CLUSTERS])
    _copy(
        connection,
        "title_clusters",
        model_id=("int4", np.full(len(titles), model)),
        title_key=("int4", titles),
        cluster=("int2", draw.integers(1, CLUSTERS + 1, len(titles))),
    )


def _copy(
    connection: psycopg.Connection[Any], table: str, **columns: tuple[str, NDArray[Any]]
) -> None:
    """Copy columns of numbers, each a Postgres type of that width and its values, into core."""
    types = [kind for kind, _ in columns.values()]
    rows = pd.DataFrame({name: values for name, (_, values) in columns.items()}).to_records(
        index=False
    )
    statement = sql.SQL("copy core.{} ({}) from stdin (format binary)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        send_parts(copy, [SIGNATURE, encode_rows(rows, types=types), END])
