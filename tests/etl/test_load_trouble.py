"""Trouble around a load: not alone, without its database, without room on the disk."""

import os
import signal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

from db import local_server
from db.errors import DatabaseUnavailable, LoadFailed, LudotecaError
from db.migrate import upgrade
from etl.load import LoadOptions, load
from etl.merge import merge_and_publish
from etl.sample import generate_sample
from etl.session import loader_session
from tests.etl.loading import (
    item,
    last_run,
    library,
    published,
    rows,
    small_set,
    staged_rows,
    write,
)
from tests.etl.running import (
    SECONDS,
    loading,
    locked,
    run_sql,
    small_disk,
    wait_for_end,
    wait_for_lock,
)

ALONE = LoadOptions(workers=0)


def test_a_second_load_is_refused_by_name(loaded_clone: URL, other_folder: Path) -> None:
    before = published(loaded_clone)
    with loading(loaded_clone, other_folder) as process, locked(loaded_clone, "core.reviews"):
        holder, _ = wait_for_lock(loaded_clone)
        with pytest.raises(LoadFailed, match=rf"under way \(server process {holder}, connected"):
            load(loaded_clone, [other_folder])
        still_staged = "select exists (select from staging.users)"
        assert rows(loaded_clone, still_staged) == [(True,)]  # those of the first load
        assert published(loaded_clone) == before
        process.kill()


def test_a_terminated_connection_is_an_error_that_says_so(
    loaded_clone: URL, other_folder: Path
) -> None:
    before = published(loaded_clone)
    with loading(loaded_clone, other_folder) as process:
        with locked(loaded_clone, "core.loads"):  # while publishing
            statement = wait_for_lock(loaded_clone)
            rows(loaded_clone, "select pg_terminate_backend(:pid)", pid=statement[0])
            wait_for_end(loaded_clone, statement)
        _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 3
    assert "went away or stopped the load" in err
    assert "The published data are what they were before." in err
    assert ":***@" in err
    assert "Traceback" not in err
    assert published(loaded_clone) == before
    run = last_run(loaded_clone)
    assert (run["status"], run["error"] in err) == ("failed", True)
    assert staged_rows(loaded_clone) == 0


def test_a_server_that_dies_in_the_middle_is_an_error_that_says_so(
    tmp_path: Path, other_folder: Path
) -> None:
    folder = tmp_path / "server"
    tmp_path.chmod(0o755)
    server = local_server.start_server(folder, durable=False)
    try:
        upgrade(server.url)
        load(server.url, [small_set(tmp_path / "small")], options=ALONE)
        before = published(server.url)
        with loading(server.url, other_folder) as process, locked(server.url, "core.reviews"):
            wait_for_lock(server.url)
            os.kill(server.pid, signal.SIGKILL)
            _, err = process.communicate(timeout=SECONDS)
        assert process.returncode == 3
        assert "The published data are what they were before." in err
        assert "Traceback" not in err
        again = local_server.start_server(folder, durable=False)
        assert published(again.url) == before
        assert load(again.url, [other_folder]).status == "published"
    finally:
        local_server.stop_server(folder)


def test_nobody_listens(tmp_path: Path, empty_url: URL) -> None:
    with pytest.raises(DatabaseUnavailable, match="No database answers"):
        load(empty_url.set(port=1), [small_set(tmp_path)])


def test_a_full_disk_is_an_error_that_says_so(
    server: local_server.Server, loaded_clone: URL, tmp_path: Path
) -> None:
    generate_sample(tmp_path, games=200, users=600, seed=7)  # more than the disk holds
    before = published(loaded_clone)
    disk = server.folder / "disk"
    with small_disk(disk, like=server.folder / "data"):
        run_sql(loaded_clone, f"create tablespace small location '{disk}'")
        try:
            run_sql(loaded_clone, "alter table staging.items set tablespace small")
            with pytest.raises(LoadFailed, match=r"(?s)disk .* is full: .* Free some space"):
                load(loaded_clone, [tmp_path], options=ALONE)
            assert staged_rows(loaded_clone) == 0
        finally:
            run_sql(loaded_clone, "alter table staging.items set tablespace pg_default")
            run_sql(loaded_clone, "drop tablespace small")
    assert published(loaded_clone) == before
    run = last_run(loaded_clone)
    assert (run["status"], len(run["files"])) == ("failed", 4)
    assert load(loaded_clone, [tmp_path], options=ALONE).status == "published"


SAID = {
    "53100": "is full: no room. The published data are what they were before",
    "XX000": "could not do its part: no room",
    "42501": "may not do what a load needs: no room",
    "57014": "Somebody cancelled the load's statement",
    "42883": "run `ludoteca db upgrade`",
}


def test_what_the_server_says_in_the_last_merge_undoes_all_of_it(
    loaded_clone: URL, tmp_path: Path
) -> None:
    before = published(loaded_clone)
    write(tmp_path / "items.json", [library("new", item("10")), b"broken"])
    lenient = LoadOptions(workers=0, max_reject_share=1.0)
    for code, message in SAID.items():
        run_sql(
            loaded_clone,
            f"""
            create or replace function staging.end_first_load(p_is_over boolean) returns void
            language plpgsql as $$ begin raise exception 'no room' using errcode = '{code}'; end $$;
            create or replace function agg.refresh(
                p_is_over boolean default null,
                p_written_only boolean default false,
                p_kinds text[] default null
            )
                returns integer language plpgsql as
            $$ begin raise exception 'no room' using errcode = '{code}'; end $$;
            """,
        )
        with pytest.raises(LudotecaError, match=message):
            load(loaded_clone, [tmp_path], options=lenient)
        assert staged_rows(loaded_clone) == 0
        run = last_run(loaded_clone)
        assert (run["status"], len(run["rejects"])) == ("failed", 1)
    assert published(loaded_clone) == before


def test_a_server_that_tires_of_idle_sessions_spares_the_loader(empty_url: URL) -> None:
    """While a first load is published by another session, the one with the lock is idle."""
    run_sql(empty_url, f'alter database "{empty_url.database}" set idle_session_timeout = 1000')
    with loader_session(empty_url) as connection:
        assert connection.execute("show idle_session_timeout").fetchone() == ("0",)


def test_a_session_that_ends_after_the_publication_undoes_nothing(
    empty_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def merge(connection: psycopg.Connection, *run: Any, **others: Any) -> int:  # noqa: ANN401
        version = merge_and_publish(connection, *run, **others)
        rows(empty_url, "select pg_terminate_backend(:pid)", pid=connection.info.backend_pid)
        return version

    monkeypatch.setattr("etl.load.merge_and_publish", merge)
    report = load(empty_url, [small_set(tmp_path)], options=ALONE)
    assert (report.status, report.data_version) == ("published", 1)
    monkeypatch.undo()
    assert load(empty_url, [tmp_path], options=ALONE).status == "unchanged"
    assert staged_rows(empty_url) == 0
