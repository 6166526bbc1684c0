"""Ctrl-C, SIGTERM and a kill at several moments: readers keep the data of before."""

import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import URL

from etl.load import load
from tests.etl.loading import last_run, published, rows, staged_rows
from tests.etl.running import (
    SECONDS,
    loaders,
    loading,
    locked,
    run_sql,
    wait_for,
    wait_for_end,
    wait_for_lock,
)


@pytest.mark.parametrize(
    ("table", "number"),
    [
        ("core.reviews", signal.SIGTERM),  # in the last merge
        ("core.loads", signal.SIGINT),  # while publishing
    ],
)
def test_a_signal_leaves_everything_as_it_was(
    loaded_clone: URL, other_folder: Path, table: str, number: signal.Signals
) -> None:
    before = published(loaded_clone)
    with loading(loaded_clone, other_folder) as process:
        with locked(loaded_clone, table):
            statement = wait_for_lock(loaded_clone)
            os.killpg(process.pid, number)  # as a terminal does: to the workers, too
            wait_for_end(loaded_clone, statement)  # although the lock is held: it was cancelled
        out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 128 + number
    assert "The published data are what they were before." in err
    assert err.rstrip().endswith("Interrupted.")
    assert "Traceback" not in out + err
    wait_for(lambda: not loaders(loaded_clone), "the load's connection to end")
    assert published(loaded_clone) == before
    assert staged_rows(loaded_clone) == 0
    run = last_run(loaded_clone)
    assert (run["status"], run["error"]) == ("failed", "Interrupted.")


def wait_for_sleep(url: URL) -> None:
    asleep = (
        "select exists (select from pg_stat_activity where wait_event = 'PgSleep'"
        " and datname = current_database())"
    )
    wait_for(lambda: rows(url, asleep) == [(True,)], "the statement that sleeps")


def test_a_signal_ends_work_beside_the_loader_too(empty_url: URL, other_folder: Path) -> None:
    run_sql(
        empty_url,
        f"""
        create or replace function staging.choose_labels()
            returns void language plpgsql as
        $$ begin perform pg_sleep({SECONDS}); end $$
        """,
    )
    with loading(empty_url, other_folder) as process:
        wait_for_sleep(empty_url)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=SECONDS / 3)
    assert process.returncode == 130, err
    wait_for(lambda: not loaders(empty_url), "the load's connections to end")
    assert rows(empty_url, "select count(*) from core.users") == [(0,)]


def test_a_signal_while_files_are_read_leaves_everything_as_it_was(
    loaded_clone: URL, other_folder: Path
) -> None:
    run_sql(
        loaded_clone,
        f"""
        create function public.sleep() returns trigger language plpgsql as
        $$ begin perform pg_sleep({SECONDS}); return new; end $$;
        create trigger sleep before insert on staging.items
            for each row execute function public.sleep();
        """,
    )
    before = published(loaded_clone)
    with loading(loaded_clone, other_folder) as process:
        wait_for_sleep(loaded_clone)
        process.send_signal(signal.SIGINT)  # not to the workers
        _, err = process.communicate(timeout=SECONDS / 3)
    assert process.returncode == 130, err
    wait_for(lambda: not loaders(loaded_clone), "the load's connection to end")
    assert published(loaded_clone) == before
    assert staged_rows(loaded_clone) == 0
    run = last_run(loaded_clone)
    assert (run["status"], run["error"]) == ("failed", "Interrupted.")


def test_a_killed_load_changes_nothing_and_leaves_no_process(
    loaded_clone: URL, other_folder: Path
) -> None:
    before = published(loaded_clone)
    with loading(loaded_clone, other_folder) as process:
        with locked(loaded_clone, "core.reviews"):
            wait_for_lock(loaded_clone)
            process.kill()
            wait_for(lambda: not loaders(loaded_clone), "the server to notice")
        # The workers share its stdout, which ends with the last of them.
        process.communicate(timeout=SECONDS)
    assert published(loaded_clone) == before
    assert load(loaded_clone, [other_folder]).status == "published"
