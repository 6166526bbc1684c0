"""A loaded database in; a copy of it on the same server, to publish into and to throw away, out."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import URL

from db.errors import LudotecaError


@contextmanager
def copied(url: URL) -> Iterator[URL]:
    """Copy a database, and drop the copy at the end.

    Raises:
        LudotecaError: somebody is connected to it, or the login may not create databases.
    """
    name = f"ludoteca_bench_{secrets.token_hex(4)}"
    plain = url.set(drivername="postgresql")
    admin = plain.set(database="postgres").render_as_string(hide_password=False)
    source = sql.Identifier(url.database or "")
    with psycopg.connect(admin, autocommit=True) as connection:
        copying = sql.SQL("create database {} template {} strategy file_copy")
        try:
            connection.execute(copying.format(sql.Identifier(name), source))
        except psycopg.Error as error:
            raise LudotecaError(f"Cannot copy {url.database} to measure on: {error}") from error
        try:
            connection.execute("checkpoint")
            yield url.set(database=name)
        finally:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )
