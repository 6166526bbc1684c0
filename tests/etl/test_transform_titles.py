"""Tables of streaming titles: recognised in any dress, cleaned row by row, refused with reasons."""

import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.errors import InputError
from etl.read.sources import NamedPlatform, Source, discover_sources
from tests.etl.conftest import Outcome, collect
from tests.etl.titles import COLUMNS, table, title, write_table, write_titles


def source_of(path: Path, platform: str | None = None) -> Source:
    named = [NamedPlatform(platform=platform, file=str(path))] if platform else []
    (source,) = discover_sources([path], platforms=named).sources
    return source


def transformed(folder: Path, *rows: dict[str, object], score: bool = False) -> Outcome:
    return collect(source_of(write_titles(folder / "Netflix.csv", *rows, score=score)))


def reasons(outcome: Outcome) -> list[tuple[object, ...]]:
    return outcome.values("rejects", "line_number", "kind", "reason")


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["Hulu_titles-score.csv", "my-HULU.csv.gz"])
def test_a_table_is_read_in_any_dress(
    tmp_path: Path, delimiter: str, line_end: str, name: str
) -> None:
    columns = random.Random(name).sample((*COLUMNS, "score"), 13)  # noqa: S311 - not for secrets
    rows = [
        title(
            "s3",
            'A "quoted", name; of\n two lines',
            cast="Ana, Bo; Cy",
            date_added=" August 4, 2017",
            score=7,
        ),
        title("s10", type="TV Show", duration="2 Seasons"),
    ]
    text = table(rows, columns=columns, delimiter=delimiter, line_end=line_end)
    path = write_table(tmp_path / name, text, has_mark=line_end != "\n")
    outcome = collect(source_of(path))
    assert outcome.stats.rejected == {}
    assert outcome.values(
        "titles", "title_id", "platform", "name", "actors", "added_on", "editorial_score"
    ) == [
        (
            *("hs3", "hulu", 'A "quoted", name; of two lines', ["Ana", "Bo; Cy"]),
            *(date(2017, 8, 4), 7),
        ),
        ("hs10", "hulu", "A title", None, None, None),
    ]
    assert outcome.values("titles", "line_number") == [(2,), (4,)]


def test_a_duration_among_the_ratings_is_moved(tmp_path: Path) -> None:
    outcome = transformed(
        tmp_path,
        title("s1", duration="", rating="74 min"),
        title("s2", duration=None, rating="3 Seasons"),
        title("s3", duration="80 min", rating="74 min"),
        title("s4", duration="0 min", rating="PG"),
        title("s5", duration="", rating="0 min"),
        title("s6", duration="", rating="AGES_18_"),
        title("s7", duration="soon", rating="66 min"),
    )
    assert outcome.values(
        *("titles", "duration", "duration_unit", "audience_rating"),
        *("duration_text", "rating_text"),
    ) == [
        (74, "minute", None, None, "74 min"),
        (3, "season", None, None, "3 Seasons"),
        (80, "minute", "74 min", "80 min", "74 min"),
        (None, None, "PG", "0 min", "PG"),
        (None, None, None, None, "0 min"),
        (None, None, "18+", None, "AGES_18_"),
        (None, None, "66 min", "soon", "66 min"),
    ]
    assert outcome.warnings == {("unreadable", "duration"): 1}


def test_what_is_refused(tmp_path: Path) -> None:
    text = table([
        title("s1"),
        title(""),
        title("7"),
        title("s2", " \u200b "),
        title("s3", type="Short"),
        title("s4", release_year=1869),
        title("s5", release_year=2101),
        title("s6", release_year=""),
        title("s7", release_year="soon"),
    ])  # fmt: skip
    path = write_table(tmp_path / "disney.csv", text + "s8,Movie,Short of cells\n")
    outcome = collect(source_of(path))
    assert reasons(outcome) == [
        (3, "title", "null_id"),
        (4, "title", "invalid_id"),
        (5, "title", "missing_title"),
        (6, "title", "unknown_type"),
        (7, "title", "year_out_of_range"),
        (8, "title", "year_out_of_range"),
        (11, "line", "wrong_columns"),
    ]
    assert outcome.values("titles", "title_id", "release_year") == [
        ("ds1", 2016),
        ("ds6", None),
        ("ds7", None),
    ]
    assert outcome.warnings == {("unreadable", "release_year"): 1}
    raws = outcome.values("rejects", "raw")
    assert raws[-1] == ("s8,Movie,Short of cells",)


def test_what_is_unknown_is_told(tmp_path: Path) -> None:
    path = write_table(
        tmp_path / "amazon.csv",
        table(
            [title("s1", listed_in="Drama, Yodelling, Opera", imdb=7.1, score=101)],
            columns=(*COLUMNS, "score", "imdb"),
        ),
    )
    outcome = collect(source_of(path))
    assert outcome.warnings == {
        ("unreadable", "score"): 1,
        ("unmapped", "listed_in"): 2,
        ("unknown_field", "imdb"): 1,
    }


def test_scores(tmp_path: Path) -> None:
    text = ",movieId,score\n0,as1,3.5\n1,xs1,3\n2,as2,5.5\n3,as3,\n4,as04,0.5\n"
    outcome = collect(source_of(write_table(tmp_path / "means.csv", text)))
    assert outcome.values("scores", "title_id", "score") == [("as1", 3.5), ("as4", 0.5)]
    assert reasons(outcome) == [
        (3, "score", "invalid_id"),
        (4, "score", "score_out_of_range"),
        (5, "score", "missing_score"),
    ]
    assert outcome.warnings == {}


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELLS), min_size=1, max_size=30))
def test_no_row_is_lost(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    first: dict[str, object] = title("s1")
    outcome = transformed(folder, first, *map(dict[str, object], rows))
    stats = outcome.stats
    assert stats.lines_read == stats.empty_lines + stats.records_accepted + stats.rejected.total()
    assert len(outcome.rows("titles")) == stats.records_accepted >= 1


def test_a_long_text_in_the_first_rows_is_no_end_of_the_table(tmp_path: Path) -> None:
    columns = ("description", *COLUMNS[:-1])
    text = table([title("s1", description="a\n" * 50), title("s2")], columns=columns)
    outcome = collect(source_of(write_table(tmp_path / "hulu.csv", text)))
    assert outcome.values("titles", "title_id", "line_number") == [("hs1", 2), ("hs2", 53)]


def test_the_platform_is_in_the_name_or_named(tmp_path: Path) -> None:
    path = write_titles(tmp_path / "shows.csv", title("s1"))
    with pytest.raises(InputError, match=r"shows\.csv: .* --platform netflix=shows\.csv"):
        source_of(path)
    assert source_of(path, "amazon").platform == "amazon"
    both = write_titles(tmp_path / "hulu_or_netflix.csv", title("s1"))
    with pytest.raises(InputError, match="which its name does not tell"):
        source_of(both)
    assert source_of(both, "hulu").platform == "hulu"
    other = write_titles(tmp_path / "hulu.csv", title("s1"))
    assert source_of(other, "hulu").platform == "hulu"
    with pytest.raises(InputError, match="say amazon and hulu"):
        source_of(other, "amazon")
    absent = NamedPlatform(platform="hulu", file="absent.csv")
    with pytest.raises(InputError, match="no titles file of the load has this name"):
        discover_sources([other], platforms=[absent])


def test_the_same_rows_on_two_platforms_are_two_files(tmp_path: Path) -> None:
    for name in ("hulu.csv", "netflix.csv", "old/hulu_titles.csv"):
        write_titles(tmp_path / name, title("s1"))
    sources = discover_sources([tmp_path, tmp_path / "old"]).sources
    assert [(of.number, of.name, of.platform, len(of.copies)) for of in sources] == [
        (1, "hulu.csv", "hulu", 1),
        (2, "netflix.csv", "netflix", 0),
    ]
