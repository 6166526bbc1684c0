"""Traps in games: each changes an ordinary game, and notes what must come of it.

They stand in the order of their weight: a small catalogue gets only the first ones.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from etl.sample.games import Game
from etl.sample.manifest import Facts

Trap = Callable[[Game, Facts], None]

# Texts in the store's files where a date or a number belongs, and what each stands for.
RELEASES: Final[dict[str, int | None]] = {
    "Oct 2010": 2010,
    "Coming Soon": None,
    "Q1 2018": 2018,
    "15.01.2018": 2018,
    "2018年1月": 2018,
    "14 July": None,
    "2017-02-30": 2017,
    "Soon..": None,
    "2017": 2017,
    "Winter 2017": 2017,
    "First quarter of 2018": 2018,
    "Январь 2018": 2018,
    "21 Jun, 2017": 2017,
    "When it's done": None,
    "TBA": None,
    '"""Soon"""': None,
    "Coming Soon/Próximamente": None,
    "2018 [Now get free Pre Alpha]": 2018,
    "January 2019": 2019,
    "Early 2018": 2018,
}
PRICES: Final[dict[str, float | None]] = {
    "Starting at $499.00": 499.0,
    "Third-party": None,
    "Free To Play": 0.0,
    "Play for Free!": 0.0,
    "Free Demo": 0.0,
    "FREE": 0.0,
    "Install Now": None,
}

PORTER: Final = "Fenwick Ports (Mac & Linux)"


def _rename(game: Game, facts: Facts, *, raw: str, clean: str) -> None:
    game.raw["app_name"] = game.raw["title"] = raw
    game.name = clean
    facts.game_names[game.game_id] = clean


def _suffix(game: Game, facts: Facts, *, raw: str, clean: str) -> None:
    _rename(game, facts, raw=f"{game.name}{raw}", clean=f"{game.name}{clean}")


def _spaces_around_name(game: Game, facts: Facts) -> None:
    _rename(game, facts, raw=f"  {game.name} ", clean=str(game.name))


def _title_only(game: Game, facts: Facts) -> None:
    _rename(game, facts, raw=str(game.name), clean=str(game.name))
    game.raw["app_name"] = None


def _no_name(game: Game, facts: Facts) -> None:
    game.raw["app_name"] = game.raw["title"] = game.name = None
    game.named_in_libraries = False
    facts.game_names[game.game_id] = None


def _release(game: Game, facts: Facts, *, text: str) -> None:
    game.raw["release_date"] = text
    game.release_year = RELEASES[text]
    game.has_date = False
    facts.release_years[text] = game.release_year


def _price(game: Game, facts: Facts, *, text: str) -> None:
    game.raw["price"] = text
    game.price = PRICES[text]
    game.extra.pop("discount_price", None)
    facts.prices[text] = game.price


def _no_price(game: Game, _facts: Facts) -> None:
    game.raw["price"] = game.price = None
    game.extra.pop("discount_price", None)


def _studios(
    game: Game, facts: Facts, *, developers: list[str], publishers: list[str], shown: list[str]
) -> None:
    """Credit studios; `&` is written doubly escaped."""
    game.developers, game.publishers = developers, publishers
    game.raw["developer"] = ",".join(developers).replace("&", "&amp;amp;")
    game.raw["publisher"] = ",".join(publishers).replace("&", "&amp;amp;") or None
    for name in shown:
        facts.studio_spellings[name.lower()] = name


def _genres(game: Game, _facts: Facts, *, raw: list[str], clean: list[str]) -> None:
    game.raw["genres"], game.genres = raw, clean


def _genres_in_tags_only(game: Game, _facts: Facts) -> None:
    game.raw["genres"], game.genres = None, []
    game.raw["tags"] = ["Action", "RPG", "Chess Puzzle Only As A Tag"]


def _escaped_tags(game: Game, _facts: Facts) -> None:
    game.raw["tags"] = ["Indie", "Point &amp;amp; Click", "1990&#39;s"]


def _extra(game: Game, _facts: Facts, *, key: str, value: object) -> None:
    game.extra[key] = value


def _number_as_id(game: Game, _facts: Facts) -> None:
    game.raw["id"] = game.game_id


def _second_file_knows(game: Game, _facts: Facts) -> None:
    game.raw.update(release_date="2014-03-27", price=7.99)
    game.release_year, game.has_date, game.price = 2014, True, 7.99
    game.only_second = ("release_date", "price", "tags")


def _second_file_knows_labels(game: Game, _facts: Facts) -> None:
    _genres(game, _facts, raw=["Action", "Indie"], clean=["Action", "Indie"])
    _studios(game, _facts, developers=["Late Arrival Lab"], publishers=[], shown=[])
    game.only_second = ("genres", "developer", "specs")


def _repeated(game: Game, _facts: Facts) -> None:
    """Know every field of the first row, so that nothing of the second can slip in."""
    game.raw.update(
        title=game.raw["app_name"], release_date="2016-05-05", price=19.99, tags=["Action"],
        specs=["Single-player"],
    )  # fmt: skip
    game.release_year, game.has_date, game.price = 2016, True, 19.99
    game.extra.update(sentiment="Mixed", metascore=71, discount_price=9.99)
    _genres(game, _facts, raw=["Action"], clean=["Action"])
    name = "Twice Listed Studio"
    _studios(game, _facts, developers=[name], publishers=[name], shown=[])
    game.is_repeated = True


_HERON, _LATHE = "Marble Heron Workshop", "Quiet Lathe Collective"
TRAPS: Final[tuple[Trap, ...]] = (
    partial(_suffix, raw=" &amp;amp; Sons", clean=" & Sons"),
    partial(_studios, developers=[_HERON], publishers=[_HERON], shown=[_HERON]),
    partial(_studios, developers=[_HERON.upper()], publishers=[_HERON], shown=[_HERON]),
    partial(_release, text="Oct 2010"),
    partial(_price, text="Starting at $499.00"),
    _title_only,
    partial(_genres, raw=["action", "Indie"], clean=["action", "Indie"]),
    partial(_genres, raw=["Action", "Indie"], clean=["Action", "Indie"]),
    _repeated,
    partial(_studios, developers=["Tallow & Reed", PORTER], publishers=[], shown=[PORTER]),
    partial(
        _studios,
        developers=["HOLLOW BELL CO., LTD."],
        publishers=["Hollow Bell Co., Ltd."],
        shown=["HOLLOW BELL CO., LTD."],
    ),
    _genres_in_tags_only,
    partial(_release, text="Coming Soon"),
    _second_file_knows,
    # From here on a catalogue of more than 30 games is needed.
    partial(
        _studios,
        developers=[_LATHE],
        publishers=[_LATHE.upper()],
        shown=[_LATHE.upper()],  # one credit each: the one that sorts first
    ),
    *(partial(_release, text=text) for text in RELEASES if text not in {"Oct 2010", "Coming Soon"}),
    *(partial(_price, text=text) for text in PRICES if text != "Starting at $499.00"),
    _no_price,
    partial(
        _genres,
        raw=["Design &amp;amp; Illustration", "Action", "action"],
        clean=["Design & Illustration", "Action", "action"],
    ),
    _escaped_tags,
    partial(_extra, key="metascore", value="NA"),
    partial(_extra, key="sentiment", value="3 user reviews"),
    partial(_extra, key="discount_price", value=0.83),
    _second_file_knows_labels,
    _number_as_id,
    _spaces_around_name,
    _no_name,
    partial(_suffix, raw=": 弹炸人", clean=": 弹炸人"),
    partial(_suffix, raw=" 🍉 Édition", clean=" 🍉 Édition"),
    partial(_suffix, raw=' "Odd" Baker\'s Dozen', clean=' "Odd" Baker\'s Dozen'),
    partial(_suffix, raw=" &quot;One&#39;s&quot; \\ Path", clean=' "One\'s" \\ Path'),
    partial(
        _studios,
        developers=["Alder Mint", "Fenwick Ports (Mac, Linux, & Windows Update)", "Nine Kettles"],
        publishers=["Alder Mint"],
        shown=["Nine Kettles"],
    ),
)


def set_traps(count: int) -> dict[int, Trap]:
    """Say which games of a catalogue of `count` get a trap: half of them at the most."""
    chosen = TRAPS[: count // 2]
    return {place * count // len(chosen): trap for place, trap in enumerate(chosen)}


def second_row(row: dict[str, object]) -> dict[str, object]:
    """Give the row that repeats an id and must lose against the first one."""
    return row | {
        "app_name": f"{row['app_name']} (Old Listing)",
        "title": f"{row['title']} (Old Listing)",
        "genres": ["Racing"],
        "release_date": "2011-11-11",
        "price": 1.99,
    }


def nameless_rows(template: dict[str, object]) -> list[dict[str, object]]:
    """Give the two rows without an id that the official file has: one bare, one full."""
    bare: dict[str, object] = dict.fromkeys(template)
    bare |= {"url": "http://store.steampowered.com/", "price": 19.99, "early_access": False}
    full = template | {
        "id": None,
        "reviews_url": None,
        "url": "http://store.steampowered.com/app/7",
        "genres": ["Never Counted"],
        "developer": "Never Counted, Inc.",
    }
    return [bare, full]
