"""The contract's traps: the size of a sample goes in, the traps that fit into it come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from etl.sample.traps import libraries, refused, reviews
from etl.sample.traps.scene import GAMES_NEEDED, Scene, TrapUser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from etl.sample.catalogue import Catalogue

# In the order of their weight, each with the least number of users that it needs.
_GROUPS: Final[tuple[tuple[Callable[[Scene], Iterable[TrapUser]], int], ...]] = (
    (libraries.case_users, 0),
    (libraries.library_twice, 0),
    (reviews.changed_mind, 0),
    (libraries.outside_catalogue, 0),
    (reviews.only_reviews, 0),
    (libraries.shared_account, 0),
    (reviews.crowds, 0),
    (reviews.quotes, 0),
    (libraries.silent, 0),
    (libraries.numbers_as_text, 0),
    (refused.impossible_item, 200),
    (refused.cut_line, 400),
    (refused.impossible_date, 1000),
)


def trap_users(catalogue: Catalogue, *, users: int) -> list[TrapUser]:
    """Give the trap users of a sample of `users` users: half of them at the most.

    Traps that a load refuses need more users, so that the refused share of each file stays small.
    """
    if catalogue.in_catalogue < GAMES_NEEDED:
        return []
    scene = Scene(catalogue)
    chosen: list[TrapUser] = []
    for group, least in _GROUPS:
        more = list(group(scene))
        if users >= least and len(chosen) + len(more) <= users // 2:
            chosen += more
    return chosen
