"""The store's answer `appdetails`, and steam_app_data.csv, which holds its `data`."""

from collections.abc import Iterator
from typing import Any

from etl.formats import convert
from etl.formats.base import Entry, Format, Kind, LeftOut, Record, Sample, has_fields

_EARLY_ACCESS = "70"  # the store's id of the genre, whatever the caller's language


def _app_answers(entry: Entry) -> Iterator[tuple[str | None, Any]]:
    """Give each app's answer: a record keyed by its id, or a line that holds some by id."""
    if "success" in entry.fields:
        yield entry.key, entry.fields
    elif "steam_appid" in entry.fields:
        yield entry.key, {"success": True, "data": entry.fields}
    else:
        yield from entry.fields.items()


def _matches_json(sample: Sample) -> bool:
    if sample.is_table or not sample.entries:
        return False
    return "steam_appid" in sample.fields or all(
        isinstance(answer, dict) and "success" in answer and str(key).isdigit()
        for entry in sample.entries
        for key, answer in _app_answers(entry)
    )


def _convert_entry(entry: Entry) -> Iterator[tuple[Kind, Record] | LeftOut]:
    for key, answer in _app_answers(entry):
        data = answer.get("data") if isinstance(answer, dict) else None
        yield from _convert_app(key, data if isinstance(data, dict) else {})


def _convert_app(key: str | None, data: Record) -> Iterator[tuple[Kind, Record] | LeftOut]:
    kind = convert.known_or_none(data.get("type"))
    if kind is None:
        yield LeftOut("app_without_details")
        return
    if kind != "game":
        yield LeftOut("app_is_no_game")
        return
    genres = convert.parse_literal(convert.known_or_none(data.get("genres")))
    listed = genres if isinstance(genres, list) else ()
    ids = {str(one.get("id")) for one in listed if isinstance(one, dict)}
    record = {
        "id": data.get("steam_appid", key),
        "app_name": convert.known_or_none(data.get("name")),
        **convert.release_fields(data.get("release_date")),
        **convert.store_price(data.get("price_overview"), is_free=data.get("is_free")),
        "metascore": convert.parse_metascore(data.get("metacritic")),
        "developer": convert.to_studio_list(data.get("developers")),
        "publisher": convert.to_studio_list(data.get("publishers")),
        "genres": convert.to_label_list(genres),
        "early_access": _EARLY_ACCESS in ids if genres is not None else None,
        "specs": convert.to_label_list(data.get("categories")),
    }
    yield "games", record


_FILLS = {
    "steam_appid": "game.game_id",
    "type": "only games are loaded, no DLC, demos or music",
    "name": "game.name",
    "release_date": "game.release_date",
    "price_overview": "game.price and game.discount_price in USD, else only its text",
    "is_free": "game.price 0",
    "metacritic": "game.metascore",
    "developers": "game.developers",
    "publishers": "game.publishers",
    "genres": "game.genres and game.early_access",
    "categories": "game.specs",
}
_LACKS = "Tags, sentiment, libraries and reviews; prices in other currencies than USD."

JSON = Format(
    name="store-appdetails",
    title="Answers of the store: appdetails",
    origin="the Steam store's web service",
    kinds=("games",),
    fills=_FILLS,
    lacks=_LACKS,
    example=(
        '{"99000010": {"success": true, "data": {"type": "game", "name": "Paper Harbour", '
        '"steam_appid": 99000010, "is_free": false, "developers": ["Fen Works, Inc."], '
        '"price_overview": {"currency": "USD", "initial": 499, "final": 249}, '
        '"metacritic": {"score": 71}, "categories": [{"id": 2, "description": "Single-player"}], '
        '"genres": [{"id": "4", "description": "Casual"}], '
        '"release_date": {"coming_soon": false, "date": "Mar 9, 2016"}}}, '
        '"99000020": {"success": false}}\n'
    ),
    example_name="appdetails.json",
    matches=_matches_json,
    records=_convert_entry,
)
CSV = Format(
    name="nikdavis-app-data",
    title="steam_app_data.csv of nik-davis",
    origin="Kaggle, Steam Store Games (nikdavis), from the store in May 2019",
    licence="CC BY 4.0",
    kinds=("games",),
    fills=_FILLS,
    lacks=f"{_LACKS} Its prices are in GBP.",
    example=(
        "type,name,steam_appid,is_free,developers,publishers,price_overview,metacritic,"
        "categories,genres,release_date\n"
        "game,Paper Harbour,99000010,False,['Quiet Kiln'],[''],"
        "\"{'currency': 'GBP', 'initial': 399, 'final': 199}\",{'score': 71},"
        "\"[{'id': 2, 'description': 'Single-player'}]\","
        "\"[{'id': '4', 'description': 'Casual'}]\","
        "\"{'coming_soon': False, 'date': '9 Mar, 2016'}\"\n"
        ",none,99000020,,,,,,,,\n"
    ),
    example_name="steam_app_data.csv",
    matches=has_fields("steam_appid", "price_overview", "genres", is_table=True),
    records=_convert_entry,
)
