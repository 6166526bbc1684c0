"""Changes of filled tables that readers do not notice."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from alembic import op
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from sqlalchemy import PrimaryKeyConstraint

_TAKE_AWAY = (ops.DropColumnOp, ops.DropTableOp, ops.DropIndexOp, ops.DropConstraintOp)


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


def defer_removing_operations(
    _context: object, _revision: object, directives: Sequence[Any]
) -> None:
    """Put what a new revision takes from tables after the exchange of the objects of sql/."""
    for script in directives:
        up, down = script.upgrade_ops.ops, script.downgrade_ops.ops
        script.upgrade_ops = [
            ops.UpgradeOps(_choose_operations(up, take_away=False), "upgrades"),
            ops.UpgradeOps(_choose_operations(up, take_away=True), "after_upgrades"),
        ]
        script.downgrade_ops = [
            ops.DowngradeOps(_choose_operations(down, take_away=False), "downgrades"),
            ops.DowngradeOps(_choose_operations(down, take_away=True), "after_downgrades"),
        ]


def _choose_operations(
    operations: Iterable[ops.MigrateOperation], *, take_away: bool
) -> list[ops.MigrateOperation]:
    """Choose those that take something away, or the others."""
    chosen: list[ops.MigrateOperation] = []
    for each in operations:
        if isinstance(each, ops.ModifyTableOps):
            if inner := _choose_operations(each.ops, take_away=take_away):
                chosen.append(ops.ModifyTableOps(each.table_name, inner, schema=each.schema))
        elif isinstance(each, _TAKE_AWAY) == take_away:
            chosen.append(each)
    # a new column locks readers out until the end of the transaction; an index, which takes longer,
    # comes before
    return sorted(chosen, key=_adds_columns)


def _adds_columns(operation: ops.MigrateOperation) -> bool:
    return isinstance(operation, ops.ModifyTableOps) and any(
        isinstance(each, ops.AddColumnOp) for each in operation.ops
    )


def render_primary_key(kind: str, item: object, context: AutogenContext) -> str | Literal[False]:
    """Write a primary key with the columns that it includes, which Alembic leaves out."""
    del context
    if kind != "primary_key" or not isinstance(item, PrimaryKeyConstraint):
        return False
    included = item.dialect_options["postgresql"]["include"]
    if not included:
        return False
    columns = ", ".join(repr(column.name) for column in item.columns)
    return (
        f"sa.PrimaryKeyConstraint({columns}, name=op.f({str(item.name)!r}), "
        f"postgresql_include={list(included)!r})"
    )
