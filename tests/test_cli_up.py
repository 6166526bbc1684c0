"""`ludoteca up` and `serve` from nothing to an answer over HTTP, in processes of their own."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import URL

from db import local_server
from db.settings import CHECKOUT
from db.target import url_with_password
from tests.children import Ended
from tests.etl.loading import game, small_set, write

SECONDS = 120
COMMAND = [sys.executable, "-m", "cli"]
NO_MODELS = ("--no-similarities", "--no-prices")
LAST_LINE = ' db psql -c "select * from '
BEFORE_THE_FIRST_RELEASE = """
    alter database ludoteca owner to ludoteca;
    drop role owner, loader, reader, events;
    create schema core authorization ludoteca_owner;
    create schema staging authorization ludoteca_owner;
    create schema agg authorization ludoteca_owner;
    create schema api authorization ludoteca_owner;
    create schema extensions authorization ludoteca_owner;
    set role ludoteca_owner;
    grant usage on schema core to ludoteca_etl;
    create table core.alembic_version as select '0007'::text as version_num;
    grant select on core.alembic_version to ludoteca_etl;
"""


def environment(**values: object) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {name: str(value) for name, value in values.items()}


@contextmanager
def serving(*words: str, **values: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a command until it says where it answers."""
    process = subprocess.Popen(
        [*COMMAND, *words, "--port", "0"],
        cwd=CHECKOUT,
        env=environment(PYTHONUNBUFFERED=1, **values),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if LAST_LINE in line:
                break
        else:
            pytest.fail(process.communicate()[1])
        *_, answers, curl, _ = said.splitlines()
        found = re.fullmatch(r"Ludoteca answers at (http://\S+) \(Ctrl-C stops it\)", answers)
        assert found is not None
        [asked] = re.findall(rf"^  curl '({re.escape(found[1])}/\S+)'$", curl)
        assert httpx.get(asked).status_code == 200
        yield process, found[1]
    finally:
        process.kill()
        process.communicate()


def run(*words: str, **values: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=CHECKOUT,
        env=environment(**values),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="not run: Ctrl-C of POSIX")
def test_up_goes_from_nothing_to_answers_and_ends_in_order(home: Path) -> None:
    with serving("up", LUDOTECA_HOME=home) as (process, address):
        answer = httpx.get(f"{address}/PlayTimeGenre", params={"genero": "action"})
        assert answer.status_code == 200
        assert list(answer.json()) == [
            "Año de lanzamiento con más horas jugadas para Género Action"
        ]
        assert httpx.get(f"{address}/docs").status_code == 200
        process.send_signal(signal.SIGINT)  # it learns meanwhile
        # a learner that lived on would hold stderr
        after, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, err
    assert after == ""  # where it answers stays last
    assert "Traceback" not in err
    assert "Error" not in err
    assert local_server.find_running_server(home / "pg") is None
    with serving("up", LUDOTECA_HOME=home) as (process, address):
        # Meanwhile others use the same server.
        url = run("db", "url", LUDOTECA_HOME=home).stdout.strip()
        with psycopg.connect(url) as connection:
            assert connection.execute("select current_user").fetchone() == ("reader",)
            assert connection.execute("select count(*) from api.games").fetchone() != (0,)
            # It learns while it answers.
            deadline = time.monotonic() + SECONDS
            models = "select count(*) from api.price_models where status = 'published'"
            while connection.execute(models).fetchone() == (0,):
                assert time.monotonic() < deadline
                time.sleep(0.2)
            row = connection.execute("select min(game_id) from api.game_similarities").fetchone()
            assert row is not None
        similar = httpx.get(f"{address}/recomendacion_juego", params={"id_producto": row[0]})
        assert similar.status_code == 200
        process.send_signal(signal.SIGTERM)
        after, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert "is published" in (home / "log" / "learn.out").read_text(encoding="utf-8")
    assert after == ""
    assert "similar games" not in err
    assert "read users_items.json.gz" not in err  # the data were there already
    assert local_server.find_running_server(home / "pg") is None


def test_up_loads_the_data_it_is_given(empty_url: URL, tmp_path: Path) -> None:
    write(tmp_path / "games.json", [game("10")])
    with serving(
        "up", "--data", str(tmp_path), *NO_MODELS, DATABASE_URL=url_with_password(empty_url)
    ) as (_, at):
        ready = httpx.get(f"{at}/health/ready").json()
    assert (ready["status"], ready["games_count"]) == ("ready", 1)


def test_serve_with_several_processes(loaded_url: URL) -> None:
    with serving("serve", "--workers", "2", DATABASE_URL=url_with_password(loaded_url)) as (
        process,
        address,
    ):
        transport = httpx.HTTPTransport(retries=10)  # they may not listen yet
        with httpx.Client(transport=transport) as client:
            assert client.get(f"{address}/health/ready").json()["status"] == "ready"
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert "Traceback" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="not run: a kill of POSIX")
def test_a_killed_server_leaves_nobody_at_the_port(loaded_url: URL) -> None:
    with serving("serve", DATABASE_URL=url_with_password(loaded_url)) as (process, address):
        process.kill()
        process.communicate(timeout=SECONDS)  # a worker that lived on would hold its pipes open
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{address}/health/live")


def test_a_port_in_use_is_said_before_any_work(
    loaded_url: URL, command: Callable[..., Ended]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for word in ("up", "serve"):
            ended = command(word, "--port", str(port), url=loaded_url)
            assert ended.code == 2
            assert ended.err.startswith(f"Error: Port {port} of 127.0.0.1 is in use")
    ended = command("serve", "--host", "192.0.2.1", url=loaded_url)
    assert ended.code == 2
    assert ended.err.startswith("Error: Cannot listen at 192.0.2.1:8000")


def test_serve_refuses_a_login_that_may_write(
    loaded_url: URL, command: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_READER_URL", url_with_password(loaded_url))
    ended = command("serve", "--port", "0", url=loaded_url)
    assert ended.code == 2
    assert ended.err.startswith("Error: The login of DATABASE_READER_URL may write")


@pytest.fixture
def at_home(
    home: Path, command: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ended]:
    """Run a command line in this process, with the local server of `home`."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("LUDOTECA_HOME", str(home))
    return command


def test_psql_is_the_reader_or_the_owner(home: Path) -> None:
    tell = ["-A", "-t", "-c", "set role none", "-c", "select current_user, session_user"]
    read = ["-c", "select pg_read_file('PG_VERSION')"]
    for options, login in (([], "reader"), (["--owner"], "owner")):
        told = run("db", "psql", *options, *tell, *read, LUDOTECA_HOME=home)
        assert f"{login}|{login}" in told.stdout
        assert "permission denied for function pg_read_file" in told.stderr
    url = run("db", "url", "--owner", LUDOTECA_HOME=home).stdout.strip()
    assert run("db", "upgrade", DATABASE_URL=url).returncode == 0


def test_the_local_server_starts_stays_and_stops(home: Path, at_home: Callable[..., Ended]) -> None:
    assert at_home("db", "stop").out == "No local server runs.\n"
    assert at_home("db", "start").out.startswith("The local server started: port ")
    assert "is running already" in at_home("db", "start").out
    assert at_home("status").code == 0
    assert local_server.find_running_server(home / "pg") is not None  # `status` did not start it
    assert at_home("db", "stop").out == "Stopped the local server.\n"
    assert at_home("db", "upgrade").code == 0
    assert local_server.find_running_server(home / "pg") is None  # `upgrade` did


def test_a_home_from_before_the_first_release_is_told_how_to_be_built_anew(
    home: Path, at_home: Callable[..., Ended]
) -> None:
    server = local_server.start_server(home / "pg", durable=False)
    with psycopg.connect(url_with_password(server.url), autocommit=True) as connection:
        connection.execute(BEFORE_THE_FIRST_RELEASE)
    local_server.stop_server(home / "pg")
    (home / "pg/server.json").write_text("{}", encoding="utf-8")

    text = ""
    for words in ("up --port 0", "db upgrade", "load .", "status"):
        told = at_home(*words.split())
        assert told.code == (0 if words == "status" else 4), told.err
        text = told.out + told.err
        assert "at revision 0007, from before the first release" in text, words
        assert "Nothing was changed" in text
    first, second = re.findall(r"^    ludoteca (.*)$", text, re.MULTILINE)
    # psql writes past this process
    assert run(*shlex.split(first), LUDOTECA_HOME=home).returncode == 0
    files = small_set(home / "raw")
    loaded = at_home(*shlex.split(second.replace("FOLDER", str(files))))
    assert "Published data version 1." in loaded.out, loaded.err
    assert at_home("db", "check").code == 0
