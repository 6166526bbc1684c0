"""What the contract makes of titles files: an own reading and cleaning, and own answers.

Written from the contract, with nothing of `etl/` in it.
"""

import calendar
import csv
import gzip
import io
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

PLATFORMS = ("amazon", "disney", "hulu", "netflix")
INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF],
)
SUFFIXES = {"jr", "jr.", "sr", "sr.", "ph.d.", "phd", "md", "m.d."}
BROKEN_RATINGS = {
    "AGES_18_": "18+",
    "AGES_16_": "16+",
    "16": "16+",
    "ALL_AGES": "ALL",
    "NOT_RATE": "NR",
}
CULTURE = "Arts, Entertainment, and Culture"
KINDS = {"Movie": "movie", "TV Show": "series"}
KIND_WORDS = {
    "movie": "movie",
    "pelicula": "movie",
    "película": "movie",
    "series": "series",
    "serie": "series",
    "tv show": "series",
}


@dataclass(kw_only=True)
class Title:
    """A title, cleaned."""

    platform: str
    number: int
    kind: str
    name: str
    year: int
    added_on: date | None
    minutes: int | None
    seasons: int | None
    rating: str | None
    directors: list[str]
    actors: list[str]
    countries: list[str]
    categories: list[str]
    description: str | None
    raw: Mapping[str, str] = field(repr=False)

    @property
    def title_id(self) -> str:
        return f"{self.platform[0]}s{self.number}"

    @property
    def work(self) -> tuple[str, str, int]:
        """What titles of one work have in common."""
        return self.name.casefold(), self.kind, self.year

    @property
    def order(self) -> tuple[str, int]:
        """What "lower id" compares."""
        return self.platform, self.number


def read_titles(folder: Path) -> list[Title]:
    """Read every titles file of a folder, the titles by id."""
    found = {}
    for path in sorted(folder.iterdir()):
        names = [name for name in PLATFORMS if name in path.name.lower()]
        if len(names) == 1 and "titles" in path.name:
            for row in read_rows(path):
                title = clean_title(names[0], row)
                if title is not None:
                    found[title.order] = title
    return [found[order] for order in sorted(found)]


def read_scores(path: Path) -> dict[str, float]:
    """Read published means, by title_id."""
    return {row["movieId"]: float(row["rating"]) for row in read_rows(path)}


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    raw = path.read_bytes()
    raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    text = raw.decode("utf-8-sig")
    semicolons = text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",")
    yield from csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if semicolons else ",")


def clean_title(platform: str, row: Mapping[str, str]) -> Title | None:
    """Clean a row; None for one that the contract rejects."""
    if None in row or None in row.values():
        return None
    said = {name: clean_text(value) for name, value in row.items()}
    number = re.fullmatch(r"s([0-9]+)", said["show_id"])
    year = re.fullmatch(r"[0-9]{4}", said["release_year"])
    if number is None or not said["title"] or said["type"] not in KINDS or year is None:
        return None
    if not 1870 <= int(year[0]) <= 2100:
        return None
    duration, rating = said["duration"], said["rating"]
    if not duration and re.fullmatch(r"[0-9]+ (min|Seasons?)", rating):
        duration, rating = rating, ""
    amount = re.fullmatch(r"([0-9]+) (min|Seasons?)", duration)
    length = int(amount[1]) if amount and int(amount[1]) else None
    return Title(
        platform=platform,
        number=int(number[1]),
        kind=KINDS[said["type"]],
        name=said["title"],
        year=int(year[0]),
        added_on=clean_day(said["date_added"]),
        minutes=length if amount and amount[2] == "min" else None,
        seasons=length if amount and amount[2] != "min" else None,
        rating=BROKEN_RATINGS.get(rating, rating) or None,
        directors=split_names(said["director"]),
        actors=split_names(said["cast"]),
        countries=unique(split_commas(said["country"])),
        categories=split_categories(said["listed_in"]),
        description=said["description"] or None,
        raw=row,
    )


def clean_day(text: str) -> date | None:
    """Read `September 25, 2021`."""
    if not text:
        return None
    month, day, year = text.replace(",", "").split()
    return date(int(year), list(calendar.month_name).index(month), int(day))


def clean_text(text: str) -> str:
    """NFC, without what is invisible, runs of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).translate(INVISIBLE).split())


def split_commas(text: str) -> list[str]:
    return [one for part in text.split(",") if (one := part.strip())]


def split_names(text: str) -> list[str]:
    names: list[str] = []
    for part in split_commas(text):
        if part.casefold() in SUFFIXES and names:
            names[-1] += f", {part}"
        else:
            names.append(part)
    return unique(one for one in names if any(letter.isalpha() for letter in one))


def split_categories(text: str) -> list[str]:
    rest = text.replace(CULTURE, "\0")
    return [one.replace("\0", CULTURE) for one in split_commas(rest)]


def unique(names: Iterable[str]) -> list[str]:
    """Keep the first of each, whatever its case."""
    found: dict[str, str] = {}
    for one in names:
        found.setdefault(one.casefold(), one)
    return list(found.values())


class Answers:
    """S1 to S6 over titles and scores, in the words of the classic face."""

    def __init__(self, titles: Sequence[Title], scores: Mapping[str, float]) -> None:
        self.titles = titles
        self.scores = scores
        self.of: defaultdict[tuple[str | None, int | None], list[Title]] = defaultdict(list)
        """Titles by (platform, year); None for all of them."""
        for title in titles:
            for platform in (None, title.platform):
                for year in (None, title.year):
                    self.of[platform, year].append(title)
        spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for title in titles:
            for name in (*title.actors, *title.directors):
                spellings[name.casefold()][name] += 1
        self.shown = {
            key: min(found, key=lambda one: (-found[one], one)) for key, found in spellings.items()
        }

    def longest(self, year: int | None, platform: str | None, unit: str) -> Title | None:
        def length(title: Title) -> int | None:
            if unit == "season":
                return title.seasons
            return title.minutes if title.kind == "movie" else None

        found = [one for one in self.of[platform, year] if length(one) is not None]
        return min(found, key=lambda one: (-(length(one) or 0), one.order), default=None)

    def get_max_duration(
        self, year: int | None = None, platform: str | None = None, unit: str = "min"
    ) -> dict[str, object]:
        found = self.longest(year, platform, unit)
        return {"pelicula": found and found.name.lower()}

    def get_score_count(self, platform: str, scored: float, year: int) -> dict[str, object]:
        found = [
            one
            for one in self.of[platform, year]
            if one.kind == "movie"
            and one.title_id in self.scores
            and self.scores[one.title_id] > scored
        ]
        return {"plataforma": platform, "cantidad": len(found), "anio": year, "score": scored}

    def get_count_platform(self, platform: str) -> dict[str, object]:
        found = [one for one in self.of[platform, None] if one.kind == "movie"]
        return {"plataforma": platform, "peliculas": len(found)}

    def get_actor(self, platform: str, year: int) -> dict[str, object]:
        counts = Counter(
            actor.casefold() for one in self.of[platform, year] for actor in one.actors
        )
        best = min(counts, key=lambda one: (-counts[one], self.shown[one].lower()), default=None)
        return {
            "plataforma": platform,
            "anio": year,
            "actor": best and self.shown[best].lower(),
            "apariciones": counts[best] if best else 0,
        }

    def prod_per_county(self, kind: str, country: str, year: int) -> dict[str, object]:
        found = [
            one
            for one in self.of[None, year]
            if one.kind == KIND_WORDS[kind.casefold()]
            and country.casefold() in [name.casefold() for name in one.countries]
        ]
        return {"pais": country.lower(), "anio": year, "peliculas": len(found)}

    def get_contents(self, rating: str) -> dict[str, object]:
        wanted = rating.casefold()
        found = [one for one in self.titles if (one.rating or "G").casefold() == wanted]
        return {"rating": rating.lower(), "contenido": len(found)}
