"""What trap users are made of: a few games, raw lines, and what must be left of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from etl.sample.names import steam_id, user_url

if TYPE_CHECKING:
    from etl.sample.catalogue import Catalogue

GAMES_NEEDED: Final = 5
_ACCOUNTS: Final = 1 << 27  # account numbers from here on belong to no regular user
Outcome = tuple[int, bool, bool]  # sentiment, recommends, year inferred


@dataclass(frozen=True, slots=True, kw_only=True)
class TrapUser:
    """One user: the raw lines of both files, and what must be left of them.

    Attributes:
        items: game id to minutes, as they count after cleaning.
        item_records: accepted item records in the lines.
        reviews: game id to what is left of its reviews.
        review_records: accepted review records in the lines.
        facts: named answers for the manifest.
        rejects: refused pieces by file, kind and reason.
    """

    user: str
    libraries: tuple[str, ...] = ()
    items: dict[int, int] = field(default_factory=dict)
    item_records: int = 0
    review_lines: tuple[str, ...] = ()
    reviews: dict[int, Outcome] = field(default_factory=dict)
    review_records: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    rejects: dict[tuple[str, str, str], int] = field(default_factory=dict)


class Scene:
    """The games that trap users own, and short ways to write their lines."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the first games of the catalogue, and ids that no game has."""
        self._fragments = catalogue.fragments
        self.games = catalogue.ids[:GAMES_NEEDED]
        self.outside = [catalogue.free_id + 10 * place for place in range(3)]

    def item(self, place: int, minutes: object, recent: int = 0) -> str:
        """Write an item of the catalogue's game number `place`."""
        return f"{self._fragments[place]}{minutes}, 'playtime_2weeks': {recent}}}"

    @staticmethod
    def library(user: str, account: int, *items: str) -> str:
        """Write a line of the items file."""
        return (
            f"{{'user_id': '{user}', 'items_count': {len(items)}, 'steam_id': "
            f"'{steam_id(_ACCOUNTS + account)}', 'user_url': '{user_url(user)}', "
            f"'items': [{', '.join(items)}]}}"
        )
