"""Values of ratings: what is read, and what is refused with its reason."""

import pytest

from etl.clean.errors import Reject
from etl.clean.ratings import SECONDS_END, parse_half_stars, parse_rated_at, parse_viewer_id


def reason(parse: object, value: object) -> str:
    with pytest.raises(Reject) as refused:
        parse(value)  # type: ignore[operator]
    return refused.value.reason


@pytest.mark.parametrize(
    ("text", "half_stars"),
    [
        *((f"{half / 2}", half) for half in range(1, 11)),
        *((f"{stars}", 2 * stars) for stars in range(1, 6)),
        (4.5, 9),
        (" 4.50 ", 9),
        ("4,5", 9),
        (".5", 1),
        ("5.", 10),
    ],
)
def test_stars(text: object, half_stars: int) -> None:
    assert parse_half_stars(text) == half_stars


@pytest.mark.parametrize(
    "text", ["0", "0.0", "5.5", "6", "4.25", "-1", "4.5.0", "", ".", None, "nan", "1e0", "٤", "45"]
)
def test_no_stars(text: object) -> None:
    assert reason(parse_half_stars, text) == "invalid_stars"


def test_viewers() -> None:
    found = [parse_viewer_id(value) for value in ("1", "270896.0", 7, " 12 ", "2147483647")]
    assert found == [1, 270896, 7, 12, 2147483647]
    for value in ("0", "-3", "2147483648", "3.5", "ana", "", None, True):
        assert reason(parse_viewer_id, value) == "invalid_viewer_id"


def test_moments() -> None:
    assert [parse_rated_at(value) for value in ("0", "1425941529", 1425941529.0)] == [
        0,
        1425941529,
        1425941529,
    ]
    for value in (str(SECONDS_END), "1425941529000", "-1", "2015-03-09", "", None):
        assert reason(parse_rated_at, value) == "invalid_timestamp"
