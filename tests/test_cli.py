"""The command line: its help, its exit codes, and what it says to a person."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from sqlalchemy import URL

import cli
from db.settings import CHECKOUT
from tests.api.helpers import plain
from tests.children import Ended
from tests.etl.loading import small_set
from tests.etl.sample.reading import Read

PASSWORD = "open sesame"  # noqa: S105 - made up


@pytest.fixture
def run(command: Callable[..., Ended]) -> Callable[..., Ended]:
    return command


def commands(group: click.Group = cli.cli, *names: str) -> Iterator[tuple[str, ...]]:
    yield names
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)
        else:
            yield (*names, name)


@pytest.mark.parametrize("names", list(commands()), ids=" ".join)
def test_every_help_has_an_example_and_whole_sentences(
    run: Callable[..., Ended], names: tuple[str, ...]
) -> None:
    ended = run(*names, "--help")
    assert ended.code == 0
    assert "Example" in ended.out
    assert f"  ludoteca {names[0] if names else 'up'}" in ended.out or names[:1] == ("db",)
    assert "..." not in ended.out.replace("]...", "").replace("DIR...", "")


def test_the_version(run: Callable[..., Ended]) -> None:
    assert run("--version") == (0, "ludoteca, version 0.1.0\n", "")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["lod"], "No such command 'lod'"),
        (["load"], "Missing argument 'DIR...'"),
        (["load", ".", "--max-rejects", "200"], "200.0 is not in the range"),
        (["load", ".", "--max-unreadable", "nan"], "nan is no percentage"),
        (["load", ".", "--crawl-year", "16"], "16 is not in the range"),
        (["load", ".", "--map", "user_id"], "'user_id' should be FIELD=COLUMN"),
        (["inspect", ".", "--as", "games"], "--as needs --map FIELD=COLUMN"),
        (["serve", "--port", "70000"], "70000 is not in the range"),
        (["sample", "x", "--games", "many"], "'many' is not a valid integer"),
    ],
)
def test_wrong_usage_is_exit_code_2(run: Callable[..., Ended], words: list[str], says: str) -> None:
    ended = run(*words)
    assert ended.code == 2
    assert says in ended.err


def test_wrong_settings_are_exit_code_2_and_never_show_the_password(
    run: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"mysql://root:{PASSWORD}@localhost/steam")
    ended = run("status")
    assert ended.code == 2
    assert ended.err.startswith("Error: DATABASE_URL names the database system 'mysql'")
    assert PASSWORD not in ended.err


@pytest.mark.parametrize("words", [["status"], ["load", "."], ["refresh"], ["db", "check"]])
def test_no_server_is_exit_code_3(
    run: Callable[..., Ended], empty_url: URL, words: list[str]
) -> None:
    ended = run(*words, url=empty_url.set(port=1, password=PASSWORD))
    assert ended.code == 3, ended
    assert ended.err.startswith("Error: ")
    assert PASSWORD not in ended.err + ended.out


def test_files_that_are_none_are_exit_code_5(
    run: Callable[..., Ended], empty_url: URL, tmp_path: Path
) -> None:
    missing = run("load", str(tmp_path / "missing"), url=empty_url)
    assert missing.code == 5
    assert missing.err.startswith(f"Error: {tmp_path / 'missing'}: no such file or folder")
    # told before any server is asked for
    assert run("load", str(tmp_path / "missing"), url=empty_url.set(port=1)) == missing
    assert run("up", "--data", str(tmp_path / "missing"), url=empty_url.set(port=1)).code == 5
    assert run("load", str(tmp_path), url=empty_url).code == 5
    assert run("sample", str(tmp_path), "--games", "0").code == 5


def test_files_are_inspected_without_a_database(
    run: Callable[..., Ended], empty_url: URL, tmp_path: Path
) -> None:
    nowhere = empty_url.set(port=1)
    folder = small_set(tmp_path)
    (folder / "page.html").write_bytes(b"<html></html>")
    told = run("inspect", str(folder), url=nowhere)
    assert (told.code, told.err) == (0, "")
    assert "  format      official-games: " in told.out
    assert "  not loaded  a web page, not the data" in told.out
    found = json.loads(run("inspect", str(folder), "--json", url=nowhere).out)
    assert {Path(one["path"]).name: one["would_load"].get("users") for one in found} == {
        "games.json.gz": 0,
        "items.json.gz": 1,
        "page.html": None,
        "reviews.json.gz": 1,
    }
    assert run("inspect", str(folder / "page.html"), url=nowhere).code == 5


def test_too_many_rejects_are_exit_code_6_until_they_are_allowed(
    run: Callable[..., Ended], empty_url: URL, tmp_path: Path
) -> None:
    good = b"{'user_id': 'ana', 'items': []}\n{'user_id': 'ana', 'items': [{'item_id': '10', "
    good += b"'item_name': 'Ten', 'playtime_forever': 5, 'playtime_2weeks': 0}]}\n"
    (tmp_path / "items.json").write_bytes(good + b"{broken\n")
    refused = run("load", str(tmp_path), url=empty_url)
    assert refused.code == 6
    assert "items.json: 1 of 3 lines were rejected (33.33%)" in refused.err
    assert "--max-rejects PERCENT" in refused.err
    assert run("load", str(tmp_path), "--max-rejects", "34", "--workers", "0").code == 0


def test_too_much_that_is_unreadable_is_exit_code_6_until_it_is_allowed(
    run: Callable[..., Ended], empty_url: URL, tmp_path: Path
) -> None:
    lines = [
        f"{{'id': {number}, 'app_name': 'A', 'price': 5, 'metascore': 'high'}}\n"
        for number in range(1_000)
    ]
    (tmp_path / "games.json").write_text("".join(lines), encoding="utf-8")
    refused = run("load", str(tmp_path), url=empty_url)
    assert refused.code == 6
    assert "1,000 of 1,000 values of metascore cannot be read (100.00%)" in refused.err
    assert "--max-unreadable PERCENT" in refused.err
    loaded = run("load", str(tmp_path), "--max-unreadable", "100")
    assert loaded.code == 0
    table = loaded.out.partition("Warnings:\n")[2].splitlines()[:2]
    assert [line.split() for line in table] == [
        ["file", "field", "warning", "count", "share", "example"],
        ["games.json", "metascore", "unreadable", "1,000", "100.00%", "line", "1:", "'high'"],
    ]
    assert "1,000 unreadable of 1,000: metascore in games.json" in run("status").out


def test_a_mistake_of_ours_is_told_apart(
    run: Callable[..., Ended], empty_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("out of cheese")

    monkeypatch.setattr("db.status.status", broken)
    ended = run("status", url=empty_url)
    assert ended.code == 70
    assert ended.err.startswith("Unexpected error: RuntimeError: out of cheese\n")
    with pytest.raises(RuntimeError):
        cli.main(["--debug", "status"])


def test_load_says_what_it_did_and_a_second_time_nothing_changed(
    run: Callable[..., Ended], empty_url: URL, tmp_path: Path
) -> None:
    folder = str(small_set(tmp_path))
    first = run("load", folder, url=empty_url)
    assert first.code == 0
    assert "Published data version 1." in first.out
    assert "read items.json.gz: " in first.err
    second = run("load", folder)
    assert second.code == 0
    assert "Nothing changed: exactly these files" in second.out
    again = run("load", "--again", folder)
    assert "Nothing changed: the published data hold every row" in again.out
    assert run("refresh").out == "Published data version 2.\n"


def test_a_new_database_is_set_up_by_a_load(
    run: Callable[..., Ended], create_database: Callable[..., URL], tmp_path: Path
) -> None:
    url = create_database()
    ended = run("load", str(small_set(tmp_path)), url=url)
    assert ended.code == 0
    assert "set up the tables" in ended.err
    assert run("refresh", url=url).code == 0


def test_status_tells_everything_about_the_data(
    run: Callable[..., Ended], loaded_url: URL, sample: Read
) -> None:
    ended = run("status", url=loaded_url)
    assert ended.code == 0
    assert "up to date" in ended.out
    assert f"{len(sample.items):>12,} items" in ended.out
    assert "1 load published" in ended.out
    assert "users_items.json.gz, rejected " in ended.out
    as_json = json.loads(run("status", "--json").out)
    assert as_json["data"]["data_version"] == 1
    assert as_json["data"]["users_count"] == len(sample.users)
    assert as_json["runs"][0]["status"] == "published"
    assert as_json["revision"] == as_json["revision_needed"]
    assert ":***@" in as_json["address"]


def test_status_of_an_empty_and_of_a_foreign_database(
    run: Callable[..., Ended], empty_url: URL, create_database: Callable[..., URL]
) -> None:
    assert "none yet: ludoteca load DIR" in run("status", url=empty_url).out
    assert "ludoteca db upgrade" in run("status", url=create_database()).out


def test_a_database_behind_this_version_is_exit_code_4(
    run: Callable[..., Ended], create_database: Callable[..., URL], empty_url: URL
) -> None:
    assert run("refresh", url=create_database()).code == 4
    assert run("db", "check").code == 4
    assert run("db", "upgrade", url=empty_url).out.startswith("The database is at revision ")
    assert run("db", "downgrade", "base").out == "The database is at revision base.\n"
    assert run("refresh").code == 4


def test_the_sql_of_a_migration_is_printed_for_a_dba(run: Callable[..., Ended]) -> None:
    assert "create function staging.publish" in run("db", "upgrade", "--sql").out
    assert "DROP TABLE core.items;" in run("db", "downgrade", "--sql", "head:base").out


def test_psql_is_a_reader_unless_asked_otherwise(loaded_url: URL) -> None:
    address = plain(loaded_url)

    def psql(*words: str, at: str = address) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli", "db", "psql", *words]
        environment = os.environ | {"DATABASE_URL": at}
        return subprocess.run(
            command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
        )

    who = "-XAtc", "select current_user, count(*) from games group by 1"
    reader = psql(*who, "-c", "select count(*) from core.games", "-c", "create table api.mine ()")
    assert reader.stdout.startswith("ludoteca_reader|"), reader.stderr
    assert "permission denied for schema core" in reader.stderr
    assert "cannot execute CREATE TABLE in a read-only transaction" in reader.stderr
    assert reader.returncode == 1
    tuned = psql(*who, "-c", "show work_mem", at=f"{address}?options=-c%20work_mem%3D8MB")
    assert tuned.stdout == f"{reader.stdout}8MB\n", tuned.stderr
    owner = psql("--owner", "-XAtc", "select current_user")
    assert owner.stdout == f"{loaded_url.username}\n"


def test_url_is_what_psql_and_database_url_take(run: Callable[..., Ended], empty_url: URL) -> None:
    ended = run("db", "url", url=empty_url)
    assert ended.out.strip() == plain(empty_url)
    assert run("db", "start").code == 2
    assert run("db", "stop").code == 2


def test_with_database_url_nothing_of_the_local_server_is_imported(
    create_database: Callable[..., URL],
) -> None:
    address = plain(create_database())
    code = (
        "import sys, cli\n"
        "for words in (['status'], ['db', 'check'], ['db', 'url'], ['load', '/nowhere']):\n"
        "    try: cli.main(words)\n"
        "    except SystemExit: pass\n"
        "print([name for name in sys.modules if 'local_server' in name])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env=os.environ | {"DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.splitlines()[-1] == "[]"
