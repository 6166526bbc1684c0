"""The contract's traps in reviews: a few games go in, users with what they stand for come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from etl.sample.reviews import review_record, user_record
from etl.sample.traps.scene import Scene, TrapUser
from etl.sample.write import python2

if TYPE_CHECKING:
    from collections.abc import Iterable

_QUOTED: Final = "They said \"it's here\"; I said: 'hm' \\ é ☂ 🍉 弹\n\tand ½ of it."


def changed_mind(scene: Scene) -> Iterable[TrapUser]:
    """The later posted review stays; one without a year is of the crawl's year, so it is later."""
    user, (game, other, third, *_) = "changed_my_mind", scene.games
    copy = review_record(third, "It has a map editor.", posted="June 3, 2015", recommend=True)
    later = [
        review_record(game, "The story is terrible.", posted="June 1, 2015", recommend=False),
        review_record(other, "The story is terrible.", posted="March 4, 2014", recommend=False),
        copy,
        copy,
    ]
    earlier = [
        review_record(game, "The story is excellent.", posted="June 1, 2013", recommend=True),
        review_record(other, "The story is excellent.", posted="March 4", recommend=True),
    ]
    yield TrapUser(
        user=user,
        libraries=(scene.library(user, 4, scene.item(0, 1)),),
        items={game: 1},
        item_records=1,
        review_lines=(repr(user_record(user, later)), repr(user_record(user, earlier))),
        reviews={
            game: (0, False, False),
            other: (2, True, True),
            third: (1, True, False),
        },
        review_records=6,
        facts={"reviews": ((user, game, "2015-06-01"), (user, other, "2016-03-04"))},
    )


def only_reviews(scene: Scene) -> Iterable[TrapUser]:
    """A user without a library, and a leap day whose year must be inferred."""
    user, game = "only_in_reviews", scene.games[0]
    leap = review_record(game, "I love it.", posted="February 29", recommend=True)
    leap_dated = review_record(
        scene.games[1], "I love it.", posted="February 29, 2012", recommend=True
    )
    yield TrapUser(
        user=user,
        review_lines=(repr(user_record(user, [leap, leap_dated])),),
        reviews={game: (2, True, True), scene.games[1]: (2, True, False)},
        review_records=2,
        facts={"leap_day": (user, game), "reviews_only_users": (user,)},
    )


def crowds(scene: Scene) -> Iterable[TrapUser]:
    """Votes in thousands, edited reviews, and texts that are empty, blank or missing."""
    user, (game, other, third, fourth, _) = "loud_voice", scene.games
    reviews = [
        review_record(
            game,
            "The story is excellent.",
            posted="November 5, 2011",
            recommend=True,
            funny="1 person found this review funny",
            helpful="1,234 of 1,300 people (95%) found this review helpful",
            last_edited="November 25, 2013",
        ),
        review_record(
            other,
            "",
            posted="October 16, 2010",
            recommend=True,
            funny="1,130 people found this review funny",
            helpful="2 of 3 people (67%) found this review helpful",
            last_edited="January 4",
        ),
        review_record(third, " \t ", posted="December 31, 2015", recommend=False),
        review_record(fourth, None, posted="July 3, 2015", recommend=True),
    ]
    del reviews[3]["review"]
    yield TrapUser(
        user=user,
        libraries=(scene.library(user, 7),),
        review_lines=(repr(user_record(user, reviews)),),
        reviews={
            game: (2, True, False),
            other: (1, True, False),
            third: (1, False, False),
            fourth: (1, True, False),
        },
        review_records=4,
    )


def quotes(scene: Scene) -> Iterable[TrapUser]:
    """Both quotes, a backslash, line ends and letters of all lengths, in three ways of writing."""
    for number, (user, write) in enumerate(
        (("plain_quotes", repr), ("ascii_quotes", ascii), ("old_quotes", python2)), start=8
    ):
        review = review_record(scene.games[2], _QUOTED, posted="April 1, 2014", recommend=True)
        yield TrapUser(
            user=user,
            libraries=(scene.library(user, number, scene.item(3, 2)),),
            items={scene.games[3]: 2},
            item_records=1,
            review_lines=(write(user_record(user, [review])),),
            reviews={scene.games[2]: (1, True, False)},
            review_records=1,
        )
