"""Ways in: questions that what is loaded answers, each with its page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.subrequests import Part, address

WAYS: Final = 10
_OF_GAMES: Final = 6
"""Where there are titles too."""
_COMPARED: Final = 3


@dataclass(frozen=True, slots=True)
class Way:
    """A question, and the page that answers it."""

    question: str
    address: str
    answer: str
    """What stands there."""


def find_ways(parts: Mapping[str, Part]) -> list[Way]:
    """Ask ten questions of the parts of the first page; fewer where little is loaded."""
    games, titles = list(_ways_of_games(parts)), list(_ways_of_titles(parts))
    of_titles = WAYS - _OF_GAMES
    first = (*games[:_OF_GAMES], *titles[:of_titles])
    return [*first, *games[_OF_GAMES:], *titles[of_titles:], *_OTHERS][:WAYS]


def _ways_of_games(parts: Mapping[str, Part]) -> Iterator[Way]:
    for game in _first(parts, "games"):
        yield Way(f"How is {game['name']} played?", address("games", game["game_id"]), "One game.")
    for genre in _first(parts, "genres"):
        yield Way(
            f"Which years made {genre['genre']}?", address("genres", genre["genre"]), "A genre."
        )
    compared = [game["game_id"] for game in _rows(parts, "owned")[:_COMPARED]]
    if len(compared) > 1:
        yield Way(
            "Which is the better buy?",
            address("compare", games=",".join(map(str, compared))),
            "Up to four games side by side: price, playtime, reviews.",
        )
        yield Way(
            "What should I play?",
            address("shelf", games=",".join(map(str, compared))),
            "Name a few games you like; no account, nothing is kept.",
        )
    for player in _players(parts):
        yield Way("What do they play who play most?", address("users", player), "A library.")
    for studio in _first(parts, "studios"):
        name = studio["studio"]
        yield Way(f"What does {name} release?", address("studios", name), "A studio.")
    years = sorted(_rows(parts, "years"), key=lambda year: year["games_count"])
    for year in years[-1:]:
        yield Way(
            f"What came out in {year['year']}?",
            address("years", year["year"]),
            "The year with most games: its best and its worst.",
        )
    for tag in _first(parts, "tags"):
        yield Way(
            f"Which games are “{tag['tag']}”?", address("games", tag=tag["tag"]), "A list by tag."
        )
    for game in _first(parts, "games"):
        yield Way("Which free games are there?", address("games", free=True), "A list by price.")
        yield Way(
            f"Is “{game['name'][:-1]}” found too?",
            address("search", q=game["name"][:-1]),
            "Typing errors are forgiven.",
        )


def _ways_of_titles(parts: Mapping[str, Part]) -> Iterator[Way]:
    for title in _first(parts, "titles"):
        yield Way(
            f"What is like {title['name']}?", address("titles", title["title_id"]), "One title."
        )
    for person in _first(parts, "people"):
        yield Way(
            f"What did {person['name']} make?", address("people", person["person_id"]), "A person."
        )
    for platform in _first(parts, "platforms"):
        name = platform["platform"]
        yield Way(f"What does {name.capitalize()} show?", address("platforms", name), "A platform.")
    for viewer in _first(parts, "viewers"):
        yield Way(
            "What may a viewer like next?", address("viewers", viewer["viewer_id"]), "A viewer."
        )
    for title in _first(parts, "titles"):
        for genre in title["genres"][:1]:
            yield Way(f"What else is {genre}?", address("titles", genre=genre), "A list by genre.")
        for country in title["countries"][:1]:
            yield Way(
                f"What comes from {country}?",
                address("titles", country=country),
                "A list by country.",
            )
        yield Way(
            "Which series are new?", address("titles", kind="series", sort="-year"), "A list."
        )
        yield Way(
            f"Is “{title['name'][:-1]}” found too?",
            address("search", q=title["name"][:-1]),
            "Typing errors are forgiven.",
        )


_OTHERS: Final = (
    Way("Where is it all from?", "/about/data", "Files, crawls, gaps."),
    Way("How is it computed?", "/sql", "Every view and function."),
    Way("How does a program ask?", "/docs", "Each page is also JSON, most tables CSV."),
    Way("Who makes titles?", "/people", "Actors and directors."),
    Way("Who shows titles?", "/platforms", "Platforms beside each other."),
)


def _rows(parts: Mapping[str, Part], name: str) -> list[Any]:
    return parts[name].rows if name in parts else []


def _first(parts: Mapping[str, Part], name: str) -> list[Any]:
    return _rows(parts, name)[:1]


def _players(parts: Mapping[str, Part]) -> list[str]:
    found = parts["genre"].document["top_players"] if "genre" in parts else []
    return [one["user_id"] for one in found[:1]]
