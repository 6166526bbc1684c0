"""Traps in libraries and reviews: users and their raw lines."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from etl.sample.catalogue import SampleCatalogue, catalogue_item_fragment
from etl.sample.libraries import format_library_line
from etl.sample.names import sample_steam_id
from etl.sample.reviews import sample_review_record, sample_user_record
from etl.sample.write import python2_repr

GAMES_NEEDED: Final = 5
_ACCOUNTS: Final = 1 << 27  # account numbers from here on belong to no regular user
_QUOTED: Final = "They said \"it's here\"; I said: 'hm' \\ é ☂ 🍉 弹\n\tand ½ of it."
_OUTSIDE_NAME: Final = 'Vanished "Voyage" of the Baker\'s Wife'
_FOUND: Final = "found this review"

Record = dict[str, object]


@dataclass(slots=True)
class TrapUser:
    """One user: the items and the reviews of each raw line."""

    user: str
    account: int = 0
    libraries: list[list[str]] = field(default_factory=list)
    posts: list[list[Record]] = field(default_factory=list)
    is_cut: bool = False
    """The first library stands in the file a second time before, cut in half."""
    write: Callable[[Record], str] = repr

    def library_lines(self) -> list[str]:
        """Write the lines of the items file."""
        account = sample_steam_id(_ACCOUNTS + self.account)
        lines = [format_library_line(self.user, account, items) for items in self.libraries]
        return [lines[0][: len(lines[0]) // 2], *lines] if self.is_cut else lines

    def review_lines(self) -> list[str]:
        """Write the lines of the reviews file."""
        return [self.write(sample_user_record(self.user, posts)) for posts in self.posts]


def sample_trap_users(catalogue: SampleCatalogue, *, users: int) -> list[TrapUser]:
    """Give the trap users of a sample of `users` users: half of them at the most.

    Traps that a load refuses need more users, so that the refused share of each file stays small.
    """
    if catalogue.in_catalogue < GAMES_NEEDED:
        return []
    chosen: list[TrapUser] = []
    groups = [(0, group) for group in _accepted_groups(catalogue)] + _refused_groups(catalogue)
    for least, group in groups:
        if users >= least and len(chosen) + len(group) <= users // 2:
            chosen += group
    return chosen


def _library_item_texts(
    catalogue: SampleCatalogue, *items: tuple[int, int], recent: int = 0
) -> list[str]:
    """Write items, given as place in the catalogue and minutes."""
    return [
        f"{catalogue.fragments[place]}{minutes}, 'playtime_2weeks': {recent}}}"
        for place, minutes in items
    ]


def _review_of_game(
    game: int, text: str | None, posted: str, *, good: bool = True, **rest: str
) -> Record:
    return sample_review_record(game, text, posted=posted, recommend=good, **rest)


def _accepted_groups(catalogue: SampleCatalogue) -> list[list[TrapUser]]:
    """Give the groups of which a load accepts every record, in the order of their weight."""
    game, other, third, fourth, _ = catalogue.ids[:GAMES_NEEDED]
    named, nameless, reviewed = (catalogue.free_id + 10 * place for place in range(3))
    terrible, excellent = "The story is terrible.", "The story is excellent."
    loved = _review_of_game(game, "I love it.", "May 5, 2014")
    hated = _review_of_game(game, "I hate it.", "May 6, 2014", good=False)
    twice_listed = (
        ((0, 100), (1, 0), (2, 7), (4, 10), (4, 40)),
        ((0, 250), (1, 0), (2, 3), (3, 5)),
    )
    copy = _review_of_game(third, "It has a map editor.", "June 3, 2015")
    before = [
        _review_of_game(game, terrible, "June 1, 2015", good=False),
        _review_of_game(other, terrible, "May 9, 2014", good=False),
    ]
    after = [
        _review_of_game(game, excellent, "June 1, 2013"),
        _review_of_game(other, excellent, "March 4"),
    ]
    there = _review_of_game(reviewed, "It was there.", "July 3")
    outside = [
        f"{catalogue_item_fragment(number, name)}5, 'playtime_2weeks': 0}}"
        for number, name in ((named, _OUTSIDE_NAME), (nameless, None))
    ]
    leap_days = [_review_of_game(game, "I love it.", "February 29")]
    leap_days.append(_review_of_game(other, "I love it.", "February 29, 2012"))
    edited = [
        _review_of_game(
            game,
            excellent,
            "November 5, 2011",
            funny=f"1 person {_FOUND} funny",
            helpful=f"1,234 of 1,300 people (95%) {_FOUND} helpful",
            last_edited="November 25, 2013",
        ),
        _review_of_game(
            other,
            "",
            "October 16, 2010",
            funny=f"1,130 people {_FOUND} funny",
            helpful=f"2 of 3 people (67%) {_FOUND} helpful",
            last_edited="January 4",
        ),
    ]
    blank = _review_of_game(third, " \t ", "December 31, 2015", good=False)
    quoted = _review_of_game(third, _QUOTED, "April 1, 2014")
    without_text = _review_of_game(fourth, None, "July 3, 2015")
    del without_text["review"]
    item_as_text = f"{{'item_id': {game}, 'playtime_forever': '30', 'playtime_2weeks': '0'}}"
    library = partial(_library_item_texts, catalogue)
    return [
        [  # names that differ in case only: two users
            TrapUser("Zed", 1, [library((0, 100), (1, 0))], [[loved]]),
            TrapUser("zed", 2, [library((0, 300), recent=60)], [[hated]]),
        ],
        [  # the greatest playtime counts, whether the repeat is in another line or in the same
            TrapUser("twice_listed", 3, [library(*items) for items in twice_listed])
        ],
        [  # the later posted review stays; one without a year is of the crawl's year, so later
            TrapUser("changed_my_mind", 4, [library((0, 1))], [[*before, copy, copy], after])
        ],
        [  # games that no games file lists: named, nameless, and one that only a review mentions
            TrapUser("collector", 5, [outside], [[there]])
        ],
        # no library, and a leap day whose year must be inferred
        [TrapUser("only_in_reviews", posts=[leap_days])],
        [  # two users share one account number
            TrapUser(user, 6, [library((1, 12))]) for user in ("first_sharer", "second_sharer")
        ],
        [  # votes in thousands, edited reviews, and texts that are empty, blank or missing
            TrapUser("loud_voice", 7, [[]], [[*edited, blank, without_text]])
        ],
        [  # quotes, a backslash, line ends and letters of all lengths, in three ways of writing
            TrapUser(f"{name}_quotes", account, [library((3, 2))], [[quoted]], write=write)
            for account, name, write in (
                (8, "plain", repr),
                (9, "ascii", ascii),
                (10, "old", python2_repr),
            )
        ],
        # an empty library and an empty list of reviews
        [TrapUser("nothing_here", 11, [[]], [[]])],
        # an id written as a number and numbers written as text
        [TrapUser("text_and_numbers", 12, [[item_as_text]])],
    ]


def _refused_groups(catalogue: SampleCatalogue) -> list[tuple[int, list[TrapUser]]]:
    """Give the groups of which a load refuses a piece, each with the fewest users it needs."""
    game, other, *_ = catalogue.ids
    days = ((game, "February 30, 2014"), (other, "February 28, 2014"))
    library = partial(_library_item_texts, catalogue)
    posts = [_review_of_game(number, "I love it.", day) for number, day in days]
    negative = TrapUser("minus_five", 13, [library((0, 9), (1, -5))])
    cut = TrapUser("cut_in_half", 14, [library((0, 9), (1, 2))], is_cut=True)
    impossible_date = TrapUser("thirtieth_of_february", 15, [library((2, 1))], [posts])
    return [(200, [negative]), (400, [cut]), (1000, [impossible_date])]
