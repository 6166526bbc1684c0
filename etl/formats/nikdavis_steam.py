"""steam.csv of nik-davis: the store and SteamSpy, cleaned into one table."""

from collections.abc import Iterator

from etl.formats import convert
from etl.formats.base import Entry, Format, Kind, Record, has_fields


def _convert_entry(entry: Entry) -> Iterator[tuple[Kind, Record]]:
    get = entry.fields.get
    genres = convert.to_label_list(get("genres"), separator=";")
    price = convert.known_or_none(get("price"))
    record = {
        "id": get("appid"),
        "app_name": convert.known_or_none(get("name")),
        **convert.release_fields(get("release_date")),
        "price_text": None if price is None else f"{price} GBP",
        "developer": convert.to_studio_list(get("developer"), separator=";"),
        "publisher": convert.to_studio_list(get("publisher"), separator=";"),
        "genres": genres,
        "early_access": convert.has_early_access(genres),
        "specs": convert.to_label_list(get("categories"), separator=";"),
        "tags": convert.to_label_list(get("steamspy_tags"), separator=";"),
    }
    yield "games", record


FORMAT = Format(
    name="nikdavis-steam",
    title="steam.csv of nik-davis",
    origin="Kaggle, Steam Store Games (nikdavis), May 2019",
    licence="CC BY 4.0",
    kinds=("games",),
    fills={
        "appid": "game.game_id",
        "name": "game.name",
        "release_date": "game.release_date",
        "developer": "game.developers",
        "publisher": "game.publishers",
        "categories": "game.specs",
        "genres": "game.genres; 'Early Access' fills game.early_access",
        "steamspy_tags": "game.tags, the first three",
        "price": "the raw text of the price only: it is in GBP",
    },
    lacks="Prices in USD, sentiment and metascore. Owners are a range and are not loaded.",
    example=(
        "appid,name,release_date,english,developer,publisher,platforms,required_age,categories,"
        "genres,steamspy_tags,achievements,positive_ratings,negative_ratings,average_playtime,"
        "median_playtime,owners,price\n"
        '99000010,Paper Harbour,2016-03-09,1,"Fen Works, Inc.;Moss",Moss,windows,0,Single-player,'
        "Casual;Early Access,Indie;Casual,3,124,33,176,31,20000-50000,3.99\n"
    ),
    example_name="steam.csv",
    matches=has_fields("appid", "steamspy_tags", "positive_ratings", is_table=True),
    records=_convert_entry,
)
