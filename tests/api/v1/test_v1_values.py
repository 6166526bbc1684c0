"""Every number of /v1 is the one that the same view or function gives in psql."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.api.helpers import Client

Row = dict[str, Any]
Ask = Callable[..., list[Row]]
Walk = Callable[..., list[Row]]


def _plain(value: Any) -> Any:  # noqa: ANN401 - as JSON has it
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if type(value).__name__ == "Decimal":
        return float(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _get(client: Client, address: str) -> Any:  # noqa: ANN401 - any JSON document
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.json()


def test_genres(client: Client, ask: Ask, walked: Walk) -> None:
    rows = ask("select * from api.playtime_by_genre order by place")
    assert walked("/v1/genres?limit=3") == [
        {name: value for name, value in _plain(row).items() if name != "genre_key"} for row in rows
    ]
    for row in rows:
        name = row["genre"]
        answer = _get(client, f"/v1/genres/{quote(name.upper(), safe='')}")
        years = ask(
            "select played.release_year, catalogue.games_count,"
            " played.games_count as played_games_count, played.playtime_minutes,"
            " played.playtime_hours from api.playtime_by_genre_year as played"
            " left join api.games_by_year_genre as catalogue using (release_year, genre)"
            " where played.genre = %s order by played.release_year desc",
            name,
        )
        tops = ask(
            "select place, user_id, user_url, playtime_minutes, playtime_hours"
            " from api.top_players(%s, 10) order by place",
            name,
        )
        assert answer["genre"] == name
        assert answer["place"] == row["place"]
        assert answer["years"] == _plain(years)
        assert answer["top_players"] == _plain(tops)


def test_studios(client: Client, ask: Ask, walked: Walk) -> None:
    rows = ask("select * from api.games_by_studio order by studio")
    listed = walked("/v1/studios?limit=200")
    assert listed == [
        {name: value for name, value in _plain(row).items() if name != "studio_key"} for row in rows
    ]
    unusual = [row for row in rows if not row["studio"].replace(" ", "").isalnum()]
    assert len(unusual) > 10
    for row in [*rows[::10], *unusual]:
        answer = _get(client, f"/v1/studios/{quote(row['studio'], safe='')}")
        assert answer["studio"] == row["studio"]
        [feels] = ask("select * from api.studio_sentiments(%s)", row["studio"])
        assert answer["years"] == _plain(ask("select * from api.studio_years(%s)", row["studio"]))
        assert answer["games_count"] == row["games_count"]
        assert {name: answer[name] for name in feels} == feels
        credits_ = ask(
            "select count(*) filter (where role = 'developer') as made,"
            " count(*) filter (where role = 'publisher') as published"
            " from api.game_studios where studio = %s",
            row["studio"],
        )
        assert credits_ == [{"made": row["games_count"], "published": row["published_count"]}]


@pytest.mark.parametrize(("path", "kind"), [("/v1/tags", "tag"), ("/v1/specs", "spec")])
def test_labels(ask: Ask, walked: Walk, path: str, kind: str) -> None:
    rows = ask(
        f"select {kind}s.name as {kind}, count(labels.game_id) as games_count from api.{kind}s"
        f" left join api.game_{kind}s as labels on labels.{kind} = {kind}s.name"
        f" group by {kind}s.name order by 2 desc, 1"
    )
    assert walked(f"{path}?limit=20") == rows


@pytest.mark.parametrize("year_of", ["posted", "release"])
def test_years(client: Client, ask: Ask, year_of: str) -> None:
    seen = 0
    for year in (1970, *range(2008, 2018), 2100):
        answer = _get(client, f"/v1/years/{year}?year_of={year_of}")
        assert (answer["year"], answer["year_of"]) == (year, year_of)
        for part in ("year_games", "release_year_sentiments"):
            [counts] = ask(f"select * from api.{part}(%s)", year)
            assert {name: answer[name] for name in counts} == counts
        for part in ("top_genres", "top_specs", "store_sentiments", "top_metascores"):
            rows = ask(f"select * from api.{part}(%s)", year)
            assert answer[part] == [_named(row) for row in rows]
        for part in (
            "most_recommended_games",
            "most_warned_games",
            "most_praised_studios",
            "most_warned_studios",
        ):
            ranked = _ranking(ask, part, year, year_of)
            assert answer[part] == ranked
            seen += len(answer[part])
    assert seen


def _ranking(ask: Ask, part: str, year: int, year_of: str) -> list[Row]:
    [found] = ask("select api.year_document(%s, %s) -> %s as part", year, year_of, part)
    rows: list[Row] = found["part"]
    if year_of == "posted":  # the default of the function, which needs no type of another schema
        assert rows == [_named(row) for row in ask(f"select * from api.{part}(%s)", year)]
    return rows


def test_users_their_libraries_and_reviews(client: Client, ask: Ask, walked: Walk) -> None:
    users = ask("select * from api.user_details order by items_count desc, user_id")
    reviewers = ask("select user_id from api.reviews group by 1 order by count(*) desc, 1 limit 5")
    ids = {row["user_id"] for row in reviewers}
    for row in [*users[::60], *(row for row in users if row["user_id"] in ids)]:
        path = f"/v1/users/{quote(row['user_id'], safe='')}"
        assert _get(client, path) == _plain(row)
        library = walked(f"{path}/library?limit=200")
        assert len(library) == row["items_count"]
        assert sum(item["playtime_minutes"] for item in library) == row["playtime_minutes"]
        assert round(sum(item["price_usd"] or 0 for item in library), 2) == float(row["spent_usd"])
        for sort, order in (("playtime", "playtime_minutes"), ("name", "name")):
            wanted = ask(
                f"select * from api.item_details where user_id = %s order by {order}, game_id",
                row["user_id"],
            )
            for item in wanted:
                del item["user_id"]
            assert walked(f"{path}/library?limit=200&sort={sort}") == _plain(wanted)
        reviews = walked(f"{path}/reviews")
        assert sum(one["is_recommended"] for one in reviews) == row["recommended_count"]
        assert reviews == _plain(
            ask(
                "select * from api.review_details where user_id = %s"
                " order by posted_on desc, game_id",
                row["user_id"],
            )
        )


@pytest.mark.parametrize(
    ("query", "condition"),
    [
        ("", "true"),
        ("recommend=true", "is_recommended"),
        ("recommend=false", "not is_recommended"),
        ("sentiment=negative", "sentiment = 0"),
        ("sentiment=neutral", "sentiment = 1"),
        ("sentiment=positive&recommend=true", "sentiment = 2 and is_recommended"),
        ("date_from=2014-01-01&date_to=2014-12-31", "extract(year from posted_on) = 2014"),
    ],
)
def test_reviews_of_games(ask: Ask, walked: Walk, query: str, condition: str) -> None:
    games = ask("select game_id from api.reviews group by 1 order by count(*) desc, 1 limit 3")
    for game in games:
        assert walked(f"/v1/games/{game['game_id']}/reviews?limit=4&{query}") == _plain(
            ask(
                f"select * from api.review_details where game_id = %s and {condition}"
                " order by posted_on desc, user_id",
                game["game_id"],
            )
        )


def test_counts_of_reviews(client: Client, ask: Ask) -> None:
    for first, last in (
        ("1970-01-01", "2100-12-31"),
        ("2014-02-03", "2014-02-03"),
        ("2011-06-01", "2013-01-31"),
        ("1970-01-01", "1970-01-01"),
    ):
        [counts] = ask("select * from api.review_counts(%s, %s)", first, last)
        assert _get(client, f"/v1/reviews/count?from={first}&to={last}") == _plain(counts)


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """Name a game twice, as every row about one does."""
    return row | ({"name": row["game"]} if "game" in row else {})


def test_search(client: Client, ask: Ask) -> None:
    for query, kind in (("the", None), ("act", "genre"), ("the", "game"), ("a", "user")):
        rows = ask("select * from api.search(%s, 7, %s)", query, kind)
        parameters = {"q": query, "limit": "7"} | ({"kind": kind} if kind else {})
        answer = client.get("/v1/search", params=parameters).json()
        assert rows
        assert answer["data"] == [{**row, "score": pytest.approx(row["score"])} for row in rows]
        assert answer["next"] is None
