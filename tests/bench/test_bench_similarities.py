"""The benchmark of learning runs, and its figures hang together; none of them is judged."""

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import URL

from db.settings import CHECKOUT


def test_the_benchmark_measures_every_stage(loaded_url: URL, tmp_path: Path) -> None:
    ended = subprocess.run(
        [
            sys.executable,
            str(CHECKOUT / "bench" / "similarities.py"),
            "--json",
            str(tmp_path / "found.json"),
        ],
        env=os.environ | {"DATABASE_URL": loaded_url.render_as_string(hide_password=False)},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
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
