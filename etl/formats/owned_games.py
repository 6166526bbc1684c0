"""The Steam Web API's answer `GetOwnedGames`: the library of one user, who is not named in it."""

import re
from collections.abc import Iterator

from db.errors import InputError
from etl.formats import convert
from etl.formats.base import Entry, Format, Kind, LeftOut, Record, Sample

_ITEM = {
    "item_id": "appid",
    "item_name": "name",
    "playtime_forever": "playtime_forever",
    "playtime_2weeks": "playtime_2weeks",
}
_STEAM_ID = re.compile(r"(?<![0-9])[0-9]{17}(?![0-9])")


def _is_owned_games(sample: Sample) -> bool:
    answers = [entry.fields.get("response") for entry in sample.entries]
    return bool(answers) and all(
        isinstance(answer, dict) and (not answer or "game_count" in answer) for answer in answers
    )


def _convert_entry(entry: Entry) -> Iterator[tuple[Kind, Record] | LeftOut]:
    answer = entry.fields.get("response")
    if not answer:
        yield LeftOut("private_library")
        return
    games = answer.get("games", [])
    items = [
        {field: one.get(name) for field, name in _ITEM.items()} if isinstance(one, dict) else one
        for one in games
    ]
    record = {
        **convert.user_fields(_entry_user_id(entry)),
        "items_count": answer.get("game_count"),
        "items": items,
    }
    yield "items", record


def _entry_user_id(entry: Entry) -> str:
    if entry.user is not None:
        return entry.user
    found = _STEAM_ID.search(entry.file_name)
    if found is None:
        raise InputError(
            f"{entry.file_name}: the library of one user (GetOwnedGames), who is not named in it; "
            "name the user with --user ID, or give the file a name with the 17 digits of the "
            "Steam id"
        )
    return found[0]


FORMAT = Format(
    name="steam-owned-games",
    asks="user",
    title="Answer of the Steam Web API: GetOwnedGames",
    origin="the Steam Web API, for one's own library",
    kinds=("items",),
    fills={
        "--user ID, or 17 digits in the file's name": "user.user_id and user.steam_id",
        "game_count": "compared with the number of games",
        "appid": "item.game_id",
        "name": "game.name, where no catalogue names the game",
        "playtime_forever": "item.playtime_forever",
        "playtime_2weeks": "item.playtime_2weeks",
    },
    lacks="Everything of games but their names; a private library is empty, and the load says so.",
    example=(
        '{"response": {"game_count": 2, "games": [{"appid": 99000010, "name": "Paper Harbour", '
        '"playtime_2weeks": 39, "playtime_forever": 24973}, '
        '{"appid": 99000020, "playtime_forever": 0}]}}\n'
    ),
    example_name="GetOwnedGames_76561190000000001.json",
    matches=_is_owned_games,
    records=_convert_entry,
)
