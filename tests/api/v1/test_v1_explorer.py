"""What pages ask of /v1: facets, a pick by chance, parts that are included, bands, tags, users."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.api.helpers import Client, assert_problem

Row = dict[str, Any]
Query = list[tuple[str, str]]

QUERIES: list[Query] = [
    [],
    [("genre", "Action"), ("year_from", "2012")],
    [("genre", "Action"), ("genre_any", "Indie"), ("genre_any", "RPG"), ("price_to", "9.99")],
    [("tag_none", "Indie"), ("free", "false"), ("in_catalogue", "true"), ("q", "the")],
    [("early_access", "false"), ("spec_any", "Multi-player"), ("year_to", "2015")],
]
OWN = {"year": {"year_from", "year_to"}, "price": {"price_from", "price_to"}}


def _total(client: Client, query: Query) -> int:
    asked = urlencode([*query, ("limit", "1"), ("total", "true"), ("fields", "game_id")])
    total: int = client.get(f"/v1/games?{asked}").json()["total"]
    return total


def _chosen(row: Row) -> Query:
    """Write the filter that a value of a facet stands for."""
    if row["facet"] == "year":
        return [("year_from", row["value"]), ("year_to", row["value"])]
    if row["facet"] == "price":
        bounds = (("price_from", row["price_from"]), ("price_to", row["price_to"]))
        return [(name, str(bound)) for name, bound in bounds if bound is not None]
    return [(row["facet"], row["value"])]


@pytest.mark.parametrize("query", QUERIES, ids=urlencode)
def test_a_facet_counts_what_its_filter_would_leave(client: Client, query: Query) -> None:
    rows = client.get(f"/v1/games/facets?{urlencode(query)}").json()["data"]
    assert [row["place"] for row in rows] == list(range(1, len(rows) + 1))
    facets = {row["facet"] for row in rows}
    assert facets >= {"genre", "tag", "spec", "year", "price", "free", "early_access"}
    for row in rows[:: max(1, len(rows) // 25)]:
        facet = row["facet"]
        own = OWN.get(facet, {facet, f"{facet}_any", f"{facet}_none"})
        others = [(name, value) for name, value in query if name not in own]
        assert row["games_count"] == _total(client, [*others, *_chosen(row)]), row
        if facet in {"genre", "tag", "spec"}:
            assert row["narrowed_count"] == _total(client, [*query, *_chosen(row)]), row
    for facet in facets:
        both = [row for row in rows if row["facet"] == facet]
        assert all(0 <= row["narrowed_count"] <= row["games_count"] for row in both)


def test_facets_refuse_what_the_list_refuses(client: Client) -> None:
    assert_problem(
        client.get("/v1/games/facets?genre_any=actoin"), "unknown-name", parameter="genre_any"
    )
    assert_problem(
        client.get("/v1/games/facets?year_from=soon"), "invalid-parameter", parameter="year_from"
    )
    assert_problem(client.get("/v1/games/facets?limit=3"), "unknown-parameter", parameter="limit")
    assert client.get("/v1/games/facets?format=csv").text.startswith("place,facet,value,")


def test_a_game_is_picked_among_those_that_fit(client: Client) -> None:
    query = "genre=Action&price_to=9.99"
    fitting = client.get(f"/v1/games?{query}&limit=200").json()["data"]
    picked = [client.get(f"/v1/games/random?{query}") for _ in range(8)]
    assert all(one.headers["cache-control"] == "no-store" for one in picked)
    documents = [one.json() for one in picked]
    assert all(one in fitting for one in documents)
    assert len({one["game_id"] for one in documents}) > 1
    assert_problem(client.get("/v1/games/random?q=zzzzqqqq"), "unknown-name")


def test_a_game_includes_what_its_addresses_answer(client: Client) -> None:
    game = client.get("/v1/games?sort=-reviews&limit=1").json()["data"][0]
    address = f"/v1/games/{game['game_id']}"
    found = client.get(f"{address}?include=similar,price,playtimes,review_years,reviews")
    assert found.json() == {
        **game,
        "similar": client.get(f"{address}/similar?limit=8").json(),
        "price": client.get(f"{address}/price").json(),
        "playtimes": client.get(f"{address}/playtimes").json(),
        "review_years": client.get(f"{address}/review-years").json(),
        "reviews": client.get(f"{address}/reviews?limit=5").json(),
    }
    again = client.get(f"{address}?include=price", headers={"If-None-Match": found.headers["etag"]})
    assert again.status_code == 200
    assert_problem(
        client.get(f"{address}?include=prices"), "invalid-parameter", parameter="include"
    )
    assert_problem(client.get("/v1/games/999999999?include=price"), "unknown-name")


def test_store_addresses_are_made_of_the_id(client: Client) -> None:
    [game] = client.get("/v1/games?limit=1").json()["data"]
    assert game["store_url"] == f"https://store.steampowered.com/app/{game['game_id']}/"
    assert f"/apps/{game['game_id']}/" in game["image_url"]


def test_bands_of_playtime_hold_every_owner(client: Client, ask: Callable[..., list[Row]]) -> None:
    [game] = client.get("/v1/games?sort=-owners&limit=1").json()["data"]
    bands = client.get(f"/v1/games/{game['game_id']}/playtimes").json()["data"]
    items = ask("select playtime_minutes from api.items where game_id = %s", game["game_id"])
    for band in bands:
        low, high = band["minutes_from"], band["minutes_to"]
        held = [
            one
            for one in items
            if low <= one["playtime_minutes"] <= (10**9 if high is None else high)
        ]
        assert band["owners_count"] == len(held)
        assert band["owners_percent"] == pytest.approx(100 * len(held) / len(items), abs=0.005)
    assert sum(band["owners_count"] for band in bands) == game["owners_count"]
    assert bands[0]["owners_count"] == game["unplayed_count"]
    assert_problem(client.get("/v1/games/999999999/playtimes"), "unknown-name")


def test_facets_of_a_library_sum_up_to_it(client: Client) -> None:
    for user in client.get("/v1/users?limit=5").json()["data"]:
        rows = client.get(f"/v1/users/{user['user_id']}/library-facets").json()["data"]
        for facet in {row["facet"] for row in rows}:
            own = [row for row in rows if row["facet"] == facet]
            assert sum(row["games_count"] for row in own) == user["items_count"]
            assert sum(row["playtime_minutes"] for row in own) == user["playtime_minutes"]
            worth = sum(row["worth_usd"] for row in own)
            assert worth == pytest.approx(user["spent_usd"])
    assert_problem(client.get("/v1/users/nobody at all/library-facets"), "unknown-name")


def test_users_are_listed_and_found(client: Client, users: list[str]) -> None:
    rows = client.get("/v1/users?limit=200").json()["data"]
    assert [row["user_id"] for row in rows] == sorted(row["user_id"] for row in rows)
    assert rows[0] == client.get(f"/v1/users/{rows[0]['user_id']}").json()
    found = client.get("/v1/users", params={"q": users[0]}).json()["data"]
    assert users[0] in [row["user_id"] for row in found]
    assert_problem(client.get("/v1/users?sort=match"), "conflicting-parameters", parameter="sort")


def test_a_tag_is_what_its_games_are(client: Client, ask: Callable[..., list[Row]]) -> None:
    first = client.get("/v1/tags?limit=1").json()["data"][0]
    found = client.get(f"/v1/tags/{first['tag'].upper()}").json()
    assert (found["tag"], found["place"]) == (first["tag"], 1)
    games = ask("select * from api.game_details where %s = any (tags)", first["tag"])
    summary = found["summary"]
    assert found["games_count"] == summary["games_count"] == len(games)
    assert summary["free_count"] == sum(one["price_usd"] == 0 for one in games)
    assert summary["reviews_count"] == sum(one["reviews_count"] for one in games)
    assert sum(one["games_count"] for one in summary["years"]) == sum(
        one["release_year"] is not None for one in games
    )
    second = found["related_tags"][0]
    assert second["games_count"] == sum(second["tag"] in one["tags"] for one in games)
    assert_problem(client.get("/v1/tags/no such tag"), "unknown-name")


def test_a_genre_counts_games_of_the_catalogue_by_year(
    client: Client, ask: Callable[..., list[Row]]
) -> None:
    genre = client.get("/v1/genres/Action").json()
    for row in genre["years"]:
        games = ask(
            "select playtime_minutes from api.game_details"
            " where 'Action' = any (genres) and release_year = %s",
            row["release_year"],
        )
        assert row["games_count"] == len(games)
        assert row["played_games_count"] == sum((one["playtime_minutes"] or 0) > 0 for one in games)
    assert genre["summary"]["games_count"] == genre["games_count"]
