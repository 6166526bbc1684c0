"""The benchmark of ratings runs, and its figures hang together; none of them is judged."""

import json
import math
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import ratings_load


def test_a_few_rows_give_every_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # test_bench_load.py has new processes
    monkeypatch.setattr(ratings_load, "in_new_process", lambda work, *given: work(*given))
    kept = tmp_path / "found.json"
    ended = CliRunner().invoke(ratings_load.main, ["--rows", "200", "--json", str(kept)])
    assert ended.exit_code == 0, ended.output
    found = json.loads(kept.read_text())
    assert found["rows"]["staged"] == 200
    assert found["rows"]["kept"] + found["rows"]["collapsed"] == 200
    assert math.isclose(found["ratio"], found["seconds"] / sum(found["floor"].values()))
    assert set(found["floor"]) == {"copy", "keys", "analyze"}
    assert "x the floor" in ended.output
