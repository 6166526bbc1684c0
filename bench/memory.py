"""The memory that serving takes, and what a limit costs.

Memory is PSS: of pages that several processes have, each counts its share, so that the sum is what
the machine spends. Postgres and all its processes are in it.
"""

import os
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
from rich.table import Table

from bench.api import OURS, QUESTION
from bench.clients import QUESTIONS, ask, mixture, respond
from bench.harness import HELP, JSON, PROC, Served, process_tree, report, served
from db import local_server
from db.settings import read_settings
from db.target import local_server_home
from etl.console import text_table

MIB: Final = 2**20
LIMIT_MIB: Final = 512
CONNECTIONS: Final = 32
SAMPLE_SECONDS: Final = 0.25
ROUNDS: Final = 3
"""How often both parts are measured, by turns: a machine is not equally quick all the time."""
LEAVE_SECONDS: Final = 10
_ROOT: Final = Path("/sys/fs/cgroup")
_V1: Final = (":memory:", "memory.limit_in_bytes", "memory.max_usage_in_bytes")
_CGROUPS: Final = (
    ("cgroup v2", _ROOT, "0::", "memory.max", "memory.peak"),
    ("cgroup v1", _ROOT / "memory", *_V1),
)
"""Name, root, mark in /proc/self/cgroup, and the files of the limit and of the peak."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """A control group; whatever is started inside of it, and its children, stay in it."""

    kind: str
    folder: Path
    home: Path
    """The group that we are in now."""
    peak: str

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Be in it, so that what the block starts is; we ourselves leave at the end."""
        (self.folder / "cgroup.procs").write_text(str(os.getpid()))
        try:
            yield
        finally:
            (self.home / "cgroup.procs").write_text(str(os.getpid()))

    def peak_bytes(self) -> int | None:
        """Tell the most that it has held, file cache included; None where that is not counted."""
        with suppress(OSError, ValueError):
            return int((self.folder / self.peak).read_text())
        return None


@contextmanager
def limited(most_bytes: int) -> Iterator[Limit | None]:
    """Make a control group with a limit; None where this machine lets us make none."""
    for kind, root, mark, limit, peak in _CGROUPS:
        folder = root / f"ludoteca-bench-{secrets.token_hex(4)}"
        if not (root / "cgroup.procs").exists():
            continue
        try:
            folder.mkdir()
            with (folder / limit).open("r+") as file:  # there only where memory can be limited
                file.write(str(most_bytes))
        except OSError:
            with suppress(OSError):
                folder.rmdir()
            continue
        try:
            yield Limit(kind=kind, folder=folder, home=_our_group(root, mark), peak=peak)
        finally:
            _remove(folder)
        return
    yield None


def _our_group(root: Path, mark: str) -> Path:
    """Find the folder of the group that we are in; the root where it is not shown to us."""
    lines = (PROC / "self/cgroup").read_text().splitlines()
    paths = [line.partition(mark)[2] for line in lines if mark in line]
    found = root / paths[0].lstrip("/") if paths else root
    return found if (found / "cgroup.procs").exists() else root


def _remove(folder: Path) -> None:
    """Remove a group once the last of its processes has ended."""
    deadline = time.monotonic() + LEAVE_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError):
            folder.rmdir()
            return
        time.sleep(0.1)


def run(home: Path, *, seconds: float, limit_mib: int, workers: int) -> dict[str, Any]:
    """Serve from the local server, which is started anew for each part: as it is, and in a limit.

    Args:
        home: the local server's folder; it is stopped in the end.
        seconds: how long the mixture of requests is asked for.
        limit_mib: the memory that the second part may use, all processes together.
        workers: server processes.

    Returns:
        Every figure; "limited" is None where no limit can be set on this machine.

    Raises:
        LudotecaError: the server cannot be started.
    """
    free, bound = [], []
    for _ in range(ROUNDS):
        free.append(measured(home, None, seconds=seconds, workers=workers))
        with limited(limit_mib * MIB) as limit:
            if limit is not None:
                bound.append(measured(home, limit, seconds=seconds, workers=workers))
    kept = [_speed(two) / _speed(one) for one, two in zip(free, bound, strict=False)]
    return {
        "limit_mib": limit_mib,
        "workers": workers,
        "free": max(free, key=_together),
        "limited": max(bound, key=_together, default=None),
        "throughput_kept": kept,
    }


def _speed(part: dict[str, Any]) -> float:
    """Requests a second over both passes: answers first made, and answers kept."""
    loads = part["cold"], part["load"]
    answered = sum(int(one["requests"]) for one in loads)
    return answered / sum(float(one["seconds"]) for one in loads)


def _together(part: dict[str, Any]) -> int:
    return int(part["under_load"]["api"] + part["under_load"]["postgres"])


def measured(
    home: Path,
    limit: Limit | None = None,
    *,
    seconds: float,
    workers: int = 1,
    questions: Mapping[str, Sequence[str]] = QUESTIONS,
) -> dict[str, Any]:
    """Serve once, ask a mixture of questions twice, and take the memory meanwhile.

    Raises:
        LudotecaError: the local server cannot be started.
    """
    local_server.stop_server(home)
    with ExitStack() as stack:
        with nullcontext() if limit is None else limit.inside():  # asked is from outside of it
            database = local_server.start_server(home)
            stack.callback(local_server.stop_server, home)
            environ = {"DATABASE_URL": database.url.render_as_string(hide_password=False)}
            server = stack.enter_context(served(OURS, environ, workers=workers))
        paths = mixture(database.url, questions=questions)
        ask(server, [QUESTION], connections=1, seconds=1)
        idle = _taken(server, database.pid)
        samples = [idle]
        loads = []
        with ThreadPoolExecutor(1) as client:
            for _ in range(2):  # answers first made, and answers kept
                asking = client.submit(ask, server, paths, connections=CONNECTIONS, seconds=seconds)
                while wait([asking], timeout=SAMPLE_SECONDS).not_done:
                    samples.append(_taken(server, database.pid))
                loads.append(asking.result())
        return {
            "how": limit and limit.kind,
            "idle": idle,
            "under_load": max(samples, key=lambda one: one["api"] + one["postgres"]),
            "peak_with_file_cache": limit and limit.peak_bytes(),
            "cold": loads[0],
            "load": loads[1],
            "cache": respond(server, "/health/cache").json(),
        }


def _taken(server: Served, postmaster: int) -> dict[str, int]:
    api, postgres = process_tree(server.pid), process_tree(postmaster)
    return {
        "api": sum(map(proportional_bytes, api)),
        "postgres": sum(map(proportional_bytes, postgres)),
        "postgres_processes": len(postgres),
    }


def proportional_bytes(pid: int) -> int:
    """Read a process's PSS: its own pages, and its share of those that it has with others."""
    try:
        lines = (PROC / f"{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def tables(found: dict[str, Any]) -> Iterator[Table | str]:
    """Lay the figures out for a person."""
    names = {"free": "no limit", "limited": f"within {found['limit_mib']} MiB"}
    parts = {name: found[part] for part, name in names.items() if found[part]}
    rows = []
    for name, part in parts.items():
        for state in ("idle", "under_load"):
            sizes = (part[state]["api"], part[state]["postgres"])
            shown = (f"{size / MIB:.0f}" for size in (*sizes, sum(sizes)))
            rows.append((f"{name}, {state.replace('_', ' ')}", *shown))
    yield text_table("PSS, MiB", ("", "API", "Postgres", "together"), rows)
    rows = []
    for name, load in ((name, part["load"]) for name, part in parts.items()):
        times = (f"{load[key] * 1e3:.2f}" for key in ("p50", "p99"))
        rows.append((name, f"{load['per_second']:.0f}", *times, str(load["errors"])))
    yield text_table("Answering", ("", "requests/s", "p50 ms", "p99 ms", "errors"), rows)
    if not found["limited"]:
        yield "No limit could be set: this machine lets us make no control group; only PSS tells."
        return
    peak = found["limited"]["peak_with_file_cache"]
    kept = sorted(found["throughput_kept"])
    kept_each = ", ".join(f"{one:.2f}" for one in kept)
    yield f"throughput kept within the limit: {kept[len(kept) // 2]:.2f} (of {kept_each})"
    if peak is not None:
        how = found["limited"]["how"]
        yield f"most memory charged by {how}: {peak / MIB:.0f} MiB, file cache included"


@click.command(context_settings=HELP)
@click.option("--seconds", default=5.0, show_default=True, help="How long to ask, twice each.")
@click.option("--limit", "limit_mib", default=LIMIT_MIB, show_default=True, help="In MiB.")
@click.option("--workers", default=1, show_default=True, help="Processes that answer.")
@JSON
def main(seconds: float, limit_mib: int, workers: int, json_file: Path | None) -> None:
    """Measure the memory that serving takes: Postgres and the API, idle and under a mixed load.

    Then the same again inside a control group with a limit, to see what the limit costs. The local
    server of LUDOTECA_HOME is started anew for each part, and stopped in the end; it must be
    loaded. Needs Linux, and a control group that we may make.
    """
    home = local_server_home(read_settings())
    report(
        lambda: run(home, seconds=seconds, limit_mib=limit_mib, workers=workers), tables, json_file
    )


if __name__ == "__main__":
    main()
