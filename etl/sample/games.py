"""Planned games of a catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from etl.sample import categories as c
from etl.sample.draws import Dice, Draws, Spread
from etl.sample.names import (
    sample_game_name,
    sample_name_slug,
    sample_series_name,
    sample_studio_name,
)

_SERIES_LENGTH: Final = Spread((0, 1), (6_500, 1), (8_000, 2), (9_000, 3), (9_800, 4), (10_000, 7))
_TAGS_COMMON: Final = c.TAGS_COMMON.split("|")
_STORE: Final = "http://store.steampowered.com/app/"


@dataclass(slots=True, kw_only=True)
class Game:
    """One game; a trap may change it before it is written."""

    game_id: int
    name: str
    """As libraries write it."""
    raw: dict[str, object]
    """The 13 keys of the first games file in its order; None where it has NaN."""
    extra: dict[str, object]
    """discount_price, sentiment and metascore, which only the second file has."""
    sequel: int = -1
    """Index of a game of the same series, or -1."""
    named_in_libraries: bool = True
    only_second: tuple[str, ...] = ()
    """Keys that the first file leaves out though the second has them."""
    is_repeated: bool = False
    """A row further down repeats its id."""

    def row_of_first_file(self) -> dict[str, object]:
        """Give the row of the first games file."""
        return {key: None if key in self.only_second else value for key, value in self.raw.items()}

    def row_of_second_file(self) -> dict[str, object]:
        """Give the row of the second games file, its keys in that file's order."""
        row: dict[str, object] = {}
        for key, value in self.raw.items():
            if key == "title":
                row["sentiment"] = self.extra.get("sentiment")
            if key == "reviews_url":
                row["discount_price"] = self.extra.get("discount_price")
            row[key] = value
            if key == "price":
                row["metascore"] = self.extra.get("metascore")
        return row


def sample_game_id(index: int, *, total: int) -> int:
    """Number a game in the store; no two of the `total` games share an id.

    Ids are in no order of the file: the step is a prime that no catalogue size divides.
    """
    return 10 * (1 + (index * 15_485_863 + 4_711) % total)


def plan_sample_games(seed: int, *, count: int, total: int) -> Iterator[Game]:
    """Give the `count` games of the catalogue; libraries will mention `total` games."""
    start = Draws(seed, 0).below(1 << 20, count=1).tolist()[0]
    studios = 1 + count // 4
    index = series = 0
    states: list[int] = []
    while index < count:
        if not states:
            states = Draws(seed, 1, series).random_bits(1024).tolist()
        dice = Dice(states.pop())
        parts = min(dice.along(_SERIES_LENGTH), count - index)
        name = sample_series_name(series, start=start)
        genres = dice.pick(c.GENRE_SETS).split("|")
        # Nested draws make a few studios busy and most of them small.
        studio = sample_studio_name(dice.below(1 + dice.below(studios)), start=start)
        other = sample_studio_name(dice.below(1 + dice.below(1 + studios // 8)), start=start)
        year = dice.along(c.YEAR_OF_FIRST)
        for part in range(parts):
            title = sample_game_name(name, part=part, parts=parts)
            game = _draw_game(
                dice, title, sample_game_id(index, total=total), genres, studio, other, year
            )
            if parts > 1:
                game.sequel = index - part + (part + 1) % parts
            yield game
            index += 1
            year = min(year + 1 + dice.below(3), c.LAST_YEAR)
        series += 1


def _draw_game(  # noqa: PLR0913, PLR0917 - the series' own facts
    dice: Dice, name: str, number: int, base: list[str], studio: str, other: str, year: int
) -> Game:
    """Draw one game of a series."""
    genres = sorted(filter(None, base))
    if genres and year >= 2013 and dice.chance(60):  # noqa: PLR2004 - the programme's first year
        genres.append("Early Access")
    free = "Free to Play" in genres or dice.chance(35)
    price = 0.0 if free else dice.pick(c.PRICES_CENTS) / 100
    price_raw = dice.pick(c.FREE_TEXTS) if free else price
    has_price = not dice.chance(42)
    date: str | None = f"{year}-{1 + dice.below(12):02}-{1 + dice.below(28):02}"
    if dice.chance(64):
        date = None
    developers = [] if dice.chance(100) else [studio]
    if developers and dice.chance(40) and other != studio:
        developers.append(other)
    publishers = [] if dice.chance(250) else [studio if dice.chance(600) else other]
    specs = None if dice.chance(21) else _draw_specs(dice)
    if specs and name.endswith("Season Pack"):
        specs.append("Downloadable Content")
    address = f"{_STORE}{number}/{sample_name_slug(name)}/"
    raw: dict[str, object] = {
        "publisher": ",".join(publishers) or None,
        "genres": [genre.replace("&", "&amp;") for genre in genres] or None,
        "app_name": name,
        "title": None if date is None else name,
        "url": address,
        "release_date": date,
        "tags": _draw_tags(dice, base) or None,
        "reviews_url": f"http://steamcommunity.com/app/{number}/reviews/?browsefilter=mostrecent&p=1",
        "specs": specs,
        "price": price_raw if has_price else None,
        "early_access": "Early Access" in genres,
        "id": str(number),
        "developer": ",".join(developers) or None,
    }
    extra: dict[str, object] = {"sentiment": dice.pick(c.SENTIMENTS) or None}
    if dice.chance(83):
        extra["metascore"] = dice.along(c.METASCORE)
    if not free and has_price and dice.chance(30):
        extra["discount_price"] = round(price * (1 + dice.below(8)) / 10, 2)
    return Game(game_id=number, name=name, raw=raw, extra=extra)


def _draw_tags(dice: Dice, base: list[str]) -> list[str]:
    """Draw tags: the genres, some that go with the first genre, some from everywhere."""
    tags = dict.fromkeys(filter(None, base)) or {"Indie": None}
    near = c.TAGS_OF.get(base[0], "Utilities|Software").split("|")
    for _ in range(dice.along(c.TAG_COUNT)):
        tags[dice.pick(near) if dice.chance(550) else dice.pick(_TAGS_COMMON)] = None
    return list(tags)


def _draw_specs(dice: Dice) -> list[str]:
    """Draw specs; some need another one first."""
    specs: dict[str, None] = {}
    for spec, share, needs in c.SPECS:
        if (not needs or needs in specs) and dice.chance(share):
            specs[spec] = None
    return list(specs) or ["Single-player"]
