"""The benchmark of learning runs, and its figures hang together; none of them is judged."""

import json
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import URL

from bench import similarities


def test_the_benchmark_measures_every_stage(loaded_url: URL, tmp_path: Path) -> None:
    environ = {"DATABASE_URL": loaded_url.render_as_string(hide_password=False)}
    command = ["--json", str(tmp_path / "found.json")]
    ended = CliRunner(env=environ).invoke(similarities.main, command)
    assert ended.exit_code == 0, ended.output
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    parts = [
        seconds
        for name, seconds in found["stages"].items()
        if not name.startswith(("read", "measure"))
    ]
    assert abs(sum(parts) - found["build_seconds"]) < 1e-6
    assert abs(found["build_seconds"] / found["floor_seconds"] - found["build_to_floor"]) < 1e-6
    assert found["weights"] > 0
    assert "all tables" in ended.stdout
