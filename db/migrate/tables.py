"""Changes of filled tables that readers do not notice."""

from collections.abc import Sequence

from alembic import op


def replace_primary_key(table: str, columns: Sequence[str]) -> None:
    """Give a table another primary key; readers wait only for the moment in which it is exchanged.

    Its index is built beside the old one, which holds up nobody but writers.

    Args:
        table: such as `core.items`; its key is called `pk_items`.
        columns: the columns of the new key, none of which may be null.
    """
    name = table.partition(".")[2]
    op.execute(f"create unique index pk_{name}_next on {table} ({', '.join(columns)})")
    op.execute(
        f"alter table {table} drop constraint pk_{name}, "
        f"add constraint pk_{name} primary key using index pk_{name}_next"
    )
