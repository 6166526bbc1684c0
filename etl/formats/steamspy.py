"""SteamSpy's answers `all` and `appdetails`, and steamspy_data.csv, which holds the same."""

from collections.abc import Iterator

from etl.formats import convert
from etl.formats.base import Entry, Format, Kind, LeftOut, Record, has_fields

_FIELDS = ("appid", "owners", "positive")
_HIDDEN = 999_999  # the id under which SteamSpy lists what it hides


def _convert_entry(entry: Entry) -> Iterator[tuple[Kind, Record] | LeftOut]:
    get = entry.fields.get
    game_id = get("appid", entry.key)
    if convert.parse_number(game_id) == _HIDDEN:
        yield LeftOut("hidden_app")
        return
    genres = convert.to_label_list(get("genre"))
    initial, current = map(convert.known_or_none, (get("initialprice"), get("price")))
    regular = convert.cents_to_dollars(current if initial is None else initial)
    reduced = convert.cents_to_dollars(current)
    record = {
        "id": game_id,
        "app_name": convert.known_or_none(get("name")),
        "developer": convert.known_or_none(get("developer")),
        "publisher": convert.known_or_none(get("publisher")),
        "price": regular,
        "discount_price": reduced if reduced != regular else None,
        "genres": genres,
        "early_access": convert.has_early_access(genres),
        "tags": convert.to_label_list(get("tags")),
    }
    yield "games", record


_FILLS = {
    "appid": "game.game_id",
    "name": "game.name",
    "developer": "game.developers",
    "publisher": "game.publishers",
    "initialprice": "game.price, in US cents",
    "price": "game.discount_price, where it is lower; game.price without initialprice",
    "genre": "game.genres; 'Early Access' fills game.early_access",
    "tags": "game.tags, by votes",
}
_LACKS = (
    "Release dates, specs, sentiment and metascore. Owners are a range and are not loaded. "
    "Several studios of a game are one text, which is one studio here."
)

JSON = Format(
    name="steamspy",
    title="Answers of SteamSpy: all, and appdetails",
    origin="the web service of SteamSpy",
    kinds=("games",),
    fills=_FILLS,
    lacks=f"In `all` genres and tags too. {_LACKS}",
    example=(
        '{"99000010": {"appid": 99000010, "name": "Paper Harbour", "developer": "Quiet Kiln", '
        '"publisher": "Quiet Kiln", "positive": 27, "negative": 5, "owners": "20,000 .. 50,000", '
        '"average_forever": 176, "price": "249", "initialprice": "499", "discount": "50", '
        '"genre": "Casual, Indie", "tags": {"Casual": 21, "Indie": 22}}}\n'
    ),
    example_name="steamspy.json",
    matches=has_fields(*_FIELDS, is_table=False),
    records=_convert_entry,
)
CSV = Format(
    name="nikdavis-steamspy",
    title="steamspy_data.csv of nik-davis",
    origin="Kaggle, Steam Store Games (nikdavis), from SteamSpy in May 2019",
    licence="CC BY 4.0",
    kinds=("games",),
    fills=_FILLS,
    lacks=_LACKS,
    example=(
        "appid,name,developer,publisher,positive,negative,owners,average_forever,price,"
        "initialprice,discount,languages,genre,tags\n"
        '99000010,Paper Harbour,Quiet Kiln,,124,33,"20,000 .. 50,000",176,499.0,499.0,0.0,English,'
        "\"Casual, Indie\",\"{'Casual': 21, 'Indie': 22}\"\n"
    ),
    example_name="steamspy_data.csv",
    matches=has_fields(*_FIELDS, is_table=True),
    records=_convert_entry,
)
