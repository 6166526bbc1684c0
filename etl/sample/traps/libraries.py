"""The contract's traps in libraries: a few games go in, users with what they stand for come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.sample.items import item_fragment
from etl.sample.reviews import review_record, user_record
from etl.sample.traps.scene import Scene, TrapUser

if TYPE_CHECKING:
    from collections.abc import Iterable


def case_users(scene: Scene) -> Iterable[TrapUser]:
    """Two users whose names differ in case only are two users."""
    game, other, *_ = scene.games
    loved = review_record(game, "I love it.", posted="May 5, 2014", recommend=True)
    hated = review_record(game, "I hate it.", posted="May 6, 2014", recommend=False)
    yield TrapUser(
        user="Zed",
        libraries=(scene.library("Zed", 1, scene.item(0, 100), scene.item(1, 0)),),
        items={game: 100, other: 0},
        item_records=2,
        review_lines=(repr(user_record("Zed", [loved])),),
        reviews={game: (2, True, False)},
        review_records=1,
        facts={"case_users": ("Zed", "zed")},
    )
    yield TrapUser(
        user="zed",
        libraries=(scene.library("zed", 2, scene.item(0, 300, 60)),),
        items={game: 300},
        item_records=1,
        review_lines=(repr(user_record("zed", [hated])),),
        reviews={game: (0, False, False)},
        review_records=1,
    )


def library_twice(scene: Scene) -> Iterable[TrapUser]:
    """The greatest playtime counts, whether the repeat is in another line or in the same."""
    user, games = "twice_listed", scene.games
    first = (scene.item(0, 100), scene.item(1, 0), scene.item(2, 7), scene.item(4, 10))
    second = (*(scene.item(place, minutes) for place, minutes in enumerate((250, 0, 3, 5))),)
    yield TrapUser(
        user=user,
        libraries=(
            scene.library(user, 3, *first, scene.item(4, 40)),
            scene.library(user, 3, *second),
        ),
        items=dict(zip(games, (250, 0, 7, 5, 40), strict=True)),
        item_records=9,
        facts={"playtimes": ((user, games[0], 250), (user, games[2], 7), (user, games[4], 40))},
    )


def shared_account(scene: Scene) -> Iterable[TrapUser]:
    """Two users may share one account number."""
    users = ("first_sharer", "second_sharer")
    for user in users:
        yield TrapUser(
            user=user,
            libraries=(scene.library(user, 6, scene.item(1, 12)),),
            items={scene.games[1]: 12},
            item_records=1,
            facts={"shared_steam_id": users},
        )


def outside_catalogue(scene: Scene) -> Iterable[TrapUser]:
    """Games that no games file lists: named, nameless, and one that only a review mentions."""
    user, (named, nameless, reviewed) = "collector", scene.outside
    tail = "5, 'playtime_2weeks': 0}"
    name = 'Vanished "Voyage" of the Baker\'s Wife'
    review = review_record(reviewed, "It was there.", posted="July 3", recommend=True)
    yield TrapUser(
        user=user,
        libraries=(
            scene.library(
                user, 5, item_fragment(named, name) + tail, item_fragment(nameless, None) + tail
            ),
        ),
        items={named: 5, nameless: 5},
        item_records=2,
        review_lines=(repr(user_record(user, [review])),),
        reviews={reviewed: (1, True, True)},
        review_records=1,
        facts={"outside_names": {named: name, nameless: None, reviewed: None}},
    )


def numbers_as_text(scene: Scene) -> Iterable[TrapUser]:
    """An id written as a number and numbers written as text are taken as they are meant."""
    user, game = "text_and_numbers", scene.games[0]
    item = f"{{'item_id': {game}, 'playtime_forever': '30', 'playtime_2weeks': '0'}}"
    yield TrapUser(
        user=user,
        libraries=(scene.library(user, 12, item),),
        items={game: 30},
        item_records=1,
    )


def silent(scene: Scene) -> Iterable[TrapUser]:
    """A user with an empty library and an empty list of reviews."""
    user = "nothing_here"
    yield TrapUser(
        user=user,
        libraries=(scene.library(user, 11),),
        review_lines=(repr(user_record(user, [])),),
    )
