"""Writes the lines of the items file: drawn libraries go in, text comes out, fast."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from etl.sample.names import steam_id, user_id, user_url

if TYPE_CHECKING:
    from etl.sample.libraries import Libraries

FILE: Final = "users_items.json.gz"


def item_fragment(number: int, name: str | None) -> str:
    """Write a library item up to its playtime."""
    shown = "" if name is None else f"'item_name': {name!r}, "
    return f"{{'item_id': '{number}', {shown}'playtime_forever': "


def item_lines(libraries: Libraries, *, fragments: list[str]) -> list[str]:
    """Write each library as a line of the items file."""
    items = [
        f"{fragments[game]}{minutes}, 'playtime_2weeks': {recent}}}"
        for game, minutes, recent in zip(
            libraries.games.tolist(),
            libraries.minutes.tolist(),
            libraries.recent.tolist(),
            strict=True,
        )
    ]
    bounds = libraries.bounds.tolist()
    lines = []
    for place, (start, stop) in enumerate(pairwise(bounds)):
        number = libraries.first_user + place
        user = user_id(number)
        lines.append(
            f"{{'user_id': '{user}', 'items_count': {stop - start}, 'steam_id': "
            f"'{steam_id(number)}', 'user_url': '{user_url(user)}', "
            f"'items': [{', '.join(items[start:stop])}]}}"
        )
    return lines
