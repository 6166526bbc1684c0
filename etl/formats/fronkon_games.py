"""FronkonGames' "Steam Games Dataset": games.json and games.csv."""

from collections.abc import Iterator
from typing import Any

from etl.formats import convert
from etl.formats.base import Entry, Format, Kind, Record, Sample, has_fields

_COLUMNS = {
    "Name": "name",
    "Release date": "release_date",
    "Price": "price",
    "Metacritic score": "metacritic_score",
    "Developers": "developers",
    "Publishers": "publishers",
    "Categories": "categories",
    "Genres": "genres",
    "Tags": "tags",
}
_TITLE = "Steam Games Dataset of FronkonGames"
_ORIGIN = "Kaggle and Hugging Face, FronkonGames; made by Steam-Games-Scraper"
_LICENCE = "CC BY 4.0 on Hugging Face; a copy on Kaggle carries MIT"
_LACKS = (
    "Libraries and reviews; the store's sentiment. Owners are a range and are not loaded. "
    "A price of 0 may also mean that none was known."
)


def _matches_json(sample: Sample) -> bool:
    return (
        {"metacritic_score", "developers", "categories"} <= sample.fields
        and not sample.fields.isdisjoint({"estimated_owners", "about_the_game"})
        and not sample.is_table
    )


def _convert_json_game(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    game_id = entry.key if entry.key is not None else entry.fields.get("appid")
    yield "games", _official_like_game(game_id, entry.fields)


def _convert_csv_game(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    fields = {name: entry.fields.get(column) for column, name in _COLUMNS.items()}
    yield "games", _official_like_game(entry.fields.get("AppID"), fields)


def _official_like_game(game_id: Any, fields: Record) -> Record:  # noqa: ANN401 - cleaning reads it
    genres = convert.to_label_list(fields.get("genres"))
    return {
        "id": game_id,
        "app_name": convert.known_or_none(fields.get("name")),
        **convert.release_fields(fields.get("release_date")),
        "price": fields.get("price"),
        "metascore": convert.parse_metascore(fields.get("metacritic_score")),
        "developer": convert.to_studio_list(fields.get("developers")),
        "publisher": convert.to_studio_list(fields.get("publishers")),
        "genres": genres,
        "early_access": convert.has_early_access(genres),
        "specs": convert.to_label_list(fields.get("categories")),
        "tags": convert.to_label_list(fields.get("tags")),
    }


_FILLS = {
    "name": "game.name",
    "release_date": "game.release_date",
    "price": "game.price",
    "metacritic_score": "game.metascore; 0 is none",
    "developers": "game.developers",
    "publishers": "game.publishers",
    "categories": "game.specs",
    "genres": "game.genres; 'Early Access' fills game.early_access",
    "tags": "game.tags, by votes",
}

JSON = Format(
    name="fronkongames-json",
    title=f"{_TITLE}, games.json",
    origin=_ORIGIN,
    licence=_LICENCE,
    kinds=("games",),
    fills={"the key": "game.game_id", **_FILLS},
    lacks=_LACKS,
    example="""{
  "99000010": {
    "name": "Paper Harbour",
    "release_date": "Mar 9, 2016",
    "price": 4.99,
    "about_the_game": "A calm little game.",
    "metacritic_score": 71,
    "metacritic_url": "",
    "developers": ["Fen Works, Inc.", "Moss"],
    "publishers": [""],
    "categories": ["Single-player"],
    "genres": ["Casual", "Early Access"],
    "estimated_owners": "20000 - 50000",
    "tags": {"Casual": 21, "Indie": 22}
  }
}
""",
    example_name="games.json",
    matches=_matches_json,
    records=_convert_json_game,
)
CSV = Format(
    name="fronkongames-csv",
    title=f"{_TITLE}, games.csv",
    origin=_ORIGIN,
    licence=_LICENCE,
    kinds=("games",),
    fills={
        "AppID": "game.game_id",
        **{column: _FILLS[name] for column, name in _COLUMNS.items()},
        "Tags": "game.tags",
    },
    lacks=_LACKS,
    example=(
        "AppID,Name,Release date,Estimated owners,Price,DiscountDLC count,About the game,"
        "Metacritic score,Developers,Publishers,Categories,Genres,Tags\n"
        '99000010,"Paper Harbour","Mar 9, 2016","20000 - 50000",4.99,50,0,"A calm little game.",'
        '71,"Fen Works, Inc.,Moss","","Single-player","Casual,Indie","Indie,Casual"\n'
    ),
    example_name="games.csv",
    matches=has_fields("AppID", "Release date", "About the game", is_table=True),
    records=_convert_csv_game,
)
