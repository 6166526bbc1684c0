"""The store's answer `appreviews`: raw, as pages joined by id, and flattened into tables."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from db.errors import InputError
from etl.formats import convert
from etl.formats.base import Entry, Format, Kind, Record, Sample, has_fields

_GAME_ID: Final = re.compile(r"(?<![0-9])[0-9]{1,10}(?![0-9])")
_AUTHOR: Final = ("steamid", "playtime_forever", "playtime_last_two_weeks")
_ALIASES: Final = {"voted_up": "recommended", "votes_up": "votes_helpful"}


def _matches_pages(sample: Sample) -> bool:
    if sample.is_table or "reviews" not in sample.fields:
        return False
    reviews = sample.first("reviews")
    known = list(reviews.values() if isinstance(reviews, dict) else reviews or ())
    is_store = bool(known) and isinstance(known[0], dict) and "author" in known[0]
    return is_store or not sample.fields.isdisjoint({"query_summary", "cursors"})


def _matches_table(sample: Sample) -> bool:
    has_author = not sample.fields.isdisjoint({"author.steamid", "author_steamid"})
    is_flagged = not sample.fields.isdisjoint({"voted_up", "recommended"})
    return has_author and is_flagged and "timestamp_created" in sample.fields


def _convert_page(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    game = _entry_game_id(entry)
    reviews = entry.fields.get("reviews")
    for review in reviews.values() if isinstance(reviews, dict) else reviews or ():
        author = review.get("author") if isinstance(review, dict) else None
        yield from _review_and_item_records(
            game, review, author if isinstance(author, dict) else {}
        )


def _line_records(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    author = entry.fields.get("author")
    yield from _review_and_item_records(
        _entry_game_id(entry), entry.fields, author if isinstance(author, dict) else {}
    )


def _table_records(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    fields = entry.fields
    dot = "." if "author.steamid" in fields else "_"
    author = {name: convert.known_or_none(fields.get(f"author{dot}{name}")) for name in _AUTHOR}
    yield from _review_and_item_records(_entry_game_id(entry), fields, author)


def _review_and_item_records(
    game: Any,  # noqa: ANN401
    review: Any,  # noqa: ANN401
    author: Mapping[str, Any],
) -> Iterator[tuple[Kind, Record]]:
    user = convert.user_fields(author.get("steamid"))
    if not isinstance(review, dict):
        yield "reviews", {**user, "reviews": [review]}
        return

    def get(name: str) -> Any:  # noqa: ANN401
        return convert.known_or_none(review.get(name, review.get(_ALIASES.get(name, name))))

    posted = convert.to_posted_text(get("timestamp_created"))
    edited = convert.to_posted_text(get("timestamp_updated"))
    played = author.get("playtime_forever")
    item = {
        "item_id": game,
        "playtime_forever": convert.round_minutes(played),
        "playtime_2weeks": convert.round_minutes(author.get("playtime_last_two_weeks")),
    }
    yield from convert.review_and_item(
        user,
        {
            "item_id": game,
            "posted": posted,
            "last_edited": edited if edited != posted else None,
            "recommend": convert.parse_flag(get("voted_up")),
            "helpful": get("votes_up"),
            "funny": get("votes_funny"),
            "review": review.get("review"),
        },
        item if played is not None else None,
    )


def _entry_game_id(entry: Entry) -> Any:  # noqa: ANN401 - cleaning reads it
    for field in ("app_id", "appid"):
        if (stated := convert.known_or_none(entry.fields.get(field))) is not None:
            return stated
    if entry.game is not None:
        return entry.game
    found = _GAME_ID.findall(entry.file_name)
    if len(found) != 1:
        raise InputError(
            f"{entry.file_name}: reviews of one game, which is not named in them; name it with "
            "--game ID, or give the file a name with the game's id, such as review_570.json"
        )
    return found[0]


_GAME: Final = {"--game ID, or the number in the file's name": "review.game_id"}
_FILLS: Final = {
    "timestamp_created": "review.posted",
    "timestamp_updated": "review.last_edited, where it is another day",
    "voted_up": "review.recommend",
    "votes_up": "review.helpful: how many found it helpful",
    "votes_funny": "review.funny",
    "review": "review.text",
    "author.steamid": "user.user_id and user.steam_id",
    "author.playtime_forever": "item.playtime_forever",
    "author.playtime_last_two_weeks": "item.playtime_2weeks",
}
_LACKS: Final = (
    "Games but for their ids; how many voted on a review; libraries beyond the reviewed games."
)
_REVIEW: Final = (
    '{"recommendationid": "990201", "author": {"steamid": "76561190000000001", '
    '"playtime_forever": 1909, "playtime_last_two_weeks": 0}, "language": "english", '
    '"review": "calm", "timestamp_created": 1727677994, "timestamp_updated": 1727677994, '
    '"voted_up": true, "votes_up": 3, "votes_funny": 1}'
)

RAW: Final = Format(
    name="store-appreviews",
    asks="game",
    title="Answers of the store: appreviews, raw or joined by id",
    origin="the Steam store's web service; woctezuma's download-steam-reviews",
    kinds=("reviews", "items"),
    fills={**_GAME, **_FILLS},
    lacks=_LACKS,
    example=f'{{"reviews": {{"990201": {_REVIEW}}}, "cursors": {{}}}}\n',
    example_name="review_99000010.json",
    matches=_matches_pages,
    records=_convert_page,
)
LINES: Final = Format(
    name="store-appreviews-lines",
    asks="game",
    title="Reviews of the store's answer appreviews, one a record",
    origin="the Steam store's web service",
    kinds=("reviews", "items"),
    fills={"app_id, appid, --game ID or the file's name": "review.game_id", **_FILLS},
    lacks=_LACKS,
    example=f"{_REVIEW}\n",
    example_name="reviews_99000010.jsonl",
    matches=has_fields("recommendationid", "author", "voted_up", is_table=False),
    records=_line_records,
)
TABLE: Final = Format(
    name="store-appreviews-table",
    title="Reviews of the store's answer appreviews as a table",
    origin=(
        "steamreviews with json_normalize; Kaggle, Steam Reviews Dataset 2021 (najzeko) and "
        "100 Million+ Steam Reviews (kieranpoc)"
    ),
    licence="100 Million+: MIT; of the others not known",
    kinds=("reviews", "items"),
    fills={
        "app_id, appid, --game ID or the file's name": "review.game_id",
        **_FILLS,
        "recommended, votes_helpful": "as voted_up, votes_up",
    },
    lacks=_LACKS,
    example=(
        "recommendationid,appid,author_steamid,author_playtime_forever,"
        "author_playtime_last_two_weeks,review,timestamp_created,timestamp_updated,voted_up,"
        "votes_up,votes_funny\n"
        "990201,99000010,76561190000000001,1909.0,0,calm,1727677994,1727764394,1,3,1\n"
    ),
    example_name="all_reviews.csv",
    matches=_matches_table,
    records=_table_records,
)
