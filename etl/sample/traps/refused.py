"""Broken pieces that a load must refuse: games go in, users with what is left come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.sample.reviews import review_record, user_record
from etl.sample.traps.scene import Scene, TrapUser

if TYPE_CHECKING:
    from collections.abc import Iterable


def impossible_item(scene: Scene) -> Iterable[TrapUser]:
    """A negative playtime refuses its item; the rest of the library stays."""
    user = "minus_five"
    yield TrapUser(
        user=user,
        libraries=(scene.library(user, 13, scene.item(0, 9), scene.item(1, -5)),),
        items={scene.games[0]: 9},
        item_records=1,
        rejects={("users_items.json.gz", "item", "playtime_out_of_range"): 1},
    )


def cut_line(scene: Scene) -> Iterable[TrapUser]:
    """A line cut in half is refused; the same user stands in the file a second time, complete."""
    user = "cut_in_half"
    line = scene.library(user, 14, scene.item(0, 9), scene.item(1, 2))
    yield TrapUser(
        user=user,
        libraries=(line[: len(line) // 2], line),
        items={scene.games[0]: 9, scene.games[1]: 2},
        item_records=2,
        rejects={("users_items.json.gz", "line", "not_a_record"): 1},
    )


def impossible_date(scene: Scene) -> Iterable[TrapUser]:
    """A day that does not exist refuses its review; the user's other review stays."""
    user, (game, other, *_) = "thirtieth_of_february", scene.games
    reviews = [
        review_record(game, "I love it.", posted="February 30, 2014", recommend=True),
        review_record(other, "I love it.", posted="February 28, 2014", recommend=True),
    ]
    yield TrapUser(
        user=user,
        libraries=(scene.library(user, 15, scene.item(2, 1)),),
        items={scene.games[2]: 1},
        item_records=1,
        review_lines=(repr(user_record(user, reviews)),),
        reviews={other: (2, True, False)},
        review_records=1,
        rejects={("user_reviews.json.gz", "review", "date_does_not_exist"): 1},
    )
