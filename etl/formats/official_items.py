"""The lab's file of libraries."""

from etl.formats.base import Format, Sample


def _is_official_items(sample: Sample) -> bool:
    fields = sample.fields
    has_library = "items" in fields or ("items_count" in fields and "item_id" not in fields)
    return has_library and "reviews" not in fields and not sample.is_table


FORMAT = Format(
    name="official-items",
    title="Libraries of Australian users, of the McAuley lab",
    origin="McAuley lab, UC San Diego",
    kinds=("items",),
    fills={
        "user_id": "user.user_id",
        "steam_id": "user.steam_id",
        "user_url": "user.user_url",
        "items_count": "compared with the number of items",
        "items.item_id": "item.game_id",
        "items.item_name": "game.name, where no catalogue names the game",
        "items.playtime_forever": "item.playtime_forever",
        "items.playtime_2weeks": "item.playtime_2weeks",
    },
    lacks="Everything of games but their names.",
    example=(
        '{"user_id": "invented_one", "items_count": 1, "steam_id": "76561190000000001", '
        '"user_url": "http://steamcommunity.com/id/invented_one", "items": '
        '[{"item_id": "99000010", "item_name": "Paper Harbour", "playtime_forever": 375, '
        '"playtime_2weeks": 0}]}\n'
    ),
    example_name="users_items.json",
    matches=_is_official_items,
    records=lambda entry: [("items", entry.fields)],
)
