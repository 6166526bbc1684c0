"""Traps in libraries and reviews: users, their raw lines, and what must be left of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from etl.sample.catalogue import Catalogue, item_fragment
from etl.sample.libraries import library_line
from etl.sample.manifest import ITEMS, REVIEWS, Manifest
from etl.sample.names import steam_id
from etl.sample.reviews import review_record, user_record
from etl.sample.write import python2

GAMES_NEEDED: Final = 5
_ACCOUNTS: Final = 1 << 27  # account numbers from here on belong to no regular user
_QUOTED: Final = "They said \"it's here\"; I said: 'hm' \\ é ☂ 🍉 弹\n\tand ½ of it."

Record = dict[str, object]
Outcome = tuple[int, bool, bool]  # sentiment, recommends, year inferred


@dataclass(slots=True, kw_only=True)
class TrapUser:
    """One user: the items and reviews of each raw line, and what must be left of them."""

    user: str
    account: int = 0
    libraries: list[list[str]] = field(default_factory=list)
    items: dict[int, int] = field(default_factory=dict)
    """Game id to minutes, as they count after cleaning."""
    posts: list[list[Record]] = field(default_factory=list)
    reviews: dict[int, Outcome] = field(default_factory=dict)
    """Game id to what is left of its reviews."""
    rejects: tuple[tuple[str, str, str], ...] = ()
    """File, kind and reason of each refused piece."""
    facts: dict[str, Any] = field(default_factory=dict)
    """Named answers for the manifest."""
    is_cut: bool = False
    """The first library stands in the file a second time before, cut in half."""
    write: Callable[[Record], str] = repr

    def library_lines(self) -> list[str]:
        """Write the lines of the items file."""
        account = steam_id(_ACCOUNTS + self.account)
        lines = [library_line(self.user, account, items) for items in self.libraries]
        return [lines[0][: len(lines[0]) // 2], *lines] if self.is_cut else lines

    def review_lines(self) -> list[str]:
        """Write the lines of the reviews file."""
        return [self.write(user_record(self.user, posts)) for posts in self.posts]

    def count(self, manifest: Manifest, catalogue: set[int]) -> None:
        """Count what must be left."""
        kinds = [kind for _, kind, _ in self.rejects]
        manifest.files[ITEMS].records += sum(map(len, self.libraries)) - kinds.count("item")
        manifest.files[REVIEWS].records += sum(map(len, self.posts)) - kinds.count("review")
        manifest.items += len(self.items)
        manifest.items_in_catalogue += len(catalogue & self.items.keys())
        manifest.playtime_minutes += sum(self.items.values())
        manifest.users_with_items += bool(self.items)
        manifest.users_only_in_reviews += not self.libraries
        for sentiment, recommends, is_undated in self.reviews.values():
            manifest.add_review(sentiment=sentiment, recommends=recommends, is_undated=is_undated)
        for file, kind, reason in self.rejects:
            manifest.reject(file, kind, reason)
        for name, value in self.facts.items():
            setattr(manifest.facts, name, value)


class Scene:
    """The games that trap users own, and ids that no game has."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the first games of the catalogue."""
        self._fragments = catalogue.fragments
        self.games = catalogue.ids[:GAMES_NEEDED]
        self.outside = [catalogue.free_id + 10 * place for place in range(3)]

    def item(self, place: int, minutes: object, recent: int = 0) -> str:
        """Write an item of the catalogue's game number `place`."""
        return f"{self._fragments[place]}{minutes}, 'playtime_2weeks': {recent}}}"


def _post(game: int, text: str | None, posted: str, *, good: bool = True, **rest: str) -> Record:
    return review_record(game, text, posted=posted, recommend=good, **rest)


def case_users(scene: Scene) -> Iterable[TrapUser]:
    """Two users whose names differ in case only are two users."""
    game, other, *_ = scene.games
    yield TrapUser(
        user="Zed",
        account=1,
        libraries=[[scene.item(0, 100), scene.item(1, 0)]],
        items={game: 100, other: 0},
        posts=[[_post(game, "I love it.", "May 5, 2014")]],
        reviews={game: (2, True, False)},
        facts={"case_users": ("Zed", "zed")},
    )
    yield TrapUser(
        user="zed",
        account=2,
        libraries=[[scene.item(0, 300, 60)]],
        items={game: 300},
        posts=[[_post(game, "I hate it.", "May 6, 2014", good=False)]],
        reviews={game: (0, False, False)},
    )


def library_twice(scene: Scene) -> Iterable[TrapUser]:
    """The greatest playtime counts, whether the repeat is in another line or in the same."""
    user, games = "twice_listed", scene.games
    first = [(0, 100), (1, 0), (2, 7), (4, 10), (4, 40)]
    second = [(0, 250), (1, 0), (2, 3), (3, 5)]
    yield TrapUser(
        user=user,
        account=3,
        libraries=[[scene.item(*item) for item in items] for items in (first, second)],
        items=dict(zip(games, (250, 0, 7, 5, 40), strict=True)),
        facts={"playtimes": ((user, games[0], 250), (user, games[2], 7), (user, games[4], 40))},
    )


def changed_mind(scene: Scene) -> Iterable[TrapUser]:
    """The later posted review stays; one without a year is of the crawl's year, so it is later."""
    user, (game, other, third, *_) = "changed_my_mind", scene.games
    terrible, excellent = "The story is terrible.", "The story is excellent."
    copy = _post(third, "It has a map editor.", "June 3, 2015")
    yield TrapUser(
        user=user,
        account=4,
        libraries=[[scene.item(0, 1)]],
        items={game: 1},
        posts=[
            [
                _post(game, terrible, "June 1, 2015", good=False),
                _post(other, terrible, "March 4, 2014", good=False),
                copy,
                copy,
            ],
            [_post(game, excellent, "June 1, 2013"), _post(other, excellent, "March 4")],
        ],
        reviews={game: (0, False, False), other: (2, True, True), third: (1, True, False)},
        facts={"reviews": ((user, game, "2015-06-01"), (user, other, "2016-03-04"))},
    )


def outside_catalogue(scene: Scene) -> Iterable[TrapUser]:
    """Games that no games file lists: named, nameless, and one that only a review mentions."""
    named, nameless, reviewed = scene.outside
    tail = "5, 'playtime_2weeks': 0}"
    name = 'Vanished "Voyage" of the Baker\'s Wife'
    yield TrapUser(
        user="collector",
        account=5,
        libraries=[[item_fragment(named, name) + tail, item_fragment(nameless, None) + tail]],
        items={named: 5, nameless: 5},
        posts=[[_post(reviewed, "It was there.", "July 3")]],
        reviews={reviewed: (1, True, True)},
        facts={"outside_names": {named: name, nameless: None, reviewed: None}},
    )


def only_reviews(scene: Scene) -> Iterable[TrapUser]:
    """A user without a library, and a leap day whose year must be inferred."""
    user, (game, other, *_) = "only_in_reviews", scene.games
    yield TrapUser(
        user=user,
        posts=[
            [
                _post(game, "I love it.", "February 29"),
                _post(other, "I love it.", "February 29, 2012"),
            ]
        ],
        reviews={game: (2, True, True), other: (2, True, False)},
        facts={"leap_day": (user, game), "reviews_only_users": (user,)},
    )


def shared_account(scene: Scene) -> Iterable[TrapUser]:
    """Two users may share one account number."""
    users = ("first_sharer", "second_sharer")
    for user in users:
        yield TrapUser(
            user=user,
            account=6,
            libraries=[[scene.item(1, 12)]],
            items={scene.games[1]: 12},
            facts={"shared_steam_id": users},
        )


def crowds(scene: Scene) -> Iterable[TrapUser]:
    """Votes in thousands, edited reviews, and texts that are empty, blank or missing."""
    game, other, third, fourth, _ = scene.games
    without_text = _post(fourth, None, "July 3, 2015")
    del without_text["review"]
    found = "found this review"
    yield TrapUser(
        user="loud_voice",
        account=7,
        libraries=[[]],
        posts=[
            [
                _post(
                    game,
                    "The story is excellent.",
                    "November 5, 2011",
                    funny=f"1 person {found} funny",
                    helpful=f"1,234 of 1,300 people (95%) {found} helpful",
                    last_edited="November 25, 2013",
                ),
                _post(
                    other,
                    "",
                    "October 16, 2010",
                    funny=f"1,130 people {found} funny",
                    helpful=f"2 of 3 people (67%) {found} helpful",
                    last_edited="January 4",
                ),
                _post(third, " \t ", "December 31, 2015", good=False),
                without_text,
            ]
        ],
        reviews={
            game: (2, True, False),
            other: (1, True, False),
            third: (1, False, False),
            fourth: (1, True, False),
        },
    )


def quotes(scene: Scene) -> Iterable[TrapUser]:
    """Both quotes, a backslash, line ends and letters of all lengths, in three ways of writing."""
    ways: dict[str, Callable[[Record], str]] = {"plain": repr, "ascii": ascii, "old": python2}
    for account, (name, write) in enumerate(ways.items(), start=8):
        yield TrapUser(
            user=f"{name}_quotes",
            account=account,
            libraries=[[scene.item(3, 2)]],
            items={scene.games[3]: 2},
            posts=[[_post(scene.games[2], _QUOTED, "April 1, 2014")]],
            reviews={scene.games[2]: (1, True, False)},
            write=write,
        )


def silent(_: Scene) -> Iterable[TrapUser]:
    """A user with an empty library and an empty list of reviews."""
    yield TrapUser(user="nothing_here", account=11, libraries=[[]], posts=[[]])


def numbers_as_text(scene: Scene) -> Iterable[TrapUser]:
    """An id written as a number and numbers written as text are taken as they are meant."""
    game = scene.games[0]
    item = f"{{'item_id': {game}, 'playtime_forever': '30', 'playtime_2weeks': '0'}}"
    yield TrapUser(user="text_and_numbers", account=12, libraries=[[item]], items={game: 30})


def impossible_item(scene: Scene) -> Iterable[TrapUser]:
    """A negative playtime refuses its item; the rest of the library stays."""
    yield TrapUser(
        user="minus_five",
        account=13,
        libraries=[[scene.item(0, 9), scene.item(1, -5)]],
        items={scene.games[0]: 9},
        rejects=((ITEMS, "item", "playtime_out_of_range"),),
    )


def cut_line(scene: Scene) -> Iterable[TrapUser]:
    """A line cut in half is refused; the same user stands in the file a second time, complete."""
    yield TrapUser(
        user="cut_in_half",
        account=14,
        libraries=[[scene.item(0, 9), scene.item(1, 2)]],
        items={scene.games[0]: 9, scene.games[1]: 2},
        rejects=((ITEMS, "line", "not_a_record"),),
        is_cut=True,
    )


def impossible_date(scene: Scene) -> Iterable[TrapUser]:
    """A day that does not exist refuses its review; the user's other review stays."""
    game, other, third, *_ = scene.games
    days = ((game, "February 30, 2014"), (other, "February 28, 2014"))
    yield TrapUser(
        user="thirtieth_of_february",
        account=15,
        libraries=[[scene.item(2, 1)]],
        items={third: 1},
        posts=[[_post(game, "I love it.", day) for game, day in days]],
        reviews={other: (2, True, False)},
        rejects=((REVIEWS, "review", "date_does_not_exist"),),
    )


# In the order of their weight, each with the least number of users that it needs.
_GROUPS: Final[tuple[tuple[Callable[[Scene], Iterable[TrapUser]], int], ...]] = (
    *((trap, 0) for trap in (case_users, library_twice, changed_mind, outside_catalogue)),
    *((trap, 0) for trap in (only_reviews, shared_account, crowds, quotes, silent)),
    (numbers_as_text, 0),
    (impossible_item, 200),
    (cut_line, 400),
    (impossible_date, 1000),
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
