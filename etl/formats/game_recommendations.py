"""The set "Game Recommendations on Steam": games, their tags, users and recommendations."""

from collections.abc import Iterator
from typing import Final

from etl.formats import convert
from etl.formats.base import Entry, Format, Kind, Record, has_fields

_SET: Final = "game-recommendations-on-steam"
_ORIGIN: Final = "Kaggle, Game Recommendations on Steam (antonkozyriev)"
_LICENCE: Final = "CC0"


def _convert_game(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    get = entry.fields.get
    regular, reduced = map(convert.known_or_none, (get("price_original"), get("price_final")))
    is_reduced = convert.parse_number(regular) != convert.parse_number(reduced)
    record = {
        "id": get("app_id"),
        "app_name": convert.known_or_none(get("title")),
        **convert.release_fields(get("date_release")),
        "price": regular,
        "discount_price": reduced if is_reduced else None,
        "sentiment": convert.known_or_none(get("rating")),
    }
    yield "games", record


def _convert_user(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    yield "reviews", {**convert.local_user_fields(_SET, entry.fields.get("user_id")), "reviews": []}


def _convert_recommendation(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    get = entry.fields.get
    game = convert.parse_short_digits(get("app_id"))
    return convert.review_and_item(
        convert.local_user_fields(_SET, get("user_id")),
        {
            "item_id": game,
            "posted": convert.to_posted_text(get("date")),
            "recommend": convert.parse_flag(get("is_recommended")),
            "helpful": convert.parse_short_digits(get("helpful")),
            "funny": convert.parse_short_digits(get("funny")),
        },
        {"item_id": game, "playtime_forever": convert.hours_to_minutes(get("hours"))},
    )


GAMES: Final = Format(
    name="game-recommendations-games",
    title="Game Recommendations on Steam: games.csv",
    origin=_ORIGIN,
    licence=_LICENCE,
    kinds=("games",),
    fills={
        "app_id": "game.game_id",
        "title": "game.name",
        "date_release": "game.release_date",
        "price_original": "game.price",
        "price_final": "game.discount_price, where it differs",
        "rating": "game.sentiment",
    },
    lacks="Genres, specs, studios and metascore; tags are in games_metadata.json.",
    example=(
        "app_id,title,date_release,win,mac,linux,rating,positive_ratio,user_reviews,price_final,"
        "price_original,discount,steam_deck\n"
        "99000010,Paper Harbour,2016-03-09,true,false,false,Very Positive,84,2199,2.49,4.99,50.0,"
        "true\n"
    ),
    example_name="games.csv",
    matches=has_fields("app_id", "positive_ratio", "steam_deck"),
    records=_convert_game,
)
METADATA: Final = Format(
    name="game-recommendations-metadata",
    title="Game Recommendations on Steam: games_metadata.json",
    origin=_ORIGIN,
    licence=_LICENCE,
    kinds=("games",),
    fills={"app_id": "game.game_id", "tags": "game.tags"},
    lacks="Everything else of games, which is in games.csv.",
    example='{"app_id": 99000010, "description": "A calm game.", "tags": ["Indie", "Casual"]}\n',
    example_name="games_metadata.json",
    matches=lambda sample: sample.fields == {"app_id", "description", "tags"},
    records=lambda entry: [
        ("games", {"id": entry.fields.get("app_id"), "tags": entry.fields.get("tags")})
    ],
)
USERS: Final = Format(
    name="game-recommendations-users",
    title="Game Recommendations on Steam: users.csv",
    origin=_ORIGIN,
    licence=_LICENCE,
    kinds=("reviews",),
    fills={"user_id": f"user.user_id, as {_SET}:51"},
    lacks="Libraries: how many products a user owns is not which.",
    example="user_id,products,reviews\n51,359,1\n",
    example_name="users.csv",
    matches=lambda sample: sample.fields == {"user_id", "products", "reviews"},
    records=_convert_user,
)
RECOMMENDATIONS: Final = Format(
    name="game-recommendations-recommendations",
    title="Game Recommendations on Steam: recommendations.csv",
    origin=_ORIGIN,
    licence=_LICENCE,
    kinds=("reviews", "items"),
    fills={
        "user_id": f"user.user_id, as {_SET}:51, for the ids are not Steam's",
        "app_id": "item.game_id, review.game_id",
        "date": "review.posted",
        "is_recommended": "review.recommend",
        "helpful": "review.helpful: how many found it helpful",
        "funny": "review.funny",
        "hours": "item.playtime_forever, exact to 3 minutes",
    },
    lacks="Texts; how many voted on a review; libraries beyond the reviewed games.",
    example=(
        "app_id,helpful,funny,date,is_recommended,hours,user_id,review_id\n"
        "99000010,4,0,2022-12-12,true,36.3,51,0\n"
    ),
    example_name="recommendations.csv",
    matches=has_fields("app_id", "user_id", "is_recommended", "review_id", "hours"),
    records=_convert_recommendation,
)
