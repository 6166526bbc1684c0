"""Titles of a streaming platform, a row for each; an older cohort's tables have a score too."""

from collections.abc import Iterator
from typing import Final

from etl.formats.base import Entry, Format, Kind, Record, has_fields


def _convert_entry(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    named = {name: value for name, value in entry.fields.items() if name}  # pandas' index has none
    yield "titles", {**named, "platform": entry.platform}


FORMAT: Final = Format(
    name="streaming-titles",
    asks="platform",
    title="Titles of a streaming platform: amazon_prime_titles.csv and the like",
    origin="Kaggle, Movies and TV Shows on Amazon Prime, Disney+, Hulu, Netflix (shivamb)",
    licence="CC0: Public Domain",
    kinds=("titles",),
    fills={
        "the platform's name in the file's name, or --platform NAME=FILE": "title.platform",
        "show_id": "title.title_id, after the platform's first letter",
        "type": "title.kind",
        "title": "title.name",
        "director": "title.directors, between commas",
        "cast": "title.actors, between commas",
        "country": "title.countries, between commas",
        "date_added": "title.added_on",
        "release_year": "title.release_year",
        "rating": "title.audience_rating; a duration, where there is none",
        "duration": "title.duration and title.duration_unit",
        "listed_in": "title.categories, between commas",
        "description": "title.description",
        "score": "title.editorial_score, in tables of an older cohort",
    },
    lacks="Ratings by viewers.",
    example=(
        "show_id,type,title,director,cast,country,date_added,release_year,rating,duration,"
        "listed_in,description\n"
        's1,Movie,Paper Harbour,Ada Fen,"Bo Quay, Cy Marsh, Jr.",Australia,"March 9, 2016",2015,'
        'PG,94 min,"Drama, Family","A calm, ""small"" film\nby the sea."\n'
        "s2,TV Show,Quiet Kiln,,Bo Quay,,,2016,,2 Seasons,Drama,Pots.\n"
    ),
    example_name="hulu_titles.csv",
    matches=has_fields("show_id", "type", "title", "release_year", is_table=True),
    records=_convert_entry,
)
