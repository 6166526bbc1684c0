"""Walks over the catalogue and the largest library while a load publishes new data."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from etl.load import load
from tests.api.helpers import make_settings, plain

Walk = Callable[..., Iterator[dict[str, Any]]]


def write_new_data(folder: Path, user: str, owned: int) -> Path:
    """Games before, within and behind what there is, one renamed, and a grown library."""
    games = [
        {"app_name": name, "id": str(game_id), "genres": ["Action"], "price": 1.0}
        for game_id, name in ((1, "AAA"), (300001, "Middle"), (99999999, "zzz"))
    ]
    items = [
        {"item_id": str(one), "item_name": "x", "playtime_forever": 999999, "playtime_2weeks": 0}
        for one in (1, owned, 300001, 99999999)
    ]
    library = {"user_id": user, "items_count": 4, "steam_id": "1", "user_url": "http://u/1"}
    lines = {"games.json": games, "users_items.json": [{**library, "items": items}]}
    for name, rows in lines.items():
        (folder / name).write_text("".join(f"{row!r}\n" for row in rows), encoding="utf-8")
    return folder


def test_walks_that_a_load_interrupts_miss_and_repeat_nothing(
    loaded_clone: URL, tmp_path: Path, walk: Walk
) -> None:
    url = loaded_clone
    with psycopg.connect(plain(url)) as connection:
        games = [row[0] for row in connection.execute("select game_id from api.games")]
        catalogue = [
            row[0]
            for row in connection.execute("select game_id from api.games where is_in_catalogue")
        ]
        [(user, count)] = connection.execute(
            "select user_id, items_count from api.spending_by_user order by 2 desc limit 1"
        )
        library = [
            row[0]
            for row in connection.execute(
                "select game_id from api.items where user_id = %s", [user]
            )
        ]
    assert len(catalogue) > 400
    assert count == len(library) > 40
    new_data = write_new_data(tmp_path, user, library[0])
    with TestClient(create_app(make_settings(url)), raise_server_exceptions=False) as client:
        walks = {
            address: walk(client, f"{address}&limit=8")
            for address in (
                "/v1/games?fields=game_id",
                "/v1/games?in_catalogue=true&sort=-name&fields=game_id",
                "/v1/games?in_catalogue=true&sort=price&fields=game_id",
                f"/v1/users/{user}/library?sort=id",
                f"/v1/users/{user}/library?sort=-name",
            )
        }
        seen = {
            address: [row["game_id"] for page in islice(pages, 4) for row in page["data"]]
            for address, pages in walks.items()
        }
        before = client.get("/health/ready").json()["data_version"]
        load(url, [new_data])
        assert client.get("/health/ready").json()["data_version"] == before + 1
        for address, pages in walks.items():
            seen[address] += [row["game_id"] for page in pages for row in page["data"]]
    wanted = dict(zip(walks, (games, catalogue, catalogue, library, library), strict=True))
    for address, ids in seen.items():
        assert len(ids) == len(set(ids)), address
        assert set(wanted[address]) <= set(ids), address
        assert set(ids) - set(wanted[address]) <= {1, 300001, 99999999}, address
