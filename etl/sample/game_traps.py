"""Traps in games: each changes an ordinary game as the store's files do.

They stand in the order of their weight: a small catalogue gets only the first ones.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from etl.sample.games import Game

Trap = Callable[[Game], None]

# Texts in the store's files where a date or a number belongs.
_RELEASES: Final = (
    *("Q1 2018", "15.01.2018", "2018年1月", "14 July", "2017-02-30", "Soon..", "2017"),
    *("Winter 2017", "First quarter of 2018", "Январь 2018", "21 Jun, 2017", "When it's done"),
    *("TBA", '"""Soon"""', "Coming Soon/Próximamente", "2018 [Now get free Pre Alpha]"),
    *("January 2019", "Early 2018"),
)
_PRICES: Final = (
    *("Third-party", "Free To Play", "Play for Free!", "Free Demo", "FREE", "Install Now", None),
)


def _set_raw_fields(game: Game, **raw: object) -> None:
    game.raw.update(raw)


def _set_extra(game: Game, **extra: object) -> None:
    game.extra.update(extra)


def _set_price_text(game: Game, text: str | None) -> None:
    game.raw["price"] = text
    game.extra.pop("discount_price", None)


def _append_to_name(game: Game, raw: str, clean: str) -> None:
    game.raw["app_name"] = game.raw["title"] = f"{game.name}{raw}"
    game.name += clean


def _pad_name(game: Game) -> None:
    game.raw["app_name"] = game.raw["title"] = f"  {game.name} "


def _leave_title_only(game: Game) -> None:
    _set_raw_fields(game, app_name=None, title=game.name)


def _remove_name(game: Game) -> None:
    _set_raw_fields(game, app_name=None, title=None)
    game.named_in_libraries = False


def _set_number_as_id(game: Game) -> None:
    game.raw["id"] = game.game_id


def _leave_keys_to_second_file(game: Game, *, keys: tuple[str, ...], **raw: object) -> None:
    """Leave keys out of the first file."""
    game.raw.update(raw)
    game.only_second = keys


def _state_every_field(game: Game) -> None:
    """Know every field of the first row, so that nothing of the second can slip in."""
    studio = "Twice Listed Studio"
    _set_raw_fields(
        game, title=game.name, release_date="2016-05-05", price=19.99, specs=["Single-player"]
    )
    _set_raw_fields(game, tags=["Action"], genres=["Action"], developer=studio, publisher=studio)
    _set_extra(game, sentiment="Mixed", metascore=71, discount_price=9.99)
    game.is_repeated = True


# Studios are spelled as most credits spell them; of equally many the one that sorts first.
_HERON, _LATHE = "Marble Heron Workshop", "Quiet Lathe Collective"
_TRAPS: Final[tuple[Trap, ...]] = (
    partial(_append_to_name, raw=" &amp;amp; Sons", clean=" & Sons"),
    partial(_set_raw_fields, developer=_HERON, publisher=_HERON),
    partial(_set_raw_fields, developer=_HERON.upper(), publisher=_HERON),
    partial(_set_raw_fields, release_date="Oct 2010"),
    partial(_set_price_text, text="Starting at $499.00"),
    _leave_title_only,
    partial(_set_raw_fields, genres=["action", "Indie"]),
    partial(_set_raw_fields, genres=["Action", "Indie"]),
    _state_every_field,
    partial(
        _set_raw_fields,
        developer="Tallow &amp;amp; Reed,Fenwick Ports (Mac &amp;amp; Linux)",
        publisher=None,
    ),
    partial(_set_raw_fields, developer="HOLLOW BELL CO., LTD.", publisher="Hollow Bell Co., Ltd."),
    partial(_set_raw_fields, genres=None, tags=["Action", "RPG", "Chess Puzzle Only As A Tag"]),
    partial(_set_raw_fields, release_date="Coming Soon"),
    partial(
        _leave_keys_to_second_file,
        keys=("release_date", "price", "tags"),
        release_date="2014-03-27",
        price=7.99,
    ),
    # From here on a catalogue of more than 30 games is needed.
    partial(_set_raw_fields, developer=_LATHE, publisher=_LATHE.upper()),
    *(partial(_set_raw_fields, release_date=text) for text in _RELEASES),
    *(partial(_set_price_text, text=text) for text in _PRICES),
    partial(_set_raw_fields, genres=["Design &amp;amp; Illustration", "Action", "action"]),
    partial(_set_raw_fields, tags=["Indie", "Point &amp;amp; Click", "1990&#39;s"]),
    partial(_set_extra, metascore="NA"),
    partial(_set_extra, sentiment="3 user reviews"),
    partial(_set_extra, discount_price=0.83),
    partial(
        _leave_keys_to_second_file,
        keys=("genres", "developer", "specs"),
        genres=["Action", "Indie"],
        developer="Late Arrival Lab",
        publisher=None,
    ),
    _set_number_as_id,
    _pad_name,
    _remove_name,
    partial(_append_to_name, raw=": 弹炸人", clean=": 弹炸人"),
    partial(_append_to_name, raw=" 🍉 Édition", clean=" 🍉 Édition"),
    partial(_append_to_name, raw=' "Odd" Baker\'s Dozen', clean=' "Odd" Baker\'s Dozen'),
    partial(_append_to_name, raw=" &quot;One&#39;s&quot; \\ Path", clean=' "One\'s" \\ Path'),
    partial(
        _set_raw_fields,
        developer=("Alder Mint,Fenwick Ports (Mac, Linux, &amp;amp; Windows Update),Nine Kettles"),
        publisher="Alder Mint",
    ),
)


def assign_game_traps(count: int) -> dict[int, Trap]:
    """Say which games of a catalogue of `count` get a trap: half of them at the most."""
    chosen = _TRAPS[: count // 2]
    return {place * count // len(chosen): trap for place, trap in enumerate(chosen)}


def repeated_id_row(row: dict[str, object]) -> dict[str, object]:
    """Give the row that repeats an id and must lose against the first one."""
    return row | {
        "app_name": f"{row['app_name']} (Old Listing)",
        "title": f"{row['title']} (Old Listing)",
        "genres": ["Racing"],
        "release_date": "2011-11-11",
        "price": 1.99,
    }


def missing_id_rows(template: dict[str, object]) -> list[dict[str, object]]:
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
