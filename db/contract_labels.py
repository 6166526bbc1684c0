"""The views of genres, tags, specs and studios as SQLAlchemy Core tables, to find keys by names."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, Table, Text

from db.contract_rows import metadata


def _dimension(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column(f"{name[:-1]}_id", Integer, nullable=False, comment="Surrogate key."),
        Column("name", Text, nullable=False, comment="The most frequent spelling."),
        Column(
            "name_key",
            Text,
            nullable=False,
            comment="Name in lower case; api.name_key() makes one of any text.",
        ),
    )


genres: Final = _dimension("genres")
tags: Final = _dimension("tags")
specs: Final = _dimension("specs")
studios: Final = _dimension("studios")
