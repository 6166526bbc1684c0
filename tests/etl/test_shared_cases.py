"""Every folder of the shared cases, loaded as its README says."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from db.errors import InputError, LoadFailed
from etl.load import LoadOptions, load
from tests.etl.loading import game, rows, write
from tests.etl.test_cases import CASES

COUNTS = """
    select games_count, games_in_catalogue_count, users_count, items_count, reviews_count
    from api.data_versions
"""
GAMES = """
    select
        game_id, name, price_text, price_usd::float, release_text, released_on::text,
        is_early_access, metascore, genres, tags, specs, developers, publishers
    from api.game_details
    where game_id = any(:games)
    order by game_id
"""
ITEMS = "select user_id, game_id, playtime_minutes from api.item_details order by 1, 2"
WARNINGS = """
    select file_name, field, kind, occurrences_count, present_count
    from api.load_warnings
    order by 1, 2, 3
"""
Row = tuple[Any, ...]

NINE = ("9.99", 9.99)
CRAWLED = [
    (
        800200,
        "Invented 800200",
        *NINE,
        "2016-11-24",
        "2016-11-24",
        False,
        81,
        ["Action", "Indie"],
        ["Action", "Indie"],
        ["Single-player"],
        ["Some Studio"],
        ["Some Studio"],
    ),
    (
        800220,
        "Invented 800220",
        None,
        None,
        "Summer 2018",
        None,
        False,
        None,
        ["Adventure"],
        ["VR"],
        ["Single-player"],
        ["Other"],
        ["Other"],
    ),
]
"""The first and the last of three games as the crawler of the published file writes them."""
NOT_READ = [("n_reviews", "unknown_field", 2, 2)]


@dataclass(frozen=True, kw_only=True)
class Case:
    """What comes of a folder."""

    files: dict[str, tuple[str, int]]
    """By name: the format, and the records that are accepted."""
    counts: Row
    """Games, of these in the catalogue, users, items, reviews."""
    rejected: dict[str, int] = field(default_factory=dict)
    warnings: Sequence[Row] = ()
    left_out: Sequence[str] = ()
    """Beginnings of what is said of foreign files."""
    unread: dict[str, int] = field(default_factory=dict)
    """Records that the formats do not load, by reason."""
    games: Sequence[Row] = ()
    items: Sequence[Row] | None = None
    options: dict[str, Any] = field(default_factory=dict)


def crawled(name: str) -> Case:
    return Case(
        files={name: ("official-games", 3)},
        counts=(3, 3, 0, 0, 0),
        warnings=[(name, *row) for row in NOT_READ],
        games=CRAWLED,
    )


def published(game: int, name: str, price: float, **known: Any) -> Row:  # noqa: ANN401
    """A game as `GAMES` gives it; what is not said is unknown."""
    empty: dict[str, Any] = dict.fromkeys(("text", "day", "early", "metascore"))
    lists: dict[str, Any] = {
        kind: [] for kind in ("genres", "tags", "specs", "developers", "publishers")
    }
    of = empty | lists | known
    return game, name, known.get("price_text", str(price)), price, *list(of.values())[:9]


PLACES = {
    "07-fronkon-games-json": Case(
        files={"games.json": ("fronkongames-json", 3)},
        counts=(3, 3, 0, 0, 0),
        games=[
            published(
                906850 + place,
                f"Invented {place}",
                price,
                text="Sep 1, 2021",
                day="2021-09-01",
                early=False,
                genres=["Action"],
                tags=["Indie"],
                specs=["Single-player"],
                developers=["Dev A"],
                publishers=["Pub A"],
            )
            for place, price in enumerate((0.0, 0.99, 1.98))
        ],
    ),
    "08-nik-davis-csv": Case(
        files={"steamspy_data.csv": ("nikdavis-steamspy", 1)},
        counts=(1, 1, 0, 0, 0),
        games=[
            published(
                10,
                "Invented",
                9.99,
                early=False,
                genres=["Action"],
                tags=["Action"],
                developers=["Dev"],
                publishers=["Pub"],
            )
        ],
    ),
    "11-game-recommendations-on-steam": Case(
        files={
            "games.csv": ("game-recommendations-games", 1),
            "games_metadata.json": ("game-recommendations-metadata", 2),
        },
        counts=(2, 2, 0, 0, 0),
        games=[
            published(
                13500,
                "Invented",
                9.99,
                text="2008-11-21",
                day="2008-11-21",
                tags=["Action", "Adventure"],
            )
        ],
    ),
    "23-steamspy-all": Case(
        files={"steamspy.json": ("steamspy", 1)},
        counts=(1, 1, 0, 0, 0),
        games=[published(10, "Invented", 9.99, developers=["V"], publishers=["V"])],
    ),
    "17c-float-games": Case(
        files={"steam_games.json": ("official-games", 4)},
        counts=(4, 4, 0, 0, 0),
        games=[
            (
                800200,
                "Invented",
                *NINE,
                "1479945600000",
                "2016-11-24",
                False,
                81,
                ["Action"],
                [],
                [],
                ["S"],
                [],
            ),
            (
                800201,
                "Invented",
                *NINE,
                "2016-11-24T00:00:00.000",
                "2016-11-24",
                None,
                81,
                ["Action"],
                [],
                [],
                ["S"],
                [],
            ),
            (
                800202,
                "Invented",
                "Free To Play",
                0.0,
                "2016",
                None,
                False,
                81,
                ["Action", "Indie"],
                ["Action", "Indie"],
                [],
                ["S"],
                [],
            ),
            (
                800203,
                "Invented",
                *NINE,
                "2016",
                None,
                False,
                81,
                ["Action", "Indie"],
                [],
                [],
                ["S"],
                [],
            ),
        ],
    ),
    "25-games-genres-as-objects": Case(
        files={"steam_app.json": ("official-games", 1)},
        counts=(1, 1, 0, 0, 0),
        games=[
            (
                10,
                "Invented",
                '{"final": 999}',
                None,
                "1 Nov, 2000",
                "2000-11-01",
                False,
                88,
                ["Action"],
                ["Action"],
                ["Single-player", "Multi-player"],
                ["Valve", "Other"],
                [],
            )
        ],
    ),
    "02-mcauley-steam-reviews-v2": Case(
        files={"steam_reviews.json.gz": ("mcauley-reviews-v2", 1)},
        counts=(1, 0, 1, 1, 0),
        unread={
            "item_without_playtime": 1,
            "review_without_recommend": 2,
            "review_without_user": 1,
        },
        items=[("76561190000000001", 328100, 18)],
    ),
    "10-getownedgames": Case(
        files={"owned.json": ("steam-owned-games", 2)},
        counts=(2, 0, 1, 2, 0),
        items=[("ana", 4000, 24973), ("ana", 12360, 0)],
        options={"user": "ana"},
    ),
    "01-prncc-products": crawled("products_all.jl"),
    "06-pandas-records-array": crawled("steam_games.json"),
    "06b-pandas-index": crawled("steam_games.json"),
    "15-double-gzip": Case(
        files={"users_items.json.gz": ("official-items", 3)},
        counts=(1, 0, 3, 3, 0),
        items=[(f"u{user}", 10, 6) for user in range(3)],
    ),
    "03b-official-folder-with-bundle": Case(
        files={
            "steam_games.json.gz": ("official-games", 201),
            "steam_games_v1.json.gz": ("official-games", 201),
            "user_reviews.json.gz": ("official-reviews", 92),
            "users_items.json.gz": ("official-items", 1543),
        },
        counts=(205, 200, 200, 1521, 89),
        rejected={"null_id": 1, "playtime_out_of_range": 1},
        warnings=[
            ("steam_games.json.gz", "release_date", "unreadable", 1, 189),
            ("steam_games_v1.json.gz", "metascore", "unreadable", 1, 15),
            ("steam_games_v1.json.gz", "release_date", "unreadable", 1, 190),
        ],
        left_out=["bundle_data.json.gz: Bundles of the McAuley lab"],
    ),
    "13d-flat-items-among-official": Case(
        files={
            "steam_games.json.gz": ("official-games", 201),
            "user_items.json": ("flat-items", 500),
            "user_reviews.json.gz": ("official-reviews", 92),
        },
        counts=(653, 200, 70, 500, 89),
        rejected={"null_id": 1},
        warnings=[("steam_games.json.gz", "release_date", "unreadable", 1, 189)],
    ),
    "31-helpful-new-wording": Case(
        files={"user_reviews.json": ("official-reviews", 8)},
        counts=(1, 0, 8, 0, 8),
        warnings=[("user_reviews.json", "helpful", "unreadable", 1, 6)],
    ),
    "hostile": Case(
        files={
            "games.json": ("official-games", 76),
            "items.json": ("official-items", 51),
            "reviews.json": ("official-reviews", 18),
        },
        counts=(95, 76, 13, 51, 17),
        rejected={
            "date_does_not_exist": 1,
            "date_out_of_range": 2,
            "id_out_of_range": 1,
            "invalid_id": 4,
            "invalid_playtime": 6,
            "invalid_posted": 4,
            "invalid_recommend": 2,
            "missing_posted": 2,
            "missing_recommend": 1,
            "nul_character": 1,
            "playtime_out_of_range": 3,
        },
        warnings=[
            ("games.json", "app_name", "cut", 2, 74),
            ("games.json", "genres", "unknown_shape", 1, 76),
            ("games.json", "metascore", "unreadable", 2, 3),
            ("games.json", "price", "unreadable", 5, 75),
            ("games.json", "release_date", "unreadable", 1, 77),
            ("items.json", "items_count", "count_mismatch", 2, 11),
            ("reviews.json", "funny", "unreadable", 1, 2),
            ("reviews.json", "helpful", "unreadable", 1, 17),
            ("reviews.json", "last_edited", "unreadable", 2, 2),
            ("reviews.json", "review", "unreadable", 1, 17),
        ],
        options={"max_reject_share": 1.0},
    ),
}
REFUSED: dict[str, tuple[type[Exception], str]] = {
    "03-bundle-data": (InputError, r"bundle_data\.json: Bundles of the McAuley lab"),
    "05-drive-html": (InputError, "a web page, not the data; download it again"),
    "09-steam-200k": (LoadFailed, "no game is called 'Invented Game'; load the catalogue before"),
    "10-getownedgames": (InputError, "who is not named in it; name the user with --user ID"),
    "12b-parquet-named-gz": (InputError, r"df_games_gzip\.gz: .*Parquet"),
    "18b-float-user-id": (LoadFailed, "went through a float and lost its last digits"),
}


def folder(name: str) -> Path:
    if not (CASES / name).is_dir():
        pytest.skip(f"the shared case {name} is not here")
    return CASES / name


@pytest.mark.parametrize("name", PLACES)
def test_a_case_loads(name: str, empty_url: URL) -> None:
    case = PLACES[name]
    report = load(empty_url, [folder(name)], options=LoadOptions(workers=0, **case.options))
    assert {
        file.source.name: (file.source.format.name, file.stats.records_accepted)
        for file in report.files
    } == case.files
    assert report.rejected == case.rejected
    assert rows(empty_url, COUNTS) == [case.counts]
    assert rows(empty_url, WARNINGS) == list(case.warnings)
    assert len(report.left_out) == len(case.left_out)
    for told, beginning in zip(report.left_out, case.left_out, strict=True):
        assert told.startswith(beginning)
    unread = [count for file in report.files for count in file.stats.left_out.items()]
    assert dict(unread) == case.unread
    games = [row[0] for row in case.games]
    assert rows(empty_url, GAMES, games=games) == list(case.games)
    if case.items is not None:
        assert rows(empty_url, ITEMS) == list(case.items)


@pytest.mark.parametrize("name", REFUSED)
def test_a_case_is_refused_with_its_diagnosis(name: str, empty_url: URL) -> None:
    error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        load(empty_url, [folder(name)], options=LoadOptions(workers=0))
    assert rows(empty_url, COUNTS) == []
    assert rows(empty_url, "select count(*) from core.games") == [(0,)]


def test_titles_match_the_games_that_are_loaded(empty_url: URL, tmp_path: Path) -> None:
    for path in folder("09-steam-200k").iterdir():
        shutil.copy(path, tmp_path)
    write(tmp_path / "games.json", [game("7", "INVENTED game!")])
    load(empty_url, [tmp_path], options=LoadOptions(workers=0))
    [(user, owned, minutes)] = rows(empty_url, ITEMS)
    assert (user.endswith("151600000"), owned, minutes) == (True, 7, 273 * 60)


@pytest.mark.parametrize(
    "order", list(permutations(("games.json", "crawl1_reviews.json", "crawl2_reviews.json")))
)
def test_crawls_end_in_the_newest_in_any_order(order: Sequence[str], empty_url: URL) -> None:
    for name in order:
        load(empty_url, [folder("crawls") / name], options=LoadOptions(workers=0))
    found = """
        select user_id, game_id, is_recommended, edited_on::text, review
        from api.review_details
    """
    assert rows(empty_url, found) == [("ed", 1, False, "2012-06-06", "awful now")]


def test_every_case_is_tried() -> None:
    if not CASES.is_dir():
        pytest.skip("the shared cases are not here")
    kept = {path.name for path in CASES.iterdir() if path.is_dir()}
    assert kept == PLACES.keys() | REFUSED.keys() | {"crawls"}
