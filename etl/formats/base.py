"""What a public format is: how it is recognised, and how its records become official-like ones."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

Kind = Literal["games", "items", "reviews", "titles", "ratings", "scores"]
Record: TypeAlias = dict[str, Any]


@dataclass(kw_only=True, slots=True)
class Entry:
    """One record of a file, as it was read."""

    fields: Record
    """Of a table: texts by column, '1', '2', … without a header; of JSON: parsed values."""
    key: str | None = None
    """Its key in a keyed object (`{"10": {…}}`)."""
    file_name: str = ""
    user: str | None = None
    """The user whom the caller named, for files that do not name theirs."""
    game: int | None = None
    """The game that the caller named, likewise."""
    platform: str = ""
    """The platform of a titles file, by its name or the caller."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """The first records of a file: what a fingerprint may look at."""

    fields: frozenset[str]
    """Of any of the records."""
    entries: tuple[Entry, ...]
    is_table: bool = False
    has_header: bool = False
    is_keyed: bool = False
    """The file is one object of records by key."""
    is_single: bool = False
    """The file is one object that is no list of records."""

    def first(self, field: str) -> Any:  # noqa: ANN401 - whatever a file holds
        """Find the first value of a field that says something; None where no record has one."""
        values = (entry.fields.get(field) for entry in self.entries)
        return next((value for value in values if value not in (None, "")), None)


def has_fields(*names: str, is_table: bool | None = None) -> Callable[[Sample], bool]:
    """Make a fingerprint: records have all of these fields, in a table or not if that is given."""
    wanted = frozenset(names)
    return lambda sample: wanted <= sample.fields and is_table in (None, sample.is_table)


LEFT_OUT: Final = {
    "review_without_recommend": "reviews without a recommendation, loaded as ownership only",
    "review_without_user": "reviews whose users have no id, left out",
    "item_without_playtime": "games of users without a playtime, left out",
    "app_is_no_game": "apps that are no games but DLC, demos or music, left out",
    "app_without_details": "apps of which nothing is told, left out",
    "hidden_app": "apps that SteamSpy hides, left out",
    "private_library": "libraries that are private: the answer says nothing",
}
"""What formats do not load by rule, by reason, as the load tells it."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a format does not load by rule; it is counted, and it is no reject."""

    reason: str
    """One of `LEFT_OUT`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """One public format."""

    name: str
    """Stable, kebab case; the ledger keeps it, and made-up user ids begin with it."""
    title: str
    origin: str
    licence: str = "not stated"
    """As published."""
    kinds: tuple[Kind, ...]
    fills: Mapping[str, str]
    """Its fields and what they fill: 'game.name', 'item.playtime_forever', …"""
    lacks: str
    """What stays unknown, as a sentence."""
    example: str
    """A tiny made-up file."""
    example_name: str
    """A usual name of such a file."""
    matches: Callable[[Sample], bool]
    records: Callable[[Entry], Iterable[tuple[Kind, Record] | LeftOut]]
    """Official-like records, for the collectors of etl/transform to clean. Raises `Reject`, and
    `InputError` where only the caller can tell what is missing."""
    asks: Literal["user", "game", "platform"] | None = None
    """What the caller, or else the file's name, says of all its records: `--user`, `--game` or
    `--platform`; the name of a file goes before the last."""
    has_titles: bool = False
    """Items name their game by title alone: games are loaded first and titles matched to them."""

    @property
    def is_official(self) -> bool:
        """Whether its lines are those of the official files, which a fast path reads."""
        return self.name.startswith("official-")


@dataclass(frozen=True, slots=True)
class Foreign:
    """A known set that is recognised by name and left out."""

    name: str
    title: str
    why: str
    """Why it is left out, as a sentence."""
    matches: Callable[[Sample], bool]
