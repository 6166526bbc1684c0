"""What /v1 refuses, and how it says so: the parameter, what was given, what is allowed."""

from urllib.parse import quote

import pytest

from tests.api.helpers import Client, assert_problem


@pytest.mark.parametrize(
    ("address", "parameter", "given"),
    [
        ("/v1/games?sort=prize", "sort", "prize"),
        ("/v1/games?limit=0", "limit", "0"),
        ("/v1/games?limit=201", "limit", "201"),
        ("/v1/games?limit=1.5", "limit", "1.5"),
        ("/v1/games?limit=", "limit", ""),
        ("/v1/games?fields=nam", "fields", "nam"),
        ("/v1/games?fields=game_id,,name", "fields", ""),
        ("/v1/games?fields=genre_ids", "fields", "genre_ids"),
        ("/v1/games?year_from=1969", "year_from", "1969"),
        ("/v1/games?price_from=-1", "price_from", "-1"),
        ("/v1/games?price_to=nan", "price_to", "nan"),
        ("/v1/games?price_to=1e99", "price_to", "1e99"),
        ("/v1/games?free=1", "free", "1"),
        ("/v1/games?total=yes", "total", "yes"),
        ("/v1/games?genre=", "genre", ""),
        ("/v1/games?cursor=abc", "cursor", "abc"),
        ("/v1/games?ids=1,x", "ids", "1,x"),
        ("/v1/games?ids=9223372036854775808", "ids", "9223372036854775808"),
        ("/v1/games/x", "game_id", "x"),
        ("/v1/games/4.0", "game_id", "4.0"),
        ("/v1/games/007", "game_id", "007"),
        ("/v1/games/9223372036854775808", "game_id", "9223372036854775808"),
        ("/v1/games/10/reviews?sentiment=sad", "sentiment", "sad"),
        ("/v1/games/10/reviews?date_from=2014-02-30", "date_from", "2014-02-30"),
        ("/v1/users/a%00b", "user_id", "a\0b"),
        ("/v1/studios/%00", "name", "\0"),
        ("/v1/users/x/library?sort=hours", "sort", "hours"),
        ("/v1/years/1969", "year", "1969"),
        ("/v1/years/2014?year_of=sold", "year_of", "sold"),
        ("/v1/search?q=x&kind=tag", "kind", "tag"),
        ("/v1/search?q=x&limit=51", "limit", "51"),
        ("/v1/reviews/count?from=2014&to=2015-01-01", "from", "2014"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(
    client: Client, address: str, parameter: str, given: str
) -> None:
    problem = assert_problem(client.get(address), "invalid-parameter", parameter=parameter)
    assert problem["given"] == given
    assert problem["allowed"] not in {"", "something else"}


@pytest.mark.parametrize(
    ("address", "code", "parameter"),
    [
        ("/v1/games?genres=Action", "unknown-parameter", "genres"),
        ("/v1/games?sort=name&sort=id", "repeated-parameter", "sort"),
        ("/v1/games?sort=match", "conflicting-parameters", "sort"),
        ("/v1/games?ids=1&genre=Action", "conflicting-parameters", "genre"),
        ("/v1/studios?sort=-match", "conflicting-parameters", "sort"),
        ("/v1/reviews/count?from=2015-01-01&to=2014-01-01", "conflicting-parameters", "from"),
        ("/v1/reviews/count?from=2015-01-01", "missing-parameter", "to"),
        ("/v1/search", "missing-parameter", "q"),
    ],
)
def test_parameters_that_do_not_go(client: Client, address: str, code: str, parameter: str) -> None:
    assert_problem(client.get(address), code, parameter=parameter)


def test_too_many(client: Client) -> None:
    many = ",".join(str(number) for number in range(101))
    assert_problem(client.get(f"/v1/games?ids={many}"), "invalid-parameter", parameter="ids")
    genres = "&".join(["genre=Action"] * 21)
    assert_problem(client.get(f"/v1/games?{genres}"), "invalid-parameter", parameter="genre")


@pytest.mark.parametrize("kind", ["genre", "tag", "spec", "developer", "publisher"])
def test_unknown_names_come_with_known_ones(client: Client, kind: str) -> None:
    [row] = client.get("/v1/games?sort=-owners&limit=1").json()["data"]
    known = row[f"{kind}s"][0]
    wrong = f"{known}x"
    for query in (f"{kind}={quote(wrong)}", f"{kind}={quote(known)}&{kind}={quote(wrong)}"):
        problem = assert_problem(client.get(f"/v1/games?{query}"), "unknown-name", parameter=kind)
        assert problem["given"] == wrong
        assert 1 <= len(problem["closest"]) <= 3


def test_unknown_paths_are_unknown_names(client: Client) -> None:
    user = client.get("/v1/search?q=a&kind=user&limit=1").json()["data"][0]["id"]
    for address in ("/v1/games/-1", "/v1/games/-1/reviews", "/v1/games?ids=-1,-2"):
        found = assert_problem(
            client.get(address),
            "unknown-name",
            parameter="ids" if "ids" in address else None,
        )
        assert found["detail"].startswith("No game is called")
    for end in ("", "/library", "/reviews"):
        assert_problem(client.get(f"/v1/users/{quote(user)}-x{end}"), "unknown-name")
        assert client.get(f"/v1/users/{quote(user)}{end}").status_code == 200
    assert_problem(client.get("/v1/genres/Acton"), "unknown-name", detail="Did you mean 'Action'")
    studio = assert_problem(client.get("/v1/studios/no%2Fsuch//studio,%20%C3%B1/"), "unknown-name")
    assert studio["given"] == "no/such//studio, ñ"


def test_a_field_comes_with_the_closest(client: Client) -> None:
    problem = assert_problem(
        client.get("/v1/games?fields=price"), "invalid-parameter", parameter="fields"
    )
    assert "price_usd" in problem["closest"]


@pytest.mark.parametrize("text", ["™", "'", "& |", "\\", "%", "a:*", "!", "(", "ñandú", "🎮"])
def test_any_text_can_be_searched(client: Client, text: str) -> None:
    for path in ("/v1/search", "/v1/games", "/v1/studios"):
        response = client.get(path, params={"q": text})
        assert response.status_code == 200, response.text
        assert response.json()["data"] is not None
