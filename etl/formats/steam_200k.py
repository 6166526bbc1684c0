"""steam-200k.csv: purchases and hours of play by users and titles, without ids of games."""

from collections.abc import Iterator
from typing import Final

from etl.formats import convert
from etl.formats.base import Entry, Format, Kind, Record, Sample

_SET: Final = "steam-200k"
_BEHAVIOURS: Final = frozenset({"purchase", "play"})
_CELLS: Final = range(4, 7)  # copies lack the last zero, or have the row's number


def _is_steam_200k(sample: Sample) -> bool:
    rows = [list(entry.fields.values()) for entry in sample.entries]
    return (
        sample.is_table
        and bool(rows)
        and all(len(row) in _CELLS and row[2] in _BEHAVIOURS for row in rows)
    )


def _convert_entry(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    user, title, behaviour, hours = [*entry.fields.values()][:4]
    minutes = convert.hours_to_minutes(hours) if behaviour == "play" else 0
    item = {"item_name": title, "playtime_forever": minutes}
    yield "items", {**convert.local_user_fields(_SET, user), "items": [item]}


FORMAT: Final = Format(
    name=_SET,
    title="Steam Video Games: steam-200k.csv",
    origin="Kaggle, Steam Video Games (tamber)",
    licence="unclear",
    kinds=("items",),
    fills={
        "the first column": f"user.user_id, as {_SET}:151600000, for the ids are not Steam's",
        "the second column": "item.game_id: the game of this title, by its letters and digits",
        "play and its hours": "item.playtime_forever, exact to 3 minutes; purchase alone is 0",
    },
    lacks=(
        "Games: load a catalogue before it, or with it. Items whose title no game has are refused."
    ),
    example=("151600000,Paper Harbour,purchase,1.0,0\n151600000,Paper Harbour,play,2.5,0\n"),
    example_name="steam-200k.csv",
    matches=_is_steam_200k,
    records=_convert_entry,
    has_titles=True,
)
