"""Facts of the real files, as a whole load must give them; skipped by name where they are not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Connection, create_engine, text

from etl.load import load
from tests.etl.loading import rows
from tests.sql.answering import items_of, table


@pytest.fixture(scope="module")
def connection(real_url: URL) -> Iterator[Connection]:
    engine = create_engine(real_url)
    with engine.connect() as open_connection:
        yield open_connection
    engine.dispose()


def one(connection: Connection, query: str) -> Any:  # noqa: ANN401 - any column
    return connection.scalar(text(query))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select count(*) from core.games where is_in_catalogue", 32_132),
        ("select count(*) from core.games", 34_012),
        ("select count(*) from core.items", 5_094_082),
        ("select count(*) from core.users", 87_630),
        ("select count(*) from core.users where has_library", 87_626),
        ("select count(*) from core.reviews", 58_431),
        ("select count(*) from core.reviews where is_posted_year_inferred", 9_933),
        ("select count(*) from core.reviews where sentiment = 2", 33_053),
        ("select count(*) from core.reviews where sentiment = 1", 12_827),
        ("select count(*) from core.reviews where sentiment = 0", 12_551),
        ("select count(*) from core.genres", 22),
        ("select count(distinct user_key) from core.items", 70_912),
        ("select count(distinct game_id) from core.items", 10_978),
        ("select count(*) from core.games where release_year is null and is_in_catalogue", 2_168),
        ("select count(*) from core.games where discount_price_usd is not null", 224),
        ("select count(*) from core.games where store_sentiment is not null", 24_951),
        ("select count(*) from core.rejects", 2),
        ("select string_agg(distinct reason, ',') from core.rejects", "null_id"),
        ("select counts #>> '{merge,games,repeated_ids}' from core.loads", "1"),
        ("select crawl_year from core.loads", 2016),
        ("select max(playtime_minutes) from core.items", 642_773),
        (
            (
                "select sum(n) from (select count(*) as n from core.users group by steam_id "
                "having count(steam_id) > 1) as shared"
            ),
            2,
        ),
    ],
)
def test_counts(connection: Connection, query: str, expected: object) -> None:
    assert one(connection, query) == expected


def test_nothing_is_lost(connection: Connection) -> None:
    """Every line read is kept, collapsed, empty or rejected."""
    counts = one(connection, "select counts from core.loads")
    merged = counts["merge"]
    assert merged["items"]["staged"] == 5_153_209
    assert merged["items"]["staged"] - merged["items"]["collapsed"] == 5_094_082
    assert merged["reviews"]["staged"] == 59_305
    assert merged["reviews"]["staged"] - merged["reviews"]["collapsed"] == 58_431
    assert merged["reviews"]["rejected"] == 0
    # both games files: 32,133 good lines each
    assert merged["games"]["staged"] == 2 * 32_133


def test_studios_split_and_shown(connection: Connection) -> None:
    found = connection.execute(
        text(
            "select studios.name, role from core.game_studios join core.studios using (studio_id) "
            "where game_id = (select game_id from core.games where name = 'Borderlands 2') "
            "and role = 'developer' order by position"
        )
    ).all()
    assert [tuple(row) for row in found] == [
        ("Gearbox Software", "developer"),
        ("Aspyr (Mac & Linux)", "developer"),
    ]
    assert one(connection, "select count(*) from core.studios where name = 'CAPCOM Co., Ltd.'") == 1
    assert one(connection, "select count(*) from core.games where name like '%&amp;%'") == 0


def test_playtimes_of_every_genre_by_brute_force(connection: Connection) -> None:
    items = items_of(connection.engine.url)
    users = table(connection, "select user_key, user_id from core.users").set_index("user_key")
    games = table(
        connection, "select game_id, coalesce(release_year, 0) as year from core.games"
    ).set_index("game_id")
    links = table(
        connection,
        "select game_id, name as genre from core.game_genres join core.genres using (genre_id)",
    )
    items = items[items["playtime_minutes"] > 0].assign(year=items["game_id"].map(games["year"]))
    for genre, of_genre in links.groupby("genre"):
        mine = items[items["game_id"].isin(of_genre["game_id"])]
        by_year = mine[mine["year"] > 0].groupby("year")["playtime_minutes"].sum()
        best = max(by_year.index, key=lambda year: (by_year[year], year)) if len(by_year) else None
        by_user = mine.groupby("user_key")["playtime_minutes"].sum()
        most = by_user[by_user == by_user.max()].index
        name = min(users.loc[most, "user_id"].astype(str)) if len(by_user) else None
        answer = connection.execute(
            text(
                "select (select release_year from api.most_played_year(:g)), "
                "(select user_id from api.top_players(:g, 1))"
            ),
            {"g": genre},
        ).one()
        assert tuple(answer) == (best, name), genre


SHARED = (
    "select game_id, name, url, reviews_url, released_on, release_year, release_text, price_usd, "
    "price_text, is_early_access, is_in_catalogue from core.games where is_in_catalogue"
)


@pytest.mark.parametrize("name", ["steam_games.json.gz", "steam_games_v1.json.gz"])
def test_either_games_file_alone_gives_the_same_games(
    connection: Connection,
    empty_url: URL,
    real_folder: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("etl.merge._REFRESH", b"select %s::boolean")  # no aggregate is read
    load(empty_url, [real_folder / name])
    labels = (
        "select game_id, genre from api.game_genres union all select game_id, tag from "
        "api.game_tags union all select game_id, spec from api.game_specs union all "
        "select game_id, studio || role from api.game_studios"
    )
    for query in (SHARED, labels):
        both = [tuple(row) for row in connection.execute(text(query))]
        assert sorted(map(str, both)) == sorted(map(str, rows(empty_url, query)))
    assert rows(empty_url, "select count(*) from core.rejects") == [(2,)]
    repeated = "select counts #>> '{merge,games,repeated_ids}' from core.loads"
    assert rows(empty_url, repeated) == [("1",)]
