"""The benchmark of ratings runs, and its figures hang together; none of them is judged."""

import json
import math
from pathlib import Path

from click.testing import CliRunner

from bench import ratings_load


def test_a_few_rows_give_every_figure(tmp_path: Path) -> None:
    kept = tmp_path / "found.json"
    ended = CliRunner().invoke(ratings_load.main, ["--rows", "200", "--json", str(kept)])
    assert ended.exit_code == 0, ended.output
    found = json.loads(kept.read_text())
    assert found["rows"]["staged"] == 200
    assert found["rows"]["kept"] + found["rows"]["collapsed"] == 200
    assert math.isclose(found["ratio"], found["seconds"] / sum(found["floor"].values()))
    assert set(found["floor"]) == {"copy", "keys", "analyze"}
    assert "x the floor" in ended.output
