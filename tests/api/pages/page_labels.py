"""What the labels of pages say that numbers are: filters of the templates, and fields.

A label that stands on several pages has several; of each page's answers, one must be right.
"""

from collections.abc import Mapping
from typing import Final

from tests.api.pages.page_numbers import Labels, Spec

_FACTS: Final[Mapping[str, tuple[Spec, ...]]] = {
    "Acted in": (("count", "acted_count"),),
    "Average price": (("usd", "average_price_usd"),),
    "Developed": (("count", "games_count"),),
    "Directed": (("count", "directed_count"),),
    "Early access": (("count", "early_access_count"),),
    "Ever played": (("percent", "played_percent"),),
    "Free": (("percent", "free_percent"), ("count", "free_count")),
    "For": (("known", "audience_rating"),),
    "Free games": (("count", "free_count"),),
    "Games": (("count", "games_count"), ("count", "items_count")),
    "Games released": (("count", "games_count"),),
    "Length": (("known", "duration_text"),),
    "Median playtime": (("hours", "playtime_median_minutes"),),
    "Median price": (("usd", "median_price_usd"),),
    "Metascore": (("known", "metascore"),),
    "Movies": (("count", "movies_count"),),
    "Owners": (("count", "owners_count"),),
    "Played": (("hours", "playtime_minutes"),),
    "Price": (("usd", "price_usd"),),
    "Published": (("count", "published_count"),),
    "Recommended": (("percent", "recommended_percent"),),
    "Released": (("known", "release_year"),),
    "Reviews": (("count", "reviews_count"),),
    "Series": (("count", "series_count"),),
    "Score": (("number", "score"),),
    "Store\u2019s verdict": (("known", "store_sentiment"),),
    "Titles": (("count", "titles_count"),),
    "With a score": (("count", "scored_count"),),
    "Worth": (("usd", "spent_usd"),),
}
_HEADS: Final[Mapping[str, tuple[Spec, ...]]] = {
    "Acted in": (("count", "acted_count"),),
    "Alike": (("number", "score"),),
    "Average price": (("number", "average_price_usd"),),
    "Developed": (("count", "games_count"),),
    "Directed": (("count", "directed_count"),),
    "Ever played": (("percent", "played_percent"),),
    "Free": (("percent", "free_percent"), ("count", "free_count")),
    "For": (("known", "audience_rating"),),
    "Games": (("count", "games_count"), ("count", "items_count")),
    "Length": (("count", "duration"),),
    "Median": (("hours", "playtime_median_minutes"),),
    "Median price": (("number", "median_price_usd"),),
    "Movies": (("count", "movies_count"),),
    "Negative": (("count", "negative_count"),),
    "Neutral": (("count", "neutral_count"),),
    "Newest": (("known", "last_release_year"),),
    "Oldest": (("known", "first_release_year"),),
    "Owners": (("count", "owners_count"),),
    "Place": (("count", "place"),),
    "Played": (("hours", "playtime_minutes"),),
    "Played games": (("count", "played_games_count"),),
    "Positive": (("count", "positive_count"),),
    "Price": (("number", "price_usd"),),
    "Published": (("count", "published_count"),),
    "Recommended": (("percent", "recommended_percent"),),
    "Reviews": (("count", "reviews_count"),),
    "Score": (("number", "score"),),
    "Series": (("count", "series_count"),),
    "Share": (("percent", "owners_percent"),),
    "Titles": (("count", "titles_count"),),
    "Worth": (("number", "spent_usd"),),
}
_PLAYED: Final = (
    "played for more than {hours:playtime_median_minutes}, a quarter for more than "
    "{hours:playtime_p75_minutes}; {count:unplayed_count} of {count:owners_count} owners never"
)
_FELT: Final = (
    "{count:positive_count} of {count:reviews_count} reviews read as positive, "
    "{count:negative_count} as negative"
)
_SENTIMENTS: Final = (
    "{count:positive_count} positive, {count:neutral_count} neutral, "
    "{count:negative_count} negative"
)


def new_labels() -> Labels:
    """Give the labels, none of them met yet."""
    return Labels(_FACTS, _HEADS, (_PLAYED, _FELT, _SENTIMENTS))
