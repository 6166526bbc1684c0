"""Catalogue of a database: what Postgres says of Ludoteca's schemas and roles."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection

REPAIR = "ludoteca db repair"
"""The command that makes the objects of sql/ anew."""
_REPAIRED = frozenset({"view", "materialized view", "function", "aggregate", "type"})

_CATALOG_QUERY = Path(__file__).with_suffix(".sql")


class ObjectKey(NamedTuple):
    """A side of an object."""

    kind: str
    name: str
    parent: str
    """The relation of a column, an index, a constraint, a trigger or a rule; else empty."""
    aspect: str
    """`definition`, `comment`, `owner`, `type`, `option x`, `grant x to y`, `setting x`, …"""

    @property
    def repaired(self) -> str:
        """The object of sql/ that is made anew where this is not as it should be; else empty."""
        if self.kind == "column":
            return self.parent if self.parent.startswith("agg.") else ""
        is_stored = self.kind == "table" and self.name.startswith("agg.")
        return self.name if is_stored or self.kind in _REPAIRED else ""


ObjectCatalog: TypeAlias = dict[ObjectKey, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A side of an object that is not as it should be; None is what is not there."""

    key: ObjectKey
    wanted: str | None
    found: str | None

    def __str__(self) -> str:
        kind, name, parent, aspect = self.key
        told = f"{kind} {name}{f' of {parent}' if parent and kind != 'column' else ''}: "
        if aspect != "definition":
            told += f"{aspect}: "
        if self.found is None:
            told += "is missing"
        elif self.wanted is None:
            told += "should not be there"
        elif aspect == "definition":
            told += "is defined otherwise"
        else:
            told += f"is {self.found} instead of {self.wanted}"
        return f"{told}\n    {difference_repair_text(self)}"


def read_object_catalog(connection: Connection) -> ObjectCatalog:
    """Read every definition, comment, owner, right and option.

    Args:
        connection: any login that may read the system catalog.

    Returns:
        what is said of each side of each object; equal for two databases exactly when they are
        built alike.
    """
    with connection.begin_nested() if connection.in_transaction() else connection.begin():
        connection.exec_driver_sql("set local search_path = ''")
        rows = connection.exec_driver_sql(
            _CATALOG_QUERY.read_text(encoding="utf-8"), execution_options={"no_parameters": True}
        )
        return {ObjectKey(*key): value for *key, value in rows if value is not None}


def catalog_differences(wanted: ObjectCatalog, found: ObjectCatalog) -> Iterator[Difference]:
    """Compare two catalogues; of an object that must go or be made anew no more is said."""
    differing = {key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key)}
    whole = {
        key[:3]
        for key in differing
        if key.aspect == "definition"
        and (key.kind in _REPAIRED or key not in wanted or key not in found)
    }
    relations = {name for _, name, parent in whole if not parent}
    for key in sorted(differing):
        if key.parent not in relations and (key[:3] not in whole or key.aspect == "definition"):
            yield Difference(key=key, wanted=wanted.get(key), found=found.get(key))


def difference_repair_text(difference: Difference) -> str:
    """Write the statements, or the command, that take a difference away."""
    (kind, name, parent, aspect), wanted = difference.key, difference.wanted
    if aspect == "definition":
        return _object_repair_text(difference)
    word, _, rest = aspect.partition(" ")
    column = name.removeprefix(f"{parent}.")
    subject = f"table {parent} alter column {column}" if kind == "column" else f"{kind} {name}"
    value = "null" if wanted is None else "'" + wanted.replace("'", "''") + "'"
    setting, _, database = rest.partition(" ")
    group = rest.removeprefix("of ")
    right, _, role = rest.rpartition(" to ")
    target = name if kind.endswith("view") else f"{kind} {name}"
    if kind == "column":
        right, target = f"{right} ({column})", parent
    alter, is_to_be = f"alter {subject}", wanted is not None
    changes = {
        "comment": f"comment on {kind} {name} is {value};",
        "owner": f"{alter} owner to {wanted};",
        "option": f"{alter} set ({rest}={wanted});" if is_to_be else f"{alter} reset ({rest});",
        "grant": f"grant {right} on {target} to {role};"
        if is_to_be
        else f"revoke {right} on {target} from {role};",
        "type": f"{alter} type {wanted};",
        "nullability": f"{alter} {'set' if is_to_be else 'drop'} not null;",
        "default": f"{alter} set default {wanted};" if is_to_be else f"{alter} drop default;",
        "statistics": f"{alter} set statistics {wanted or -1};",
        "triggers": f"alter table {parent} enable trigger all;",
        "setting": f"alter role {name} {database} "
        + (f"set {setting} = {value};" if is_to_be else f"reset {setting};"),
        "member": f"grant {group} to {name};" if is_to_be else f"revoke {group} from {name};",
    }
    return changes[word]


def _object_repair_text(difference: Difference) -> str:
    (kind, name, parent, _), wanted = difference.key, difference.wanted
    if kind == "role":
        return f"alter role {name} {wanted};"
    if difference.key.repaired and (wanted is not None or kind == "column"):
        return REPAIR
    add, drop = f"-- restore {name} from a backup", f"drop {kind} {name};"
    if kind == "extension":
        add = f"create extension {name} {wanted};"
    elif kind in {"index", "trigger", "rule"}:
        add = f"{wanted};"
        drop = drop if kind == "index" else f"drop {kind} {name} on {parent};"
    elif kind == "constraint":
        add = f"alter table {parent} add constraint {name} {wanted};"
        drop = f"alter table {parent} drop constraint {name};"
    elif kind == "column":
        drop = f"alter table {parent} drop column {name.removeprefix(f'{parent}.')};"
    return " ".join(
        [drop] * (difference.found is not None) + [add] * (difference.wanted is not None)
    )
