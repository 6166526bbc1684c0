"""/v1/games: filters against brute force, pages against the whole order."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.helpers import Client

Row = dict[str, Any]
Walk = Callable[..., list[Row]]
Query = list[tuple[str, str]]

SORTS = {
    "id": "game_id",
    "name": "name",
    "release": "released_from",
    "price": "price_usd",
    "owners": "owners_count",
    "playtime": "playtime_minutes",
    "recommended": "recommended_percent",
    "reviews": "reviews_count",
}
LABELS = {
    "genre": "genres",
    "tag": "tags",
    "spec": "specs",
    "developer": "developers",
    "publisher": "publishers",
}


@pytest.fixture(scope="module")
def games(ask: Callable[..., list[Row]]) -> list[Row]:
    rows = ask(
        "select d.*, array(select s.studio from api.game_studios as s where s.game_id = d.game_id"
        " and role = 'developer') as developers_known, array(select s.studio from"
        " api.game_studios as s where s.game_id = d.game_id and role = 'publisher')"
        " as publishers_known from api.game_details as d"
    )
    assert len(rows) > 500
    return rows


def _labels(row: Row, name: str) -> list[str]:
    """What a filter compares: of studios the shown name, not the credited spelling."""
    labels: list[str] = row[f"{name}s_known" if f"{name}s_known" in row else LABELS[name]]
    return labels


def _has(row: Row, query: Query) -> bool:
    """Decide by hand what the filters ask of a game; nothing unknown fulfils any."""
    year, price, early = row["release_year"], row["price_usd"], row["is_early_access"]
    for name in LABELS:
        held = {one.lower() for one in _labels(row, name)}
        some = {value.lower() for one, value in query if one == f"{name}_any"}
        if (some and not some & held) or any(
            one == f"{name}_none" and value.lower() in held for one, value in query
        ):
            return False
    return all(
        (
            value.lower() in {one.lower() for one in _labels(row, name)}
            if name in LABELS
            else (name == "year_from" and year is not None and year >= int(value))
            or (name == "year_to" and year is not None and year <= int(value))
            or (name == "price_from" and price is not None and float(price) >= float(value))
            or (name == "price_to" and price is not None and float(price) <= float(value))
            or (name == "free" and price is not None and (price == 0) == (value == "true"))
            or (name == "early_access" and early is not None and early == (value == "true"))
            or (name == "in_catalogue" and row["is_in_catalogue"] == (value == "true"))
        )
        for name, value in query
        if not name.endswith(("_any", "_none"))
    )


def _in_order(rows: list[Row], sort: str) -> list[int]:
    """Sort by hand: nulls last in both directions, equals by ascending game_id."""
    column = SORTS[sort.removeprefix("-")]
    by_id = sorted(rows, key=lambda row: int(row["game_id"]))
    known = [row for row in by_id if row[column] is not None]
    known.sort(key=lambda row: row[column], reverse=sort.startswith("-"))  # keeps equals in place
    unknown = [row for row in by_id if row[column] is None]
    return [row["game_id"] for row in (*known, *unknown)]


def _queries(games: list[Row]) -> st.SearchStrategy[Query]:
    """Draw filters that real games pass, so that the answers are not all empty."""

    @st.composite
    def draw_query(draw: st.DrawFn) -> Query:
        row = games[draw(st.integers(0, len(games) - 1))]
        found: Query = []
        for name in LABELS:
            held = _labels(row, name)
            if held and draw(st.integers(0, 4)) == 0:
                count = draw(st.integers(1, min(2, len(held))))
                spelled = draw(st.sampled_from(("upper", "lower", "strip")))
                found += [(name, getattr(label, spelled)()) for label in held[:count]]
            others = _labels(games[draw(st.integers(0, len(games) - 1))], name)[:2]
            if others and draw(st.integers(0, 4)) == 0:
                found += [(f"{name}_none", one) for one in others if one not in held]
            if held and draw(st.integers(0, 4)) == 0:
                found += [(f"{name}_any", one) for one in (*others, held[0])]
        year = row["release_year"] or 2014
        drawn: tuple[tuple[str, st.SearchStrategy[Any]], ...] = (
            ("year_from", st.integers(max(1970, year - 5), min(2100, year))),
            ("year_to", st.integers(max(1970, year), min(2100, year + 5))),
            ("price_from", st.sampled_from(("0", "4.99", "9.99"))),
            ("price_to", st.sampled_from(("0", "9.99", "19.99"))),
            ("free", st.sampled_from(("true", "false"))),
            ("early_access", st.sampled_from(("true", "false"))),
            ("in_catalogue", st.sampled_from(("true", "false"))),
        )
        for name, values in drawn:
            if draw(st.integers(0, 5)) == 0:
                found.append((name, str(draw(values))))
        return found

    return draw_query()


@pytest.mark.parametrize("sort", [f"{sign}{name}" for name in SORTS for sign in ("", "-")])
def test_the_whole_list_in_every_order(walked: Walk, games: list[Row], sort: str) -> None:
    rows = walked(f"/v1/games?sort={sort}&limit=97&fields=game_id")
    assert [row["game_id"] for row in rows] == _in_order(games, sort)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_pages_of_any_filter_and_order_are_the_whole_answer(
    data: st.DataObject, client: Client, walked: Walk, games: list[Row]
) -> None:
    query = data.draw(_queries(games))
    sort = data.draw(st.sampled_from([f"{sign}{name}" for name in SORTS for sign in ("", "-")]))
    expected = _in_order([row for row in games if _has(row, query)], sort)
    limit = max(data.draw(st.integers(1, 200)), len(expected) // 12 + 1)
    limit = min(limit, 200)
    order = [("sort", sort), ("limit", str(limit)), ("fields", "game_id"), ("total", "true")]
    address = f"/v1/games?{urlencode([*query, *order])}"
    assert [row["game_id"] for row in walked(address)] == expected
    assert client.get(address).json()["total"] == len(expected)


def test_rows_hold_what_the_view_holds(client: Client, games: list[Row]) -> None:
    rows = client.get("/v1/games?limit=200").json()["data"]
    by_id = {row["game_id"]: row for row in games}
    for row in rows:
        assert not any(name.endswith("_ids") or name == "search_text" for name in row)
        for name, value in row.items():
            known = by_id[row["game_id"]][name]
            if hasattr(known, "isoformat"):
                known = known.isoformat()
            assert value == (float(known) if type(known).__name__ == "Decimal" else known), name


def test_one_game_is_its_row(client: Client, games: list[Row]) -> None:
    rows = {row["game_id"]: row for row in client.get("/v1/games?limit=200").json()["data"]}
    for game_id in sorted(rows)[::20]:
        assert client.get(f"/v1/games/{game_id}").json() == rows[game_id]
    outside = next(row["game_id"] for row in games if not row["is_in_catalogue"])
    assert client.get(f"/v1/games/{outside}").json()["is_in_catalogue"] is False


def test_fields_come_in_the_order_asked_and_once(client: Client) -> None:
    [row] = client.get("/v1/games?fields=price_usd,%20name,name,game_id&limit=1").json()["data"]
    assert list(row) == ["price_usd", "name", "game_id"]


def test_ids_come_in_the_order_given(client: Client, games: list[Row]) -> None:
    ids = [row["game_id"] for row in games[5:25]][::-1]
    given_ids = ",".join(str(one) for one in [*ids[:3], -7, *ids[3:], ids[0]])
    answer = client.get("/v1/games", params={"ids": given_ids, "fields": "game_id"}).json()
    assert [row["game_id"] for row in answer["data"]] == ids
    assert answer["missing"] == [-7]
    csv = client.get("/v1/games", params={"ids": given_ids, "fields": "game_id", "format": "csv"})
    assert csv.text.split() == ["game_id", *(str(one) for one in ids)]


def test_a_text_finds_games_by_the_beginnings_of_words(client: Client, walked: Walk) -> None:
    name = next(
        row["name"]
        for row in client.get("/v1/games?sort=-owners").json()["data"]
        if row["name"].isascii() and len(row["name"].split()) > 1
    )
    typed = " ".join(word[:4] for word in name.lower().split())
    rows = walked(f"/v1/games?{urlencode({'q': typed, 'fields': 'name', 'limit': 200})}")
    assert name in [row["name"] for row in rows]
    best_last = walked(f"/v1/games?{urlencode({'q': typed, 'sort': 'match', 'fields': 'name'})}")
    assert len(best_last) == len(rows)


def test_a_text_is_walked_in_pages_of_one(client: Client, walked: Walk) -> None:
    whole = client.get("/v1/games?q=the&limit=200&fields=game_id").json()["data"]
    assert len(whole) > 3
    assert walked("/v1/games?q=the&limit=3&fields=game_id") == whole
