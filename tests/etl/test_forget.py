"""Removal of users and games for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import OperationalError

from db.errors import InputError
from etl.forget import forget_user_or_game
from etl.load import LoadOptions, load
from tests.etl.loading import (
    game,
    item,
    last_run,
    library,
    published,
    review,
    reviews,
    rows,
    write,
)
from tests.etl.titles import table, title

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import URL

    from tests.sql.recommending import World

ALONE = LoadOptions(workers=0, max_reject_share=1.0)
AGAIN = LoadOptions(workers=0, max_reject_share=1.0, again=True)


def community(folder: Path, *users: str, games: tuple[str, ...] = ("10", "20")) -> Path:
    """A set in which each user owns and reviews each game, and has a line that is refused."""
    write(
        folder / "games.json",
        [game(of, f"Game {of}", genres=["Action", f"Genre {of}"], tags=["FPS"]) for of in games],
    )
    owned = [library(user, *map(item, games), steam_id=None) for user in users]
    refused = [library(user, item(of, "never")) for user in users for of in games]
    broken = [f"{{'user_id': {user!r}, 'items': [".encode() for user in users]
    write(folder / "items.json", [*owned, *refused, *broken])
    write(folder / "reviews.json", [reviews(user, *map(review, games)) for user in users])
    return folder


def everything(url: URL) -> str:
    """Every value that any table, view or function's row of core, staging and agg holds."""
    [(question,)] = rows(
        url,
        "select string_agg(format('select held::text from %I.%I as held', nspname, relname), "
        "' union all ') from pg_class inner join pg_namespace "
        "on pg_namespace.oid = relnamespace where nspname in ('core', 'agg', 'staging') "
        "and relkind in ('r', 'm')",
    )
    return "\n".join(row for (row,) in rows(url, question))


def test_a_forgotten_user_is_gone_and_stays_away(empty_url: URL, tmp_path: Path) -> None:
    load(empty_url, [community(tmp_path, "ana", "bo.b'o")], options=ALONE)
    assert "bo.b" in everything(empty_url)
    removed, version = forget_user_or_game(empty_url, "user", "bo.b'o")
    assert removed == {"users": 1, "items": 2, "reviews": 2, "rejects": 1}
    assert version == 2
    run = last_run(empty_url)
    assert (run["kind"], run["status"], run["data_version"]) == ("forget", "published", 2)
    assert run["counts"]["removed"] == removed
    report = load(empty_url, [tmp_path], options=AGAIN)
    assert (report.status, report.forgotten) == (
        "unchanged",
        {"users": 1, "games": 0, "viewers": 0},
    )
    assert rows(empty_url, "select user_id from core.users") == [("ana",)]
    assert rows(empty_url, "select game_id from core.items order by 1") == [(10,), (20,)]
    assert "bo.b" not in everything(empty_url)


def test_warnings_of_later_loads_hold_no_value_of_what_is_forgotten(
    empty_url: URL, tmp_path: Path
) -> None:
    folder = community(tmp_path / "raw", "kept", "gone")
    load(empty_url, [folder], options=ALONE)
    forget_user_or_game(empty_url, "user", "gone")
    forget_user_or_game(empty_url, "game", "20")
    write(
        folder / "items.json",
        [library(name, item("10"), nick=f"{name}-x") for name in ("kept", "gone")],
    )
    write(folder / "games.json", [game(of, f"Game {of}", colour=f"c{of}") for of in ("10", "20")])
    load(empty_url, [folder], options=ALONE)
    told = rows(
        empty_url,
        "select field, occurrences_count, examples #>> '{0,raw}', jsonb_array_length(examples) "
        "from api.load_warnings where kind = 'unknown_field' order by field",
    )
    assert told == [("colour", 2, "c10", 1), ("nick", 2, "kept-x", 1)]


def test_a_forgotten_game_is_gone_and_stays_away(
    empty_url: URL, create_database: Callable[..., URL], empty_template: URL, tmp_path: Path
) -> None:
    load(empty_url, [community(tmp_path / "all", "ana")], options=ALONE)
    assert forget_user_or_game(empty_url, "game", 20)[0] == {"games": 1, "items": 1, "reviews": 1}
    report = load(empty_url, [tmp_path / "all"], options=AGAIN)
    assert (report.status, report.forgotten) == (
        "unchanged",
        {"users": 0, "games": 1, "viewers": 0},
    )
    never = create_database(empty_template)
    load(never, [community(tmp_path / "less", "ana", games=("10",))], options=ALONE)
    query = "select game_id, name from api.games"
    assert rows(empty_url, query) == rows(never, query) == [(10, "Game 10")]
    names = "select name from core.genres order by 1"
    assert rows(empty_url, names) == rows(never, names) == [("Action",), ("Genre 10",)]


def test_what_is_not_there_cannot_be_forgotten(small_url: URL) -> None:
    before = published(small_url)
    for kind, identifier in (("user", "Ana"), ("user", "ana "), ("game", 30)):
        with pytest.raises(InputError, match=f"No {kind} has the id {identifier!r}"):
            forget_user_or_game(small_url, kind, identifier)  # type: ignore[arg-type]
    assert published(small_url) == before


def test_models_lose_what_is_forgotten(
    create_database: Callable[..., URL], modelled_url: URL, world: World
) -> None:
    del world  # its model is published
    url = create_database(modelled_url)
    [(game_id, user_key, user_id)] = rows(
        url,
        """
        select players.game_id, users.user_key, users.user_id
        from core.recommendation_players as players
        inner join core.users on users.user_key = players.user_keys[1]
        where players.game_id in (select unnest(similar_game_ids) from core.game_similarities)
        order by players.game_id limit 1
        """,
    )
    forget_user_or_game(url, "user", user_id)
    players = "select count(*) from core.recommendation_players where :key = any(user_keys)"
    assert rows(url, players, key=user_key) == [(0,)]
    forget_user_or_game(url, "game", game_id)
    left = """
        select count(*) from core.game_similarities
        where game_id = :id or :id = any(similar_game_ids)
        union all select count(*) from core.recommendation_weights
        where :id in (game_id, recommended_game_id)
        union all select count(*) from core.recommendation_games where game_id = :id
        union all select count(*) from core.price_predictions where game_id = :id
        union all select count(*) from core.items where game_id = :id
    """
    assert rows(url, left, id=game_id) == [(0,)] * 5


def test_a_forgotten_viewer_is_gone_and_stays_away(empty_url: URL, tmp_path: Path) -> None:
    (tmp_path / "netflix_titles.csv").write_text(table([title("s1"), title("s2")]))
    (tmp_path / "1.csv").write_text(
        "userId,rating,timestamp,movieId\n"
        "7001,4.0,1500000000,ns1\n7002,2.0,1500000000,ns1\n7001,3.7,1500000000,ns2\n"
    )
    load(empty_url, [tmp_path], options=ALONE)
    assert "7001" in everything(empty_url)
    query = "select score, ratings_count from api.title_details where title_id = 'ns1'"
    assert rows(empty_url, query) == [(3.0, 2)]
    removed, _ = forget_user_or_game(empty_url, "viewer", 7001)
    assert removed == {"viewers": 1, "ratings": 1, "rejects": 1}
    assert rows(empty_url, query) == [(2.0, 1)]
    kept = everything(empty_url)
    report = load(empty_url, [tmp_path], options=AGAIN)
    assert (report.status, report.forgotten) == (
        "unchanged",
        {"users": 0, "games": 0, "viewers": 1},
    )
    assert rows(empty_url, "select viewer_id from api.viewers") == [(7002,)]
    assert kept.count("7001") == 1  # as the one who is left out
    with pytest.raises(OperationalError, match="removed on request"):
        rows(empty_url, "select api.rate_title(7001, 'ns1', 8)")
    with pytest.raises(InputError, match="No viewer has the id 7003"):
        forget_user_or_game(empty_url, "viewer", 7003)
