"""Reviews of the community's pages, one a record: the lab's newer set, and prncc/steam-scraper."""

from collections.abc import Iterator
from typing import Final

from etl.formats import convert
from etl.formats.base import Entry, Format, Kind, LeftOut, Record, has_fields

_FIELDS: Final = frozenset({"username", "product_id", "page_order"})


def _convert_entry(entry: Entry) -> Iterator[tuple[Kind, Record] | LeftOut]:
    get = entry.fields.get
    if convert.known_or_none(get("user_id")) is None:
        yield LeftOut("review_without_user")  # names of users are no ids: strangers share them
        return
    user, game = convert.user_fields(get("user_id")), get("product_id")
    hours, recommended = map(convert.known_or_none, (get("hours"), get("recommended")))
    item = {"item_id": game, "playtime_forever": convert.hours_to_minutes(hours)}
    if recommended is None:
        yield LeftOut("review_without_recommend")
        if hours is None:
            yield LeftOut("item_without_playtime")
        else:
            yield "items", {**user, "items": [item]}
        return
    review = {
        "item_id": game,
        "posted": convert.to_posted_text(get("date")),
        "recommend": convert.parse_flag(recommended),
        "helpful": _helpful_votes(get("found_helpful"), get("found_unhelpful")),
        "funny": convert.known_or_none(get("found_funny")),
        "review": get("text"),
    }
    yield from convert.review_and_item(user, review, item if hours is not None else None)


def _helpful_votes(yes: object, votes: object) -> object:
    """Read both numbers; what the crawler calls unhelpful are all who voted."""
    found, of = convert.parse_count(yes), convert.parse_count(votes)
    if found is None or of is None:
        return convert.known_or_none(yes)
    return f"{found} of {of} people found this review helpful"


_USER: Final = {
    "product_id": "item.game_id, review.game_id",
    "user_id": "user.user_id; a review without it is left out",
    "hours": "item.playtime_forever, exact to 3 minutes",
}

UNFLAGGED: Final = Format(
    name="mcauley-reviews-v2",
    title="Newer and larger review set of the McAuley lab: steam_reviews",
    origin="McAuley lab, UC San Diego",
    kinds=("items",),
    fills=_USER,
    lacks=(
        "Whether a review recommends: reviews are loaded as ownership alone, and the load counts "
        "them. About half have no user id and are left out."
    ),
    example=(
        "{u'username': u'Invented', u'hours': 0.3, u'product_id': u'99000010', u'page_order': 1, "
        "u'date': u'2017-07-27', u'text': u'bad', u'early_access': False, u'page': 1, "
        "u'user_id': u'76561190000000001'}\n"
        "{u'username': u'Other', u'hours': 15.9, u'product_id': u'99000010', u'page_order': 2, "
        "u'date': u'2017-12-17', u'text': u'fine', u'early_access': False, u'page': 1}\n"
    ),
    example_name="steam_reviews.json.gz",
    matches=lambda sample: sample.fields >= _FIELDS and "recommended" not in sample.fields,
    records=_convert_entry,
)
FLAGGED: Final = Format(
    name="prncc-reviews",
    title="Reviews of the crawler prncc/steam-scraper: reviews.jl",
    origin="GitHub, prncc/steam-scraper",
    licence="not known",
    kinds=("reviews", "items"),
    fills={
        **_USER,
        "date": "review.posted",
        "recommended": "review.recommend",
        "found_helpful": "review.helpful: how many found it helpful",
        "found_unhelpful": "review.helpful: how many voted",
        "found_funny": "review.funny",
        "text": "review.text",
    },
    lacks="Users with a name of their own have no id; their reviews are left out and counted.",
    example=(
        '{"product_id": "99000010", "page": 1, "page_order": 0, "recommended": true, '
        '"date": "2017-05-30", "text": "calm", "hours": 0.4, "found_helpful": 12, '
        '"found_unhelpful": 15, "username": "Invented", "user_id": "76561190000000001", '
        '"early_access": false}\n'
    ),
    example_name="reviews.jl",
    matches=has_fields(*_FIELDS, "recommended"),
    records=_convert_entry,
)
