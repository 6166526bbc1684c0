"""Flat exports: one game, one item of a library or one review a record, by our own field names.

Course work and `--map` make them; formats with names of their own have their own modules.
"""

from collections.abc import Iterator
from typing import Any, Final

from etl.formats import convert
from etl.formats.base import Entry, Format, Kind, Record, Sample, has_fields

_GAME_IDS: Final = ("id", "item_id", "app_id", "appid", "content_id")
_NAMES: Final = ("app_name", "name", "title")
_RELEASES: Final = ("release_date", "release_year", "year", "anio")
_ITEM: Final = ("item_id", "item_name", "playtime_forever", "playtime_2weeks")
_REVIEW: Final = ("item_id", "posted", "last_edited", "recommend", "helpful", "funny", "review")
_USER: Final = ("user_id", "steam_id", "user_url")


def _matches_games(sample: Sample) -> bool:
    fields = sample.fields
    return (
        not fields.isdisjoint(_GAME_IDS)
        and not fields.isdisjoint(_NAMES)
        and not fields.isdisjoint({"developer", "genres", "price", *_RELEASES})
        and "user_id" not in fields
    )


def _convert_item(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    item = {name: convert.known_or_none(entry.fields.get(name)) for name in _ITEM}
    item["playtime_forever"] = convert.round_minutes(item["playtime_forever"])
    item["playtime_2weeks"] = convert.round_minutes(item["playtime_2weeks"])
    yield "items", {**_user_fields(entry.fields), "items": [item]}


def _convert_review(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    fields = entry.fields
    review = {name: convert.known_or_none(fields[name]) for name in _REVIEW if name in fields}
    review["posted"] = convert.to_posted_text(review.get("posted"))
    review["last_edited"] = convert.to_posted_text(review.get("last_edited"))
    review["recommend"] = convert.parse_flag(review.get("recommend"))
    yield "reviews", {**_user_fields(entry.fields), "reviews": [review]}


def _user_fields(fields: Record) -> Record:
    stated = {name: convert.known_or_none(fields.get(name)) for name in _USER}
    found = convert.user_fields(stated["user_id"])
    return {**stated, **{name: value for name, value in found.items() if value is not None}}


def _convert_game(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    fields = {name: convert.known_or_none(value) for name, value in entry.fields.items()}

    def first(names: tuple[str, ...]) -> Any:  # noqa: ANN401
        return next((fields[name] for name in names if fields.get(name) is not None), None)

    read = {"id": first(_GAME_IDS), "app_name": first(_NAMES), "release_date": first(_RELEASES)}
    named_otherwise = {*_GAME_IDS, *_NAMES, *_RELEASES}
    others = {name: value for name, value in fields.items() if name not in named_otherwise}
    yield "games", convert.to_official_game({**others, **read})


ITEMS: Final = Format(
    name="flat-items",
    title="Libraries as a flat table, a row for each game of a user",
    origin="course work, and tables with --map",
    licence="that of the set it was made from",
    kinds=("items",),
    fills={
        "user_id": "user.user_id",
        "steam_id": "user.steam_id",
        "user_url": "user.user_url",
        "item_id": "item.game_id",
        "item_name": "game.name, where no catalogue names the game",
        "playtime_forever": "item.playtime_forever",
        "playtime_2weeks": "item.playtime_2weeks",
    },
    lacks="What the table leaves out; exports often keep the first game of each user only.",
    example="user_id,item_id,playtime_forever\ninvented_one,99000010.0,375\n",
    example_name="items.csv",
    matches=has_fields("user_id", "item_id", "playtime_forever"),
    records=_convert_item,
)
REVIEWS: Final = Format(
    name="flat-reviews",
    title="Reviews as a flat table, a row for each review",
    origin="course work, and tables with --map",
    licence="that of the set it was made from",
    kinds=("reviews",),
    fills={
        "user_id": "user.user_id",
        "steam_id": "user.steam_id",
        "user_url": "user.user_url",
        "item_id": "review.game_id",
        "posted": "review.posted: a whole date; a year alone is refused",
        "last_edited": "review.last_edited",
        "recommend": "review.recommend",
        "helpful": "review.helpful",
        "funny": "review.funny",
        "review": "review.text",
    },
    lacks="What the table leaves out, often the text and all of the date but its year.",
    example="user_id,item_id,recommend,posted\ninvented_one,99000010,True,2015-03-20\n",
    example_name="reviews.csv",
    matches=has_fields("user_id", "item_id", "recommend", "posted"),
    records=_convert_review,
)
GAMES: Final = Format(
    name="flat-games",
    title="Games as a flat table, a row for each game",
    origin="course work, and tables with --map",
    licence="that of the set it was made from",
    kinds=("games",),
    fills={
        "id, item_id, app_id, appid or content_id": "game.game_id",
        "app_name, name or title": "game.name",
        "release_date, release_year, year or anio": "game.release_date",
        "price, discount_price": "game.price, game.discount_price, in USD",
        "url, reviews_url": "game.url, game.reviews_url",
        "early_access, metascore": "game.early_access, game.metascore",
        "sentiment": "game.sentiment",
        "genres, tags, specs": "game.genres, game.tags, game.specs",
        "developer, publisher": "game.developers, game.publishers",
    },
    lacks="What the table leaves out.",
    example=(
        "item_id,title,developer,price,year,genres\n"
        "99000010,Paper Harbour,Quiet Kiln,4.99,2016.0,\"['Casual', 'Indie']\"\n"
    ),
    example_name="games.csv",
    matches=_matches_games,
    records=_convert_game,
)
