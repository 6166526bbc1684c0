"""Progress on a terminal and in a log, and the summary in both."""

import io
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from etl.crawls import Crawl
from etl.formats import FORMATS
from etl.load_report import FileRead, LoadReport, Stage, print_summary
from etl.memory import peak_memory
from etl.progress import Bars, Lines, Silent, choose_reporter, report_steps
from etl.read.containers import Container
from etl.read.sources import Source
from etl.transform import Stats


def console(*, terminal: bool, **options: object) -> Console:
    return Console(
        file=io.StringIO(),
        force_terminal=terminal,
        width=100,
        _environ={"TERM": "xterm", **options},  # type: ignore[dict-item]
    )


def written(by: Console) -> str:
    assert isinstance(by.file, io.StringIO)
    return by.file.getvalue()


CRAWLS = {
    1: Crawl(crawled_on=date(2016, 9, 18), file_name="games.json", year=2016, reviewed_until=None)
}


def report(**changes: object) -> LoadReport:
    stats = Stats(lines_read=12_345, empty_lines=5, records_read=20, records_accepted=18)
    stats.rejected.update({"null_id": 2, "invalid_id": 3_000})
    source = Source(
        number=1,
        path=Path("games.json"),
        name="games.json",
        container=Container(),
        format=FORMATS[-1],
        byte_count=2_000_000,
        sha256="0" * 64,
        copies=("other/games.json",),
    )
    values: dict[str, object] = {
        "status": "published",
        "data_version": 7,
        "crawl_year": 2016,
        "crawls": CRAWLS,
        "forgotten": {},
        "files": (FileRead(source=source, stats=stats),),
        "sources": (source,),
        "ignored": ("readme.txt",),
        "left_out": ("notes.csv: a table of something else",),
        "merged": {
            "games": {"staged": 20, "kept": 18, "collapsed": 2},
            "reviews": {"staged": 3, "inferred_year": 1_234},
        },
        "stages": (
            Stage(name="read games.json", seconds=0.5, byte_count=2_000_000),
            Stage(name="merge games", seconds=1.25),
        ),
        "seconds": 3.21,
        "peak_bytes": 196_000_000,
        "workers_peak_bytes": 60_000_000,
    }
    return LoadReport(**(values | changes))  # type: ignore[arg-type]


def test_a_terminal_gets_bars_and_everything_else_lines() -> None:
    assert isinstance(choose_reporter(console(terminal=True)), Bars)
    assert isinstance(choose_reporter(console(terminal=False)), Lines)
    assert isinstance(choose_reporter(console(terminal=True, TERM="dumb")), Lines)


def test_lines_tell_quarters_and_the_end() -> None:
    log = console(terminal=False)
    with Lines(log, patience=0).stage("read [a].json", total=1_000) as advance:
        for _ in range(1_000):
            advance(1)
    *quarters, end = written(log).splitlines()
    assert quarters == [f"read [a].json: {share} %" for share in (25, 50, 75)]
    assert end.startswith("read [a].json: ")
    assert end.endswith(" MB/s")


def test_quick_stages_are_one_line() -> None:
    log = console(terminal=False)
    lines = Lines(log, patience=3_600)
    with lines.stage("merge") as advance:
        advance(5)
    with lines.stage("games", total=10, is_bytes=False) as advance:
        advance(10)
    assert [line.split(": ")[0] for line in written(log).splitlines()] == ["merge", "games"]
    assert "MB/s" not in written(log)


def test_a_failed_stage_is_not_called_done() -> None:
    log = console(terminal=False)
    with pytest.raises(RuntimeError), Lines(log).stage("merge"):
        raise RuntimeError
    with pytest.raises(RuntimeError), report_steps(Lines(log), is_bytes=False) as step:  # noqa: PT012 - begun, then failed
        step("users", 1, 10)
        raise RuntimeError
    assert written(log) == ""


def test_bars_show_the_stage_and_its_size() -> None:
    screen = console(terminal=True)
    with Bars(screen).stage("read [a].json", total=2_000_000) as advance:
        advance(2_000_000)
    with Bars(screen).stage("merge") as advance:
        advance(0)
    assert "read [a].json" in written(screen)
    assert "100%" in written(screen)
    assert "2.0/2.0 MB" in written(screen)
    assert "merge" in written(screen)


def test_no_color_is_respected() -> None:
    screen = console(terminal=True, NO_COLOR="1")
    with Bars(screen).stage("read", total=10) as advance:
        advance(10)
    print_summary(screen, report())
    assert "\x1b[3" not in written(screen)  # colours; what else a terminal can do may stay


def test_steps_turn_calls_into_stages() -> None:
    log = console(terminal=False)
    with report_steps(Lines(log, patience=0), is_bytes=False) as progress:
        for done in (1, 2, 3, 4):
            progress("games", done, 4)
        progress("users", 5, None)
    titles = [line.split(": ")[0] for line in written(log).splitlines()]
    assert titles == ["games"] * 4 + ["users"]


def test_silence_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with Silent().stage("read", total=10) as advance:
        advance(10)
    assert capsys.readouterr() == ("", "")


def test_the_summary_is_aligned_lines_in_a_log() -> None:
    log = console(terminal=False)
    print_summary(log, report())
    lines = written(log).splitlines()
    assert "  file         lines  known  empty  records  accepted  rejected       crawl" in lines
    assert "  games.json  12,345      0      5       20        18     3,002  2016-09-18" in lines
    assert "  games        20    18          2         -        -          -" in lines
    assert lines.index("  invalid_id  3,000") < lines.index("  null_id         2")
    assert "  read games.json      0.5   4.0" in lines
    assert "  merge games          1.2     -" in lines
    assert "other/games.json holds the same as games.json; it was read once." in lines
    assert "Not raw files, ignored: readme.txt." in lines
    assert "Left out: notes.csv: a table of something else." in lines
    belong = "1,234 reviews without a year belong to the year of their crawl, 2016."
    assert belong in lines
    assert lines[-2:] == [
        "Published data version 7.",
        "3.2 s in all, peak memory 196 MB, and 60 MB in worker processes.",
    ]


def test_the_summary_is_tables_on_a_terminal() -> None:
    screen = console(terminal=True, NO_COLOR="1")
    print_summary(screen, report())
    for text in ("Files", "Tables", "Rejected", "Stages", "12,345", "invalid_id", "━"):
        assert text in written(screen)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"files": (), "merged": {}, "status": "unchanged"}, "Nothing changed: exactly these"),
        ({"status": "unchanged"}, "Nothing changed: the published data hold every row"),
        ({"peak_bytes": None}, "peak memory unknown on this system."),
        ({"workers_peak_bytes": 0}, "3.2 s in all, peak memory 196 MB."),
    ],
)
def test_the_summary_says_how_it_ended(changes: dict[str, object], sentence: str) -> None:
    log = console(terminal=False)
    print_summary(log, report(**changes))
    assert sentence in written(log)


def test_peak_memory_counts_what_was_given_back() -> None:
    held = bytearray(50_000_000)
    held[::4096] = b"x" * len(held[::4096])
    during = peak_memory()
    del held
    after = peak_memory()
    if during is not None and after is not None:  # nobody tells it on Windows
        assert during > 50_000_000
        assert after > 0.9 * during  # the system counts in steps
