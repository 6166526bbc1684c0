"""The benchmark of loading runs, and its figures hang together; none of them is judged."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bench import load


def test_a_small_sample_gives_every_figure(tmp_path: Path) -> None:
    command = ["--games", "60", "--users", "80", "--json", str(tmp_path / "found.json")]
    ended = CliRunner().invoke(load.main, command)
    assert ended.exit_code == 0, ended.output
    found: dict[str, Any] = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    made, floor = found["load"], found["floor"]
    parts = [floor[part] for part in ("gunzip", "copy", "keys", "analyze")]
    assert math.isclose(floor["seconds"], sum(parts))
    assert math.isclose(found["ratios"]["core"], made["core_seconds"] / floor["seconds"])
    assert math.isclose(found["ratios"]["whole"], made["seconds"] / floor["seconds"])
    assert made["core_seconds"] + made["aggregates_seconds"] == pytest.approx(made["seconds"])
    assert made["peak_bytes"] is None or made["peak_bytes"] > 1_000_000
    assert len(found["data"]["files"]) == 4
    assert set(floor["unpacked"]) == set(found["data"]["files"])
    for name, byte_count in found["data"]["files"].items():
        assert floor["unpacked"][name] > byte_count, "gzip files are larger when unpacked"
    read = {stage["name"] for stage in made["stages"] if stage["unpacked_byte_count"]}
    assert read == {f"read {name}" for name in found["data"]["files"]}
    for line in ("refresh", "whole load", "whole floor", "peak memory", "durable"):
        assert line in ended.stdout
