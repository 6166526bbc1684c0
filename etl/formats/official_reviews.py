"""The lab's file of reviews."""

from etl.formats.base import Format, Sample


def _is_official_reviews(sample: Sample) -> bool:
    return "reviews" in sample.fields and not (
        sample.is_table or sample.fields & {"items", "items_count"}
    )


FORMAT = Format(
    name="official-reviews",
    title="Reviews of Australian users, of the McAuley lab",
    origin="McAuley lab, UC San Diego",
    kinds=("reviews",),
    fills={
        "user_id": "user.user_id",
        "user_url": "user.user_url",
        "reviews.item_id": "review.game_id",
        "reviews.posted": "review.posted",
        "reviews.last_edited": "review.last_edited",
        "reviews.recommend": "review.recommend",
        "reviews.helpful": "review.helpful",
        "reviews.funny": "review.funny",
        "reviews.review": "review.text",
    },
    lacks="Everything of games; the year of dates of the crawl's own year.",
    example=(
        '{"user_id": "invented_one", "user_url": "http://steamcommunity.com/id/invented_one", '
        '"reviews": [{"funny": "", "posted": "Posted March 20, 2015.", "last_edited": "", '
        '"item_id": "99000010", "helpful": "2 of 3 people (67%) found this review helpful", '
        '"recommend": true, "review": "A calm little game, very nice."}]}\n'
    ),
    example_name="user_reviews.json",
    matches=_is_official_reviews,
    records=lambda entry: [("reviews", entry.fields)],
)
