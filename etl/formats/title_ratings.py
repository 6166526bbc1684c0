"""Ratings of streaming titles by viewers, a row for each rating."""

from typing import Final

from etl.formats.base import Format, has_fields

COLUMNS: Final = ("userId", "rating", "timestamp", "movieId")


FORMAT: Final = Format(
    name="title-ratings",
    title="Ratings of streaming titles by viewers: 1.csv to 8.csv",
    origin="course work over the streaming titles, with the ratings of MovieLens",
    licence="that of MovieLens: research use",
    kinds=("ratings",),
    fills={
        "userId": "rating.viewer_id",
        "rating": "rating.half_stars: 0.5 to 5 stars, in halves",
        "timestamp": "rating.rated_at, in seconds since 1970",
        "movieId": "rating.title_id, such as as123",
    },
    lacks="Titles: load those of every platform before it, or with it.",
    example="userId,rating,timestamp,movieId\n7,4.5,1425941529,hs1\n7,0.5,1425941530,as20\n",
    example_name="1.csv",
    matches=has_fields(*COLUMNS, is_table=True),
    records=lambda entry: [("ratings", entry.fields)],
)
