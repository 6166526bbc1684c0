"""What is computed anew, when, and why."""

from __future__ import annotations

import configparser
import datetime as dt
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from db.settings import CHECKOUT
from etl.continuous.schedule import ModelAge, Schedule, model_ages, run_due_computations
from etl.continuous.systemd import systemd_units
from etl.load import LoadOptions, load
from tests.children import Ended
from tests.etl.continuous.recording import record, sender
from tests.etl.loading import game, item, library, rows, small_set, write
from tests.etl.running import run_sql

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import URL

NOW = dt.datetime(2026, 1, 31, tzinfo=dt.UTC)
WEEKLY = Schedule(retrain_after=dt.timedelta(days=7), changed_percent=5)
PRICES = Schedule(retrain_after=dt.timedelta(days=7), changed_percent=5, models=["prices"])
ALONE = LoadOptions(workers=0)


@pytest.mark.parametrize(
    ("days", "changed", "reason"),
    [
        (None, 1000, "there is none yet"),
        (0, 0, None),
        (100, 0, None),
        (0, 49, None),
        (0, 50, "5.0 % of its data changed"),
        (6.9, 1, None),
        (7, 1, "it is 7.0 days old and 0.1 % of its data changed"),
    ],
)
def test_a_model_is_due_by_age_or_by_share(
    days: float | None, changed: int, reason: str | None
) -> None:
    age = ModelAge(
        kind="prices",
        model_id=1,
        trained_at=None if days is None else NOW - dt.timedelta(days=days),
        changed_count=changed,
        rows_count=1000,
    )
    assert age.reason(WEEKLY, now=NOW) == reason


def ages(url: URL) -> list[tuple[str, Any, int, int]]:
    return [
        (age.kind, age.model_id, age.changed_count, age.rows_count)
        for age in model_ages(url, ["prices", "similarities"])
    ]


def model(url: URL, table: str, version: int) -> None:
    run_sql(
        url,
        f"insert into core.{table} (status, started_at, finished_at, data_version, seed, "
        f"parameters, metrics, timings, versions) values ('published', now(), now(), {version}, 0, "
        "'{}', '{}', '{}', '{}')",
    )


def test_what_changed_since_a_model_is_counted(empty_url: URL, tmp_path: Path) -> None:
    assert ages(empty_url) == []
    load(empty_url, [small_set(tmp_path)], options=ALONE)
    assert ages(empty_url) == [("similarities", None, 1, 1), ("prices", None, 1, 1)]
    model(empty_url, "recommendation_models", 1)
    model(empty_url, "price_models", 1)
    assert ages(empty_url) == [("similarities", 1, 0, 1), ("prices", 1, 0, 1)]
    write(tmp_path / "more" / "games.json", [game("20"), game("30")])
    write(tmp_path / "more" / "items.json", [library("bo", item("10"), item("20"), item("40"))])
    load(empty_url, [tmp_path / "more"], options=ALONE)
    with sender(empty_url) as events:
        record(events, "ana", "played", 10, minutes=5)
        record(events, "ana", "bought", 20)
        record(events, "ana", "reviewed", 10, is_recommended=True)
    assert ages(empty_url) == [("similarities", 1, 5, 4), ("prices", 1, 3, 4)]


def test_the_due_is_done_and_told(loaded_clone: URL, tmp_path: Path) -> None:
    model(loaded_clone, "price_models", 1)
    assert list(run_due_computations(loaded_clone, PRICES)) == [
        "prices: model 1 stays, 0.0 % of its data changed"
    ]
    new = write(tmp_path / "games.json", [game(str(10**6 + number)) for number in range(60)])
    load(loaded_clone, [new], options=ALONE)
    [told] = run_due_computations(loaded_clone, PRICES)
    assert told.startswith("prices: model 2 trained and ")
    [(count,)] = rows(loaded_clone, "select count(*) from core.games")
    assert told.endswith(f", {6000 / count:.1f} % of its data changed")


def test_aggregates_are_computed_whole_after_a_time(empty_url: URL, tmp_path: Path) -> None:
    given = Schedule(
        retrain_after=dt.timedelta(), changed_percent=5, refresh_after=dt.timedelta(), models=[]
    )
    assert list(run_due_computations(empty_url, given)) == ["aggregates: nothing is loaded yet"]
    load(empty_url, [small_set(tmp_path)], options=ALONE)
    assert list(run_due_computations(empty_url, given)) == [
        "aggregates: stay, computed whole 0.0 days ago"
    ]
    load(empty_url, [write(tmp_path / "more" / "games.json", [game("20")])], options=ALONE)
    done = "aggregates: computed whole, before that 0.0 days ago; data version 3"
    assert list(run_due_computations(empty_url, given)) == [done]
    assert list(run_due_computations(empty_url, given)) == [
        "aggregates: stay, computed whole 0.0 days ago"
    ]


def test_what_cannot_be_trained_is_told(small_url: URL, command: Callable[..., Ended]) -> None:
    done = command("schedule", "--once", url=small_url)
    assert done.code == 0, done.err
    told = done.out.splitlines()
    assert told[0] == "similarities: model 1 trained and published, there is none yet"
    assert told[1].startswith("prices: not trained, there is none yet: ")
    assert rows(small_url, "select count(*) from core.price_models") == [(0,)]


@pytest.mark.parametrize(
    "words", [["--retrain-after", "7"], ["--changed-share", "101%"], ["--check-every", "1 h"]]
)
def test_wrong_words_are_told(words: list[str], command: Callable[..., Ended]) -> None:
    done = command("schedule", "--once", *words)
    assert done.code == 2
    assert "should" in done.err


def test_the_units_are_systemd_s() -> None:
    options = ["--retrain-after", "1d", "--check-every", "10m"]
    told = subprocess.check_output(
        [*f"{sys.executable} -m cli schedule --systemd".split(), *options],
        cwd=CHECKOUT,
        env={**os.environ, "LUDOTECA_HOME": "/srv/l"},
        text=True,
    )
    files = told.split("# /etc/systemd/system/")[1:]
    names = [file.partition("\n")[0] for file in files]
    assert names == ["ludoteca-schedule.service", "ludoteca-schedule.timer"]
    service, timer = (configparser.ConfigParser(interpolation=None) for _ in files)
    service.read_string(files[0].partition("\n")[2])
    timer.read_string(files[1].partition("\n")[2])
    assert service["Service"]["Type"] == "oneshot"
    command = service["Service"]["ExecStart"]
    assert command.endswith(" schedule --once --retrain-after 1d --check-every 10m")
    assert command.startswith("/")
    assert service["Service"]["Environment"] == "LUDOTECA_HOME=/srv/l"
    assert timer["Timer"]["OnUnitInactiveSec"] == "600s"
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_systemd_itself_finds_no_fault(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd here: its own check of the units was not run")
    every = dt.timedelta(minutes=1)
    told = systemd_units(
        [sys.executable, "a b", "5%", "$HOME"], home=tmp_path, user="root", every=every
    )
    for file in told.split("# /etc/systemd/system/")[1:]:
        name, _, unit = file.partition("\n")
        (tmp_path / name).write_text(unit)
    done = subprocess.run(
        [analyze, "verify", tmp_path / "ludoteca-schedule.timer"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ludoteca" not in done.stderr
    assert done.returncode == 0, done.stderr
