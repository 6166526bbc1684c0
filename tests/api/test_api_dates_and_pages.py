"""Dates, pages and look-alike paths that are wrong, and how that is said."""

import pytest

from tests.api.helpers import Client, assert_problem


@pytest.mark.parametrize("parameter", ["desde", "hasta"])
@pytest.mark.parametrize(
    "value",
    [
        *("2014-02-30", "2015-02-29", "2014-13-01", "2014-00-10", "1969-12-31", "2101-01-01"),
        *("20140101", "2014-W01-1", "2014-001", "2014-1-1", "01-01-2014", "2014/01/01", "2014"),
        *("2014-01-01T00:00:00", "2014-01-01 ", "2014-01-0\u0661", "-2014-01-01", "0", "today", ""),
        *("2014-01-01%00", "9" * 30),
    ],
)
def test_a_date_that_none_can_be(client: Client, parameter: str, value: str) -> None:
    other = "hasta" if parameter == "desde" else "desde"
    response = client.get(f"/countreviews?{other}=2014-06-01&{parameter}={value}")
    problem = assert_problem(response, "invalid-parameter", parameter=parameter)
    assert problem["allowed"] == (
        "a date that exists, as YYYY-MM-DD, from 1970-01-01 to 2100-12-31"
    )
    assert problem["allowed"] in problem["detail"]


@pytest.mark.parametrize("parameter", ["desde", "hasta"])
def test_a_missing_date(client: Client, parameter: str) -> None:
    other = "hasta" if parameter == "desde" else "desde"
    response = client.get(f"/countreviews?{other}=2014-06-01")
    assert_problem(response, "missing-parameter", parameter=parameter, detail="YYYY-MM-DD")


def test_dates_in_the_wrong_order(client: Client) -> None:
    response = client.get("/countreviews?desde=2014-06-02&hasta=2014-06-01")
    problem = assert_problem(response, "conflicting-parameters", parameter="desde")
    assert "desde is 2014-06-02" in problem["detail"]
    assert "hasta is 2014-06-01" in problem["detail"]


@pytest.mark.parametrize("value", ["0", "-1", "1000001", "1.0", "x", "", "9" * 30, "+1", "1e2"])
def test_a_page_that_none_can_be(client: Client, value: str) -> None:
    response = client.get(f"/juegos?anio=2014&pagina={value}")
    problem = assert_problem(response, "invalid-parameter", parameter="pagina")
    assert problem["allowed"] == "a whole number from 1 to 1000000"


def test_two_paths_that_differ_in_case_only_are_both_offered(client: Client) -> None:
    problem = assert_problem(client.get("/USERFORGENRE?genero=Action"), "unknown-address")
    assert {"/UserForGenre", "/userforgenre"} <= set(problem["closest"])
