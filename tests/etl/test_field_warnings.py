"""Values that are not read are counted by file, field and kind, told, and stop a load if many."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from db.errors import LoadFailed
from db.status import status, status_lines
from etl.load import LoadOptions, load
from etl.load_report import report_remarks, report_tables
from etl.transform.field_warnings import EXAMPLES_KEPT, FIELDS_KEPT, OTHER_FIELDS
from tests.etl.loading import (
    game,
    item,
    last_run,
    library,
    published,
    review,
    reviews,
    rows,
    staged_rows,
    write,
)

ALONE = LoadOptions(workers=0)


def games(count: int, unreadable: int) -> list[object]:
    """Games, the first of which have a text where their genres should be."""
    return [
        game(str(number), genres=7 if number <= unreadable else ["Action"])
        for number in range(1, count + 1)
    ]


def test_examples_name_their_place_and_are_few_and_short(run_transform: Callable[..., Any]) -> None:
    lines = [{"id": number, "metascore": "N" * 300} for number in range(1, 31)]
    (warning,) = run_transform("games", lines).stats.warnings
    assert (warning.kind, warning.field, warning.occurrences) == ("unreadable", "metascore", 30)
    assert [one["line_number"] for one in warning.examples] == list(range(1, EXAMPLES_KEPT + 1))
    assert {one["raw"] for one in warning.examples} == {"N" * 200}
    assert all("should be a whole number" in one["detail"] for one in warning.examples)


def test_what_says_nothing_is_not_present(run_transform: Callable[..., Any]) -> None:
    values: list[object] = [None, float("nan"), "", [], {}, 80, "80", "NA", [7], 0]
    lines = [{"id": number, "metascore": value} for number, value in enumerate(values)]
    outcome = run_transform("games", lines)
    assert outcome.stats.warnings.present["metascore"] == 5
    assert outcome.warnings == {("unreadable", "metascore"): 1, ("unknown_shape", "metascore"): 1}


def test_a_list_counts_once_however_many_of_its_entries_are_lost(
    run_transform: Callable[..., Any],
) -> None:
    lines = [{"id": 1, "genres": [["Action"], ["Indie"]]}, {"id": 2, "genres": ["Action", 5, []]}]
    outcome = run_transform("games", lines)
    assert outcome.warnings == {("unknown_shape", "genres"): 2}
    (warning,) = outcome.stats.warnings
    assert [one["detail"] for one in warning.examples] == [
        "2 of its entries cannot be read as texts",
        "1 of its entries cannot be read as texts",
    ]


@pytest.mark.parametrize(
    ("kind", "lines", "fields"),
    [
        ("games", [game(1, dlc=[5], owners="0"), game(2, dlc=None)], {"dlc": 1, "owners": 1}),
        (
            "items",
            [library("ana", item(1, rtime=5), item(2, rtime=5)), library("bo", level=7)],
            {"items.rtime": 1, "level": 1},
        ),
        (
            "reviews",
            [reviews("ana", review(1, hours=5), review(2, hours=6)) | {"page": 3}],
            {"reviews.hours": 2, "page": 1},
        ),
    ],
)
def test_fields_that_nothing_reads_are_counted(
    kind: str, lines: list[object], fields: dict[str, int], run_transform: Callable[..., Any]
) -> None:
    found = run_transform(kind, lines).warnings
    assert found == {("unknown_field", field): count for field, count in fields.items()}


def test_names_of_unknown_fields_do_not_fill_the_memory(run_transform: Callable[..., Any]) -> None:
    lines = [{"id": number, f"field {number}": 1} for number in range(500)]
    found = run_transform("games", lines).warnings
    assert len(found) == FIELDS_KEPT + 1
    assert found["unknown_field", OTHER_FIELDS] == 500 - FIELDS_KEPT


def test_flat_items_are_refused_and_their_fields_named(run_transform: Callable[..., Any]) -> None:
    outcome = run_transform("items", [{"user_id": "ana", **item("10")}])
    assert outcome.stats.rejected == {"missing_items": 1}
    assert set(outcome.warnings) == {
        ("unknown_field", name)
        for name in ("item_id", "item_name", "playtime_forever", "playtime_2weeks")
    }


def test_an_item_name_that_is_too_long_is_told_with_its_place(
    run_transform: Callable[..., Any],
) -> None:
    long, good = "x" * 501, "A &amp; B" + "&amp;" * 110  # 110 letters, once they are unescaped
    lines = [library("ana", item("1")), library("bo", item("2"), item("3", item_name=long))]
    outcome = run_transform("items", [*lines, library("cy", item("4", item_name=good))])
    assert outcome.warnings == {("cut", "item_name"): 1}
    (warning,) = outcome.stats.warnings
    [example] = warning.examples
    assert (example["line_number"], example["record_number"]) == (2, 2)
    assert outcome.stats.warnings.present["item_name"] == 4
    named = dict(outcome.values("item_names", "game_id", "name"))
    assert named == {1: "A game", 2: "A game", 3: "x" * 500, 4: "A & B" + "&" * 110}


def test_many_unreadable_values_stop_the_load_by_name(small_url: URL, tmp_path: Path) -> None:
    before = published(small_url)
    path = write(tmp_path / "games.json", games(1_500, 450))
    with pytest.raises(LoadFailed) as failure:
        load(small_url, [path], options=ALONE)
    assert failure.value.exit_code == 6
    assert str(failure.value) == (
        "games.json: 450 of 1,500 values of genres cannot be read (30.00%), more than the limit "
        "of 20.00%. The published data are what they were before.\n"
        "  line 1: 7 should be a list of texts\n"
        "  line 2: 7 should be a list of texts\n"
        "  line 3: 7 should be a list of texts\n"
        "Repair the file, or raise the limit with --max-unreadable PERCENT; the values are "
        "unknown then."
    )
    assert published(small_url) == before
    assert staged_rows(small_url) == 0
    run = last_run(small_url)
    assert (run["status"], run["error"]) == ("failed", str(failure.value))
    [warning] = run["warnings"]
    assert (warning["field"], warning["kind"]) == ("genres", "unreadable")
    assert (warning["occurrences_count"], warning["present_count"]) == (450, 1_500)
    assert len(warning["examples"]) == EXAMPLES_KEPT
    allowed = LoadOptions(workers=0, max_unreadable_share=0.3)
    assert load(small_url, [path], options=allowed).status == "published"


def test_the_share_itself_is_allowed(empty_url: URL, tmp_path: Path) -> None:
    path = write(tmp_path / "games.json", games(1_000, 200))
    report = load(empty_url, [path], options=ALONE)
    assert not [line for line in report_remarks(report) if line.startswith("WARNING")]
    with pytest.raises(LoadFailed, match=r"201 of 1,000 values of genres cannot be read"):
        load(empty_url, [write(path, games(1_000, 201))], options=ALONE)


def test_among_few_records_they_are_a_loud_warning(empty_url: URL, tmp_path: Path) -> None:
    path = write(tmp_path / "games.json", games(900, 270))
    report = load(empty_url, [path], options=ALONE)
    assert next(report_remarks(report)) == (
        "WARNING: games.json: 270 of 900 values of genres cannot be read (30.00%) and are unknown "
        "now, as in line 1: 7 should be a list of texts."
    )
    [table] = [table for table in report_tables(report) if table.title == "Warnings"]
    assert [list(column.cells) for column in table.columns] == [
        ["games.json"],
        ["genres"],
        ["unreadable"],
        ["270"],
        ["30.00%"],
        ["line 1: '7'"],
    ]
    told = [line for line in status_lines(status(empty_url)) if line.startswith("Warnings")]
    assert told == ["Warnings            270 unreadable of 900: genres in games.json"]


def test_warnings_can_be_asked_for_in_sql(empty_url: URL, tmp_path: Path) -> None:
    write(tmp_path / "items.json", [library("ana", item("10"), items_count=3)])
    write(tmp_path / "games.json", [game("10", metascore="N\0A"), game("20", metascore=7)])
    load(empty_url, [tmp_path], options=ALONE)
    found = rows(
        empty_url,
        """
        select file_name, field, kind, occurrences_count, present_count, occurrences_percent::text,
            examples
        from api.load_warnings order by file_name
        """,
    )
    assert found == [
        (
            "games.json",
            "metascore",
            "unreadable",
            1,
            2,
            "50.00",
            [
                {
                    "line_number": 1,
                    "record_number": 0,
                    "raw": r"N\x00A",
                    "detail": r"'N\x00A' should be a whole number",
                }
            ],
        ),
        (
            "items.json",
            "items_count",
            "count_mismatch",
            1,
            1,
            "100.00",
            [
                {
                    "line_number": 1,
                    "record_number": 0,
                    "raw": "3",
                    "detail": "items_count is 3; the list has 1",
                }
            ],
        ),
    ]
    counted = rows(empty_url, "select last_load_id, warnings_count from api.data_versions")
    assert counted == [(1, 2)]


def test_the_sample_gives_the_warnings_it_is_made_for(loaded_url: URL) -> None:
    found = rows(
        loaded_url,
        "select file_name, field, kind, occurrences_count from api.load_warnings order by 1, 2, 3",
    )
    assert found == [
        ("steam_games.json.gz", "release_date", "unreadable", 1),
        ("steam_games_v1.json.gz", "metascore", "unreadable", 1),
        ("steam_games_v1.json.gz", "release_date", "unreadable", 1),
    ]
