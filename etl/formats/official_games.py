"""The lab's games files, also as their crawler and pandas write them."""

from etl.formats import convert
from etl.formats.base import Format, Sample

_GAME_FIELDS = frozenset({"app_name", "genres", "price", "release_date", "tags", "title", "url"})


def _is_official_games(sample: Sample) -> bool:
    has_id = not sample.fields.isdisjoint({"id", "app_name"})
    return has_id and len(_GAME_FIELDS & sample.fields) > 1 and not sample.is_table


FORMAT = Format(
    name="official-games",
    title="Steam games of the McAuley lab",
    origin="McAuley lab, UC San Diego; also products_all.jl of the crawler prncc/steam-scraper",
    kinds=("games",),
    fills={
        "id": "game.game_id",
        "app_name": "game.name",
        "title": "game.name, where app_name is missing",
        "url": "game.url",
        "reviews_url": "game.reviews_url",
        "release_date": "game.release_date",
        "price": "game.price",
        "discount_price": "game.discount_price",
        "early_access": "game.early_access",
        "metascore": "game.metascore",
        "sentiment": "game.sentiment",
        "genres": "game.genres",
        "tags": "game.tags",
        "specs": "game.specs",
        "developer": "game.developers",
        "publisher": "game.publishers",
    },
    lacks="Of the two files of the lab only one has sentiment, metascore and discount_price.",
    example=(
        '{"id": "99000010", "app_name": "Paper Harbour", "genres": ["Casual", "Indie"], '
        '"developer": "Quiet Kiln", "release_date": "2016-03-09", "price": 4.99, '
        '"early_access": false, "sentiment": "Mostly Positive", "metascore": 71}\n'
        "{u'id': u'99000020', u'title': u'Robot\\'s Tea', u'tags': [u'Adventure'], "
        "u'price': u'Free To Play'}\n"
    ),
    example_name="steam_games.json",
    matches=_is_official_games,
    records=lambda entry: [("games", convert.to_official_game(entry.fields))],
)
