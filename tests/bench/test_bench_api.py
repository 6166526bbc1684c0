"""The parts of the benchmarks of answering and memory work; none of their figures is judged."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import URL

from bench import api
from bench.clients import ask, every_question
from bench.harness import process_tree, served
from bench.memory import limited, proportional_bytes

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


@linux_only
def test_a_server_is_asked_and_measured() -> None:
    with served(api.BARE, {}) as server:
        load = ask(server, [api.PLAIN, "/bare?anio=2015"], connections=3, seconds=0.3)
        paced = ask(server, [api.PLAIN], connections=2, seconds=0.5, pace=20)
        memory = [proportional_bytes(pid) for pid in process_tree(server.pid)]
    assert load["errors"] == 0
    assert load["requests"] > 10
    assert 0 < load["p50"] <= load["p99"] <= load["max"]
    assert load["processor_seconds"] > 0
    assert 0 < paced["requests"] <= 12
    assert len(memory) > 1
    assert min(memory) > 0


@linux_only
def test_letters_are_measured_beside_look_ups(
    priced: tuple[URL, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "NAMES", 2)
    monkeypatch.setattr(api, "LETTERS", range(2, 4))
    found = api.typing(priced[0], postmaster=None)
    assert found.keys() == {"lookup", "typed"}
    for one in found.values():
        assert 0 < one["p50"] <= one["p90"]
        assert 0 < one["processor_p50"] <= one["processor_p90"]


@linux_only
def test_every_operation_is_asked_posted_ones_too(priced: tuple[URL, object]) -> None:
    address = priced[0].render_as_string(hide_password=False)
    with served(api.OURS, {"DATABASE_URL": address}) as server:
        asked = every_question(server)
        posted = [one for one in asked if one.startswith("POST ")]
        assert [one.split()[1] for one in posted] == ["/v1/price-predictions"]  # no other model
        load = ask(server, posted, connections=2, seconds=0.3)
    assert len(asked) > 25
    assert load["errors"] == 0
    assert load["requests"] > 0


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
