"""A server that gets crawls and events day by day, and is killed now and then."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import URL

from db import local_server
from db.local_server import Server
from db.settings import CHECKOUT

FOLLOW_SECONDS: Final = 60.0
END_SECONDS: Final = 60.0
REST_SECONDS: Final = 2.5
"""Autovacuum looks every second, and has begun by then."""
EARLIEST, LATEST = 0.1, 0.9
"""When a crash comes, of the time that the load before took."""
LIMITS: Final = ("--max-rejects", "100", "--max-unreadable", "100")
"""The broken lines of a sample are few in all, and many among those of a day."""
_OFTEN: Final = "alter system set autovacuum_naptime = '1s'"
_VACUUMING: Final = """
    select exists (select from pg_stat_activity where backend_type = 'autovacuum worker')
"""
_CHOICE: Final = """
    select
        (select user_id from core.users offset floor(%(user)s * (select count(*) from core.users))
            limit 1),
        (select game_id from core.games offset floor(%(game)s * (select count(*) from core.games))
            limit 1)
"""
_PLAYED: Final = """
    select coalesce(sum(playtime_minutes), 0) from agg.playtime_by_game where game_id = %s
"""
_RECORD: Final = """
    select from api.record_event(
        %(user_id)s, %(kind)s, %(game_id)s, %(minutes)s, %(is_recommended)s, %(review)s,
        %(happened_at)s, %(key)s
    )
"""

Event = dict[str, Any]


@dataclass(kw_only=True)
class DailyServer:
    """A local server, and the commands that load, follow and train on it."""

    home: Path
    """LUDOTECA_HOME."""
    server: Server
    of: random.Random
    events: list[Event] = field(default_factory=list)
    """All that were recorded, in their order."""
    waits: list[float] = field(default_factory=list)
    """Seconds from an event to its aggregates, each day."""
    crashes: dict[str, int] = field(default_factory=lambda: {"loader": 0, "Postgres": 0})
    late: int = 0
    """Of these, how many came after the load."""

    @property
    def url(self) -> URL:
        """The superuser's address."""
        return self.server.url

    def hasten_autovacuum(self) -> None:
        """Let it look every second: a day takes no longer here than a minute elsewhere."""
        with self.server.connect() as connection:
            connection.execute(_OFTEN)
            connection.execute("select pg_reload_conf()")

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command of this checkout."""
        temporary = self.home / "tmp"
        temporary.mkdir(exist_ok=True)
        return subprocess.Popen(
            [sys.executable, str(CHECKOUT / "cli.py"), *words],
            env=os.environ | {"LUDOTECA_HOME": str(self.home), "TMPDIR": str(temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> list[str]:
        """Run a command to its end; returns the lines it said."""
        process = self.start(*words)
        said, errors = process.communicate()
        if process.returncode:
            raise RuntimeError(f"ludoteca {' '.join(words)} failed:\n{said}{errors}")
        return said.splitlines()

    def watch(self, folder: Path) -> list[str]:
        """Load what is in a folder."""
        return self.run("watch", str(folder), "--once", "--settle", "0", *LIMITS)

    def crash(self, folder: Path, day: date, *, whose: str, seconds: float) -> None:
        """Begin to load a folder, record an event meanwhile, and kill the loader or Postgres."""
        began = time.monotonic()
        at = began + seconds * self.of.uniform(EARLIEST, LATEST)
        process = self.start("watch", str(folder), "--once", "--settle", "0", *LIMITS)
        time.sleep(max(0.0, (at - began) / 2))
        self.record(day)
        time.sleep(max(0.0, at - time.monotonic()))
        self.crashes[whose] += 1
        self.late += process.poll() is not None
        if whose == "loader":
            process.kill()
        else:
            os.kill(self.server.pid, signal.SIGKILL)
        process.communicate(timeout=END_SECONDS)  # its workers share the pipes
        if whose == "Postgres":
            port = {"port": str(self.server.port)}
            self.server = local_server.start_server(self.server.folder, options=port)

    @contextmanager
    def worker(self) -> Iterator[None]:
        """Let aggregates follow events as long as the block runs."""
        process = self.start("worker")
        try:
            yield
        finally:
            process.terminate()
            process.communicate()

    def record(self, day: date, **given: object) -> Event:
        """Record an event of a day, by chance but for what is given."""
        of = self.of
        with self.server.connect() as connection:
            places = {"user": of.random(), "game": of.random()}
            user_id, game_id = connection.execute(_CHOICE, places).fetchone() or (None, None)
        kind = of.choice(("bought", "played", "reviewed"))
        is_review = kind == "reviewed"
        event: Event = {
            "user_id": user_id,
            "game_id": game_id,
            "kind": kind,
            "minutes": of.randint(1, 600) if kind == "played" else None,
            "is_recommended": of.random() < 0.7 if is_review else None,
            "review": of.choice(("good fun", "bad and boring", None)) if is_review else None,
            "happened_at": f"{day} {of.randrange(24):02}:00+00",
            "key": f"event {len(self.events)}",
        } | given
        send(self.url, [event])
        self.events.append(event)
        return event

    def wait_for_aggregates(self, day: date) -> None:
        """Let a new user play, and measure until the aggregates have it."""
        with self.server.connect() as connection:
            user, played = f"newcomer of {day}", {"kind": "played", "minutes": 60}
            more = {"is_recommended": None, "review": None}
            [game_id] = connection.execute(
                "select game_id from agg.playtime_by_game order by 1 limit 1"
            ).fetchone() or [None]
            before = connection.execute(_PLAYED, [game_id]).fetchone()
            self.record(day, user_id=user, game_id=game_id, **played, **more)
            began = time.monotonic()
            while connection.execute(_PLAYED, [game_id]).fetchone() == before:
                if time.monotonic() - began > FOLLOW_SECONDS:
                    raise RuntimeError(f"No aggregate shows {self.events[-1]}")
                time.sleep(0.02)
            self.waits.append(time.monotonic() - began)

    def rest(self) -> None:
        """Wait until events are followed and autovacuum has nothing to do."""
        with self.server.connect() as connection:
            while connection.execute("select from core.pending_events limit 1").fetchone():
                time.sleep(0.1)
            time.sleep(REST_SECONDS)
            while connection.execute(_VACUUMING).fetchone() == (True,):
                time.sleep(0.1)


def send(url: URL, events: Sequence[Event]) -> None:
    """Record events in their order, with no right to anything else."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("set role ludoteca_events")
        for event in events:
            connection.execute(_RECORD, event)
