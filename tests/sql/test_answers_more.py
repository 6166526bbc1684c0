"""Q10 to Q14 by brute force over the rows, of the sample and of the real set."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import URL, Connection, text

from tests.sql.answering import answer, hours, items_of, labels, percent, read, table


@dataclass(frozen=True)
class Library:
    """All items, and who and what they belong to."""

    items: pd.DataFrame
    users: pd.DataFrame
    cents: "pd.Series[int]"


@pytest.fixture(scope="module")
def reviews(connection: Connection) -> list[tuple[str, date, bool]]:
    return read(
        connection,
        "select user_id, posted_on, is_recommended"
        " from core.reviews join core.users using (user_key)",
    )


@pytest.fixture(scope="module")
def library(connection: Connection) -> Library:
    prices = table(
        connection,
        "select game_id, coalesce((price_usd * 100)::bigint, 0) as cents from core.games",
    )
    return Library(
        items=items_of(connection.engine.url),
        users=table(
            connection, "select user_key, 'u' || user_id as user_id, user_url from core.users"
        ).set_index("user_key"),
        cents=prices.set_index("game_id")["cents"],
    )


def test_developer(connection: Connection) -> None:
    """Q10."""
    developers = labels(connection, "studios", "studio_id", "where role = 'developer'")
    released: defaultdict[str, Counter[int]] = defaultdict(Counter)
    free: defaultdict[str, Counter[int]] = defaultdict(Counter)
    query = "select game_id, release_year, price_usd from core.games where release_year > 0"
    for game, year, price in read(connection, query):
        for studio in developers[game]:
            released[studio][year] += 1
            free[studio][year] += price == 0
    studios = [name for (name,) in read(connection, "select name from core.studios order by 1")]
    studios = studios[:: max(1, len(studios) // 150)]
    assert any(sum(free[studio].values()) for studio in studios)
    assert not all(released[studio] for studio in studios)  # publishers only: empty, no error
    for studio in studios:
        expected = [
            {
                "Año": year,
                "Cantidad de Items": released[studio][year],
                "Contenido Free": percent(free[studio][year], released[studio][year]),
            }
            for year in sorted(released[studio], reverse=True)
        ]
        found = answer(connection, "api.classic_developer(:s)", s=f" {studio.swapcase()}")
        assert found == expected, studio


def test_userdata(
    connection: Connection, library: Library, reviews: list[tuple[str, date, bool]]
) -> None:
    """Q11: every user by the view, and hundreds by the document."""
    cents = library.items["game_id"].map(library.cents).groupby(library.items["user_key"]).sum()
    counts = library.items["user_key"].value_counts()
    written = Counter(user for user, _, _ in reviews)
    liked = Counter(user for user, _, is_recommended in reviews if is_recommended)
    expected = {
        user[1:]: (
            f"{cents.get(key, 0) // 100}.{cents.get(key, 0) % 100:02d} USD",
            percent(liked[user[1:]], written[user[1:]]),
            counts.get(key, 0),
        )
        for key, user in library.users["user_id"].items()
    }
    seen = {
        user: (f"{spent:.2f} USD", None if share is None else f"{share}%", items)
        for user, spent, share, items in read(
            connection,
            "select user_id, spent_usd, recommended_percent, items_count from api.spending_by_user",
        )
    }
    assert seen == expected
    ids = sorted(expected)
    for user in {*ids[:: max(1, len(ids) // 100)], *list(written)[:50]}:
        spent, share, items = expected[user]
        assert answer(connection, "api.classic_userdata(:u)", u=user) == {
            "Usuario": user,
            "Dinero gastado": spent,
            "% de recomendación": share,
            "cantidad de items": items,
        }
    assert {share is None for _, share, _ in expected.values()} == {True, False}
    assert "0.00 USD" in {spent for spent, _, _ in expected.values()}


def test_countreviews(connection: Connection, reviews: list[tuple[str, date, bool]]) -> None:
    """Q12: single days, with and without reviews, and intervals of all lengths."""
    days = sorted({day for _, day, _ in reviews})
    draw = random.Random(12)  # noqa: S311 - a test's choice of days
    intervals = [(days[0], days[-1]), (date(1970, 1, 1), date(2100, 12, 31))]
    intervals += [(days[0] - timedelta(days=9), days[0] - timedelta(days=1))]
    intervals += [(day, day) for day in draw.sample(days, 10)]
    intervals += [(first, first + timedelta(days=draw.randrange(900))) for first in days[::97]]
    empty = 0
    for first, last in intervals:
        posted = [(user, liked) for user, day, liked in reviews if first <= day <= last]
        found = answer(connection, "api.classic_countreviews(:f, :l)", f=first, l=last)
        assert found == {
            "Cantidad de usuarios": len({user for user, _ in posted}),
            "% de recomendación": percent(sum(liked for _, liked in posted), len(posted)),
        }, (first, last)
        empty += not posted
    assert 0 < empty < len(intervals) / 2


def test_genre_and_userforgenre(connection: Connection, library: Library) -> None:
    """Q13 and Q14: every genre."""
    genres = labels(connection, "genres", "genre_id")
    names = sorted({name for found in genres.values() for name in found})
    urls = dict(zip(library.users["user_id"], library.users["user_url"], strict=True))
    played = library.items[library.items["playtime_minutes"] > 0]
    total: Counter[str] = Counter(dict.fromkeys(names, 0))
    for name in names:
        ids = {game for game, found in genres.items() if name in found}
        mine = played[played["game_id"].isin(ids)]
        total[name] = int(mine["playtime_minutes"].sum())
        by_user = mine.groupby("user_key")["playtime_minutes"].sum()
        users = library.users["user_id"].reindex(by_user.index)
        best = sorted(zip(-by_user, users, strict=True))[:5]
        assert answer(connection, "api.classic_userforgenre(:g)", g=name.upper()) == [
            {
                "Puesto": place,
                "Usuario": user[1:],
                "URL": urls[user] or None,
                "Horas": hours(-minutes),
            }
            for place, (minutes, user) in enumerate(best, start=1)
        ]
    places = sorted(names, key=lambda name: (-total[name], name))
    assert len(places) > 5
    for place, name in enumerate(places, start=1):
        found = answer(connection, "api.classic_genre(:g)", g=f"{name.lower()} ")
        assert found == {"Género": name, "Puesto": place}


def test_unknown_names_have_no_answer(connection: Connection) -> None:
    for call in ("developer", "userdata", "genre", "userforgenre"):
        assert answer(connection, f"api.classic_{call}(:n)", n="No Such Name") is None


def test_a_user_is_known_by_the_very_id(connection: Connection) -> None:
    ids = set(connection.scalars(text("select user_id from core.users")))
    others = [user.swapcase() for user in sorted(ids) if user.swapcase() not in ids][:50]
    assert others
    for user in others:
        assert answer(connection, "api.classic_userdata(:u)", u=user) is None


@pytest.fixture
def real(real_url: URL, connect: Callable[[URL], Connection]) -> Connection:
    return connect(real_url)


def test_facts(real: Connection) -> None:
    assert answer(real, "api.classic_userdata('js41637')") == {
        "Usuario": "js41637",
        "Dinero gastado": "8553.07 USD",
        "% de recomendación": "100.00%",
        "cantidad de items": 888,
    }
    assert answer(real, "api.classic_developer('valve')")[0] == {
        "Año": 2017,
        "Cantidad de Items": 2,
        "Contenido Free": "0.00%",
    }
    assert answer(real, "api.classic_genre('action')") == {"Género": "Action", "Puesto": 1}
    [unnamed] = [
        game
        for page in range(1, 30)
        for game in answer(real, "api.classic_juegos(2014, :p)", p=page)["Juegos"]
        if game["id"] == 317160
    ]
    assert unnamed["nombre"] == "App 317160"  # the store's file has no name for it
