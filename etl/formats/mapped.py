"""Tables whose columns the caller names: `--map user_id=author_steamid`."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

from db.errors import InputError
from etl.formats import flat
from etl.formats.base import Entry, Format, Kind, LeftOut, Record, Sample

_USER: Final = ("user_id", "steam_id", "user_url")
FIELDS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "games": (
        *("id", "app_name", "url", "reviews_url", "release_date", "price", "discount_price"),
        *("early_access", "metascore", "sentiment", "genres", "tags", "specs"),
        *("developer", "publisher"),
    ),
    "items": (*_USER, "item_id", "item_name", "playtime_forever", "playtime_2weeks"),
    "reviews": (
        *(*_USER, "item_id", "posted", "last_edited", "recommend", "helpful", "funny"),
        "review",
    ),
}
"""What a row of each kind may fill."""
_NEEDED: Final[Mapping[Kind, frozenset[str]]] = {
    "games": frozenset({"id"}),
    "items": frozenset({"user_id", "item_id", "playtime_forever"}),
    "reviews": frozenset({"user_id", "item_id", "posted", "recommend"}),
}
_FLAT: Final = {"games": flat.GAMES, "items": flat.ITEMS, "reviews": flat.REVIEWS}


def mapped_format(columns: Mapping[str, str], kind: Kind | None = None) -> Format:
    """Make the format of tables with these columns.

    A column that has the name of a field needs no mapping.

    Args:
        columns: our field to the file's column.
        kind: what a row describes; None where the fields tell.

    Raises:
        InputError: a field that no row has, or fields that do not tell the kind; the message
            lists the fields.
    """
    kind = kind or _kind_of_columns(columns)
    if unknown := columns.keys() - set(FIELDS[kind]):
        raise InputError(
            f"--map: {kind} have no field {_names_text(unknown)}; {_kind_fields_text([kind])}"
        )
    ours = {column: field for field, column in columns.items()}
    fields = frozenset(FIELDS[kind])
    of_kind = _FLAT[kind]

    def matches(sample: Sample) -> bool:
        return ours.keys() <= sample.fields

    def records(entry: Entry) -> Iterator[tuple[Kind, Record] | LeftOut]:
        named = {
            ours.get(column, column): value
            for column, value in entry.fields.items()
            if column in ours or (column in fields and column not in columns)
        }
        yield from of_kind.records(replace(entry, fields=named))

    return replace(
        of_kind,
        name=f"mapped-{kind} {' '.join(f'{field}={columns[field]}' for field in sorted(columns))}",
        title=f"A table of {kind} with named columns",
        origin="named by the caller",
        fills={column: field for field, column in columns.items()},
        matches=matches,
        records=records,
    )


def require_mapped_columns(mapped: Format, files: Mapping[str, Collection[str]]) -> None:
    """Refuse a mapping that fits no file, or a table without what a row needs."""
    kind = mapped.kinds[0]
    for name, found in files.items():
        if mapped.fills.keys() <= set(found):
            has = {*found, *mapped.fills.values()}
            if missing := _NEEDED[kind] - has:
                raise InputError(
                    f"--map: {name} has no {_names_text(missing)}, which {kind} need; "
                    f"its columns are "
                    f"{_names_text(found)}; name them with --map {min(missing)}=COLUMN"
                )
            return
    columns = "; ".join(f"{name} has {_names_text(found)}" for name, found in files.items())
    raise InputError(f"--map: no file has the columns {_names_text(mapped.fills)}: {columns}")


def _kind_of_columns(columns: Mapping[str, str]) -> Kind:
    fitting = [kind for kind in FIELDS if columns.keys() <= set(FIELDS[kind])]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise InputError(
            f"--map: the fields {_names_text(columns)} fit {' and '.join(fitting)}; "
            f"add --as {' or --as '.join(fitting)}"
        )
    known = set().union(*FIELDS.values())
    if unknown := columns.keys() - known:
        raise InputError(
            f"--map: no field is called {_names_text(unknown)}; {_kind_fields_text(list(FIELDS))}"
        )
    raise InputError(
        f"--map: no kind has all of the fields {_names_text(columns)}; "
        f"{_kind_fields_text(list(FIELDS))}"
    )


def _kind_fields_text(kinds: Collection[Kind]) -> str:
    return "; ".join(f"{kind} have {', '.join(FIELDS[kind])}" for kind in kinds)


def _names_text(names: Collection[str]) -> str:
    return ", ".join(sorted(map(str, names)))
