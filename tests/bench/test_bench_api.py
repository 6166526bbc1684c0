"""The parts of the benchmarks of answering and memory work; none of their figures is judged."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from bench import api, api_table
from bench.clients import Load, ask
from bench.limits import limited
from bench.processes import family, proportional_bytes, served
from bench.workload import every_question, get, mixture

if TYPE_CHECKING:
    from sqlalchemy import URL

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


@linux_only
@pytest.mark.parametrize("client", ["wrk", "bundled"])
def test_a_server_is_asked_and_measured(client: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if client == "bundled":
        monkeypatch.setattr(shutil, "which", lambda _: None)
    elif shutil.which("wrk") is None:
        pytest.skip("wrk is not installed here")
    with served(api.BARE, {}) as server:
        load = ask(server, [api.PLAIN, "/bare?anio=2015"], connections=3, seconds=1)
        missing = ask(server, ["/nothing"], connections=1, seconds=1)
        paced = ask(server, [api.PLAIN], connections=2, seconds=1, pace=20)
        memory = [proportional_bytes(pid) for pid in family(server.pid)]
        assert get(server, "/bare?anio=7") == {"anio": 7}
    assert load.errors == 0
    assert load.requests > 10
    assert 0 < load.p50 <= load.p99 <= load.max
    assert load.processor_seconds > 0
    assert missing.errors == missing.requests
    assert 0 < paced.requests <= 22
    assert len(memory) > 1
    assert min(memory) > 0


@linux_only
def test_every_operation_is_asked_posted_ones_too(priced: tuple[URL, object]) -> None:
    address = priced[0].render_as_string(hide_password=False)
    with served(api.OURS, {"DATABASE_URL": address}) as server:
        asked = every_question(server)
        posted = [one for one in asked if one.startswith("POST ")]
        assert [one.split()[1] for one in posted] == ["/v1/price-predictions"]  # no other model
        load = ask(server, posted, connections=2, seconds=1)
    assert len(asked) > 25
    assert load.errors == 0
    assert load.requests > 0


def test_a_mixture_asks_for_what_there_is(loaded_url: URL) -> None:
    paths = mixture(loaded_url, count=500)
    assert paths == mixture(loaded_url, count=500)
    assert len(paths) == 500
    counts = sorted((paths.count(one) for one in set(paths)), reverse=True)
    assert counts[0] > 5 * counts[-1]


def test_a_limit_holds_what_is_started_inside() -> None:
    before = os.getpid()
    with limited(256 * 2**20) as limit:
        if limit is None:
            pytest.skip("no control group can be made here")
        with limit.inside():
            found = subprocess.run(
                ["/bin/cat", "/proc/self/cgroup"], capture_output=True, text=True, check=True
            )
        assert "ludoteca-bench-" in found.stdout
        peak = limit.peak_bytes()
        assert peak is None or peak > 0
    assert os.getpid() == before


def test_the_table_shows_every_figure() -> None:
    load = api.figures(
        Load(
            requests=1000,
            seconds=1.0,
            errors=0,
            p50=0.001,
            p99=0.004,
            max=0.01,
            processor_seconds=0.05,
        )
    )
    one: dict[str, Any] = {**load, "ratio": 0.5}
    found = {
        "client": "wrk",
        "bare": {str(count): load for count in api.CONNECTIONS},
        "first": {"each": {api.QUESTION: one}, "by_connections": {"32": load}},
        "repeated": {"each": {api.QUESTION: one}, "by_connections": {"32": load}},
        "ratios": {"first": {api.QUESTION: 0.5}, "repeated": {api.QUESTION: 0.5}},
        "rivals": {"sql": {api.QUESTION: {**load, "processor_each": 0.0002}}, "frames": None},
        "mixed": {
            "cold": load,
            "warm": load,
            "while_a_load_publishes": [load],
            "load_seconds": 3.0,
            "load_exit_code": 0,
        },
    }
    lines = list(api_table.table(found))
    rows = [line for line in lines if api.QUESTION in line]
    assert [line.split()[1:5] for line in rows[:2]] == [["1000", "50", "0.50", "1.00"]] * 2
    assert rows[2].split()[-3:] == ["200", "50", "4.0"]
    assert any("pandas: not measured" in line for line in lines)
