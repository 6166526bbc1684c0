"""Warnings of one file: values that were not read, or not as they stand, by kind and field."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar, get_args

from etl.clean.errors import Unreadable
from etl.clean.text import is_absent
from etl.transform.raw_text import storable_excerpt

T = TypeVar("T")
WarningKind = Literal[
    "unreadable", "unknown_shape", "count_mismatch", "cut", "unmapped", "unknown_field"
]
"""unreadable: the value is unknown now; unknown_shape: the same, for it is a list or an object that
is read in no such place, or a list of which entries are left out; count_mismatch: a stated count
that is not the list's; cut: a text that was too long; unmapped: a category
without a common genre; unknown_field: nothing reads the field."""

UNREAD: Final[tuple[WarningKind, ...]] = ("unreadable", "unknown_shape")
EXAMPLES_KEPT: Final = 20
EXAMPLE_CHARACTERS: Final = 200
FIELDS_KEPT: Final = 100
"""Unknown fields that are told apart; further ones are counted together."""
OTHER_FIELDS: Final = "(other fields)"

_FIELD_CHARACTERS: Final = 100
_SIZED: Final = frozenset({str, list, dict})


@dataclass(kw_only=True, slots=True)
class FieldWarning:
    """One kind of warning about one field."""

    kind: WarningKind
    field: str
    occurrences: int = 0
    """Records in which it happened."""
    examples: list[dict[str, object]] = dataclasses.field(default_factory=list)
    """The first ones: line_number, record_number, raw and detail."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnreadField:
    """A field of which some values could not be read."""

    field: str
    occurrences: int
    present: int
    """Records in which it says something."""
    examples: tuple[dict[str, object], ...]

    @property
    def share(self) -> float:
        """The share of its values that could not be read, 0 to 1."""
        return self.occurrences / self.present


@dataclass(kw_only=True, slots=True)
class FieldWarnings:
    """What is counted of the fields of one file."""

    line: int = dataclasses.field(default=0, compare=False)
    """Where reading has come."""
    record: int = dataclasses.field(default=0, compare=False)
    """The place in the line's list; 0 is the line itself."""
    troubles: int = 0
    """Occurrences of all warnings, and rejects."""
    known_lines: int = 0
    """Lines that were not read, for an earlier load could read every field of theirs."""
    present: Counter[str] = dataclasses.field(default_factory=Counter)
    """Records in which an optional field says something, readable or not."""
    _found: dict[tuple[WarningKind, str], FieldWarning] = dataclasses.field(default_factory=dict)

    def __iter__(self) -> Iterator[FieldWarning]:
        order = get_args(WarningKind)
        return iter(
            sorted(
                self._found.values(),
                key=lambda one: (order.index(one.kind), -one.occurrences, one.field),
            )
        )

    def at(self, line: int, record: int = 0) -> None:
        """Say which record the following is about."""
        self.line, self.record = line, record

    def read(self, field: str, reader: Callable[[object], T], value: object) -> T | None:
        """Read an optional value; one that cannot be read is counted and unknown."""
        try:
            found = reader(value)
        except Unreadable as error:
            if value or type(value) not in _SIZED:
                self.present[field] += 1
                self.add_unread(field, value, str(error))
            return None
        if value if type(value) in _SIZED else not is_absent(value):  # 0 and False say something
            self.present[field] += 1
        return found

    def add_unread(self, field: str, value: object, detail: str) -> None:
        """Count a value of which something is lost; it is counted as present already."""
        kind: WarningKind = "unknown_shape" if isinstance(value, list | dict) else "unreadable"
        self.add(kind, field, value, detail)

    def add(self, kind: WarningKind, field: str, value: object, detail: str) -> None:
        """Count a warning, and keep its value while there are few."""
        warning = self._found.get((kind, field))
        if warning is None:
            warning = self._found[kind, field] = FieldWarning(kind=kind, field=field)
        warning.occurrences += 1
        self.troubles += 1
        if len(warning.examples) < EXAMPLES_KEPT:
            warning.examples.append(
                {
                    "line_number": self.line,
                    "record_number": self.record,
                    "raw": storable_excerpt(value)[:EXAMPLE_CHARACTERS],
                    "detail": storable_excerpt(detail)[:EXAMPLE_CHARACTERS],
                }
            )

    def look_for_unknown(
        self, record: Mapping[Any, object], known: frozenset[str], *, of: str = ""
    ) -> None:
        """Count the fields of a record that nothing reads."""
        if known.issuperset(record):
            return
        for name, value in record.items():
            if name not in known and not is_absent(value):
                field = f"{of}{storable_excerpt(name)}"[:_FIELD_CHARACTERS]
                is_new = ("unknown_field", field) not in self._found
                if is_new and len(self._found) >= FIELDS_KEPT:
                    field = OTHER_FIELDS
                self.present[field] += 1
                self.add("unknown_field", field, value, "nothing reads this field")

    def present_count(self, warning: FieldWarning) -> int:
        """Count the records in which a warning's field says something."""
        return max(self.present[warning.field] + self.known_lines, warning.occurrences)

    def unread_fields(self) -> list[UnreadField]:
        """List the fields that are read but not in every record, by name."""
        found: dict[str, list[FieldWarning]] = {}
        for warning in self:
            if warning.kind in UNREAD:
                found.setdefault(warning.field, []).append(warning)
        return [
            UnreadField(
                field=field,
                occurrences=sum(one.occurrences for one in warnings),
                present=max(map(self.present_count, warnings)),
                examples=tuple(example for one in warnings for example in one.examples),
            )
            for field, warnings in sorted(found.items())
        ]

    def drop_examples(self, lines: Collection[int]) -> None:
        """Keep no value of these lines; what was counted stays."""
        for warning in self._found.values():
            warning.examples = [
                example for example in warning.examples if example["line_number"] not in lines
            ]

    def rows(self, file_number: int) -> Iterator[dict[str, object]]:
        """Write the warnings down for the ledger."""
        for warning in self:
            yield {
                "file_number": file_number,
                "field": warning.field,
                "kind": warning.kind,
                "occurrences_count": warning.occurrences,
                "present_count": self.present_count(warning),
                "examples": warning.examples,
            }
