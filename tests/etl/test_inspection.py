"""What a load would do is told beforehand, and is what the load then does."""

import json
from pathlib import Path

import pytest
from sqlalchemy import URL

from etl.inspection import Inspection, inspect_files
from etl.load import LoadOptions, load
from etl.read.sources import NamedPlatform
from tests.etl.loading import game, item, library, review, reviews, rows, write
from tests.etl.titles import title, write_titles

NOTHING = dict.fromkeys(
    ("games", "users", "items", "reviews", "titles", "scores", "viewers", "ratings"), 0
)


def inspected(path: Path) -> Inspection:
    (found,) = inspect_files([path])
    return found


def test_games_are_described(tmp_path: Path) -> None:
    lines = [game("10"), game("20", metascore="NA"), game(None), b"{'broken", b""]
    found = inspected(write(tmp_path / "games.json.gz", lines))
    assert (found.container, found.format) == ("records in lines in gzip", "official-games")
    assert (found.lines, found.empty_lines) == (5, 1)
    assert found.fields == {
        "app_name": 1.0,
        "id": pytest.approx(2 / 3),
        "genres": 1.0,
        "price": 1.0,
        "metascore": pytest.approx(1 / 3),
    }
    assert found.unreadable == {"metascore": 1.0}  # of the values that are there
    assert found.rejected == {"null_id": 1, "not_a_record": 1}
    assert [(one["line_number"], one["reason"]) for one in found.rejects] == [
        (3, "null_id"),
        (4, "not_a_record"),
    ]
    assert found.would_load == NOTHING | {"games": 2}
    assert (found.licence, found.problem) == ("not stated", None)


def test_fields_inside_lists_are_shares_of_their_pieces(tmp_path: Path) -> None:
    lines = [library("ana", item("10"), item("20", item_name="")), library("bob"), library("ana")]
    found = inspected(write(tmp_path / "items.json", lines))
    assert found.fields["items.item_name"] == 0.5
    assert (found.fields["items"], found.fields["items.item_id"]) == (1.0, 1.0)
    assert found.would_load == NOTHING | {"users": 2, "items": 2}


def test_titles_are_described(tmp_path: Path) -> None:
    path = write_titles(
        tmp_path / "hulu.csv", title("s1"), title("s1"), title("s2", type="?"), title("s3")
    )
    found = inspected(path)
    assert (found.container, found.format) == ("CSV", "streaming-titles")
    assert found.rejected == {"unknown_type": 1}
    assert found.would_load == NOTHING | {"titles": 2}
    path.rename(unnamed := tmp_path / "shows.csv")
    assert "which its name does not tell" in (inspected(unnamed).problem or "")
    (named,) = inspect_files(
        [unnamed], platforms=[NamedPlatform(platform="hulu", file=str(unnamed))]
    )
    assert named.would_load == found.would_load


def test_it_tells_what_a_load_does(sample_folder: Path, empty_url: URL) -> None:
    would = [
        sum(one)
        for one in zip(
            *(
                (
                    found.would_load["items"],
                    found.would_load["reviews"],
                    sum(found.rejected.values()),
                )
                for found in inspect_files([sample_folder])
            ),
            strict=True,
        )
    ]
    report = load(empty_url, [sample_folder], options=LoadOptions(workers=0))
    merged = report.merged
    did = [merged["items"]["staged"], merged["reviews"]["staged"], sum(report.rejected.values())]
    assert would[:2] == did[:2]
    assert would[2] >= did[2]  # what both games files state is refused once
    assert rows(empty_url, "select count(*) > 0 from core.items") == [(True,)]


def test_what_cannot_be_loaded_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"<html></html>")
    (tmp_path / "b.csv").write_bytes(b"show,rating\nx,5\n")
    write(tmp_path / "c.json", [reviews("ana", review("10"))])
    first, second, third = inspect_files([tmp_path])
    assert first.problem == "a web page, not the data; download it again"
    assert (second.container, third.problem) == ("CSV", None)
    assert "its records have the fields rating, show" in str(second.problem)
    assert json.dumps(third.would_load)


def test_ratings_are_described(tmp_path: Path) -> None:
    path = tmp_path / "1.csv"
    path.write_text(
        "userId,rating,timestamp,movieId\n7,4.5,1,as1\n8,4.5,1,ns1\n7,1,2,as1\n7,0,1,x\n"
    )
    found = inspected(path)
    assert (found.container, found.format) == ("CSV", "title-ratings")
    assert found.would_load == NOTHING | {"viewers": 2, "ratings": 3}
    assert sum(found.rejected.values()) == 1
