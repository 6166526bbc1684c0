"""/v1/titles, /v1/people and /v1/platforms over made-up titles, beside an own reading of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from etl.sample.streaming import SCORES_FILE
from tests.api.helpers import Client, assert_problem, make_settings
from tests.api.v1.conftest import Walk
from tests.streaming_oracle import PLATFORMS, Answers, Title, read_scores, read_titles


@pytest.fixture(scope="module")
def client(titles_url: URL) -> Iterator[Client]:
    """The application over titles alone."""
    with TestClient(create_app(make_settings(titles_url)), raise_server_exceptions=False) as one:
        yield one


@pytest.fixture(scope="module")
def answers(titles_folder: Path) -> Answers:
    return Answers(read_titles(titles_folder), read_scores(titles_folder / SCORES_FILE))


def minutes(one: Title) -> int:
    return one.minutes or 0


FILTERS: dict[str, Callable[[Answers, Title], bool]] = {
    "platform=NETFLIX": lambda _, one: one.platform == "netflix",
    "kind=series": lambda _, one: one.kind == "series",
    "year=2018": lambda _, one: one.year == 2018,
    "year_from=2015&year_to=2018": lambda _, one: 2015 <= one.year <= 2018,
    "country=spain&country=ARGENTINA": lambda _, one: {"Spain", "Argentina"} <= {*one.countries},
    "audience=g": lambda _, one: one.rating == "G",
    "rated=false": lambda _, one: one.rating is None,
    "minutes_from=100&minutes_to=120": lambda _, one: 100 <= minutes(one) <= 120,
    "score_above=3.5": lambda answers, one: answers.scores.get(one.title_id, 0) > 3.5,
    "platform=amazon&kind=movie&year=2018&score_from=3": lambda answers, one: (
        (one.platform, one.kind, one.year) == ("amazon", "movie", 2018)
        and answers.scores.get(one.title_id, 0) >= 3
    ),
}


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_gives_what_it_says(
    client: Client, walked: Walk, answers: Answers, query: str
) -> None:
    expected = [one.title_id for one in answers.titles if FILTERS[query](answers, one)]
    assert expected
    rows = walked(f"/v1/titles?{query}&fields=title_id&limit=100")
    assert [row["title_id"] for row in rows] == expected
    found = client.get(f"/v1/titles?{query}&total=true&limit=1").json()
    assert found["total"] == len(expected)


def test_common_genres_filter(client: Client, walked: Walk) -> None:
    everything = walked("/v1/titles?limit=200")
    genre = max(
        {name for row in everything for name in row["genres"]},
        key=lambda name: sum(name in row["genres"] for row in everything),
    )
    found = walked(f"/v1/titles?genre={genre.upper().replace('&', '%26')}&limit=200")
    assert found == [row for row in everything if genre in row["genres"]]
    assert_problem(client.get("/v1/titles?genre=No genre"), "unknown-name", parameter="genre")


@pytest.mark.parametrize(
    ("sort", "field"),
    [("name", "name"), ("year", "release_year"), ("added", "added_on"), ("score", "score")],
)
def test_a_walk_meets_every_title_once_in_order(walked: Walk, sort: str, field: str) -> None:
    ids = [row["title_id"] for row in walked("/v1/titles?limit=200")]
    for sign in ("", "-"):
        rows = walked(f"/v1/titles?sort={sign}{sort}&limit=70&fields=title_id,{field}")
        assert sorted(row["title_id"] for row in rows) == sorted(ids)
        known = [row[field] for row in rows if row[field] is not None]
        assert [row[field] for row in rows[: len(known)]] == known
        assert known == sorted(known, reverse=bool(sign))


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("platform=n", "platform"),
        ("country=Argentine", "country"),
        ("audience=PG-14", "audience"),
    ],
)
def test_an_unknown_name_is_told(client: Client, query: str, parameter: str) -> None:
    problem = assert_problem(client.get(f"/v1/titles?{query}"), "unknown-name", parameter=parameter)
    assert problem["closest"]


def test_a_title_and_titles_like_it(client: Client, answers: Answers) -> None:
    title = client.get("/v1/titles/as1").json()
    assert (title["name"], title["platform"]) == ("The Paper Lighthouse", "amazon")
    assert title["same_work_ids"] == ["ds1", "hs1", "ns1"]
    assert title["score"] == answers.scores["as1"]
    similar = client.get("/v1/titles/as1/similar?limit=3").json()
    assert [row["place"] for row in similar["data"]] == [1, 2, 3]
    assert not {row["title_id"] for row in similar["data"]} & {"as1", "ds1", "hs1", "ns1"}
    assert client.get("/v1/titles/as1/similar?format=csv").text.count("\n") >= 10
    for path in ("/v1/titles/AS1", "/v1/titles/AS1/similar"):
        assert_problem(client.get(path), "unknown-name")


def test_a_person_and_the_titles(client: Client, answers: Answers) -> None:
    rows = client.get("/v1/people?q=lumir quenario").json()["data"]
    person = client.get(f"/v1/people/{rows[0]['person_id']}").json()
    directed = [one.title_id for one in answers.titles if "Lumir Quenario" in one.directors]
    assert (person["name"], person["directed_count"]) == ("Lumir Quenario", len(directed))
    assert {one["title_id"] for one in person["credits"] if one["role"] == "director"} == {
        *directed
    }
    people = client.get("/v1/people?limit=1&total=true").json()
    assert people["total"] == len(answers.shown)
    assert_problem(client.get("/v1/people/2147483647"), "unknown-name")


def test_platforms(client: Client, answers: Answers) -> None:
    rows = client.get("/v1/platforms").json()["data"]
    assert [row["platform"] for row in rows] == [*PLATFORMS]
    for row in rows:
        assert row["movies_count"] == answers.get_count_platform(row["platform"])["peliculas"]
    platform = client.get("/v1/platforms/Netflix").json()
    assert sum(year["titles_count"] for year in platform["years"]) == platform["titles_count"]
    [year] = [one for one in platform["years"] if one["release_year"] == 2018]
    longest = answers.longest(2018, "netflix", "min")
    assert longest is not None
    assert year["longest_movie"] == {
        "title_id": longest.title_id,
        "name": longest.name,
        "kind": "movie",
        "duration": longest.minutes,
    }
    best = answers.get_actor("netflix", 2018)
    assert year["most_credited_actor"]["actor"].lower() == best["actor"]
    assert year["most_credited_actor"]["titles_count"] == best["apariciones"]


def test_search_finds_titles_and_people(client: Client) -> None:
    found = client.get("/v1/search?q=paper light").json()["data"]
    assert [(row["kind"], row["id"]) for row in found[:4]] == [
        *(("title", title_id) for title_id in ("as1", "ds1", "ns1", "hs1"))
    ]
    [person, *_] = client.get("/v1/search?q=quenario&kind=person").json()["data"]
    assert client.get(f"/v1/people/{person['id']}").json()["name"] == person["name"]
