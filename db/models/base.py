"""One MetaData with the naming rules of every key, index and check, and the column types in use."""

from __future__ import annotations

from sqlalchemy import Computed, MetaData, Numeric, Text

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

metadata = MetaData(schema="core", naming_convention=NAMING)

# Names sort by code point in every database, whatever its own collation is.
CodePointText = Text(collation="C")
Money = Numeric(10, 2)


def folded(column: str) -> Computed:
    """The stored key under which two spellings of a name are the same: its lower case.

    The database's default collation folds letters beyond ASCII; "C" would not.
    """
    return Computed(f'lower({column} collate "default")', persisted=True)
