"""Recordings of answers: the same ones are equal, and what differs is found and named."""

import gzip
import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import URL

from bench import answers
from bench.answers import compare, read, record
from db.settings import CHECKOUT


def test_the_same_answers_are_equal_and_others_are_told(
    loaded_url: URL,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, after = tmp_path / "before.gz", tmp_path / "after.gz"
    url = loaded_url.set(drivername="postgresql").render_as_string(hide_password=False)
    with answers._serving(CHECKOUT, url) as found:  # one server for both
        monkeypatch.setattr(answers, "_serving", lambda *_: nullcontext(found))
        told = record(before, database=url, count=200)
        again = record(after, database=url, requests=before)
    assert told["SQL"] > 300
    assert told["200"] > 50
    assert told["400"] > 10
    assert again == told
    assert compare(before, after) == 0
    entries = list(read(after))
    entries[0]["answers"][0]["digest"] = "another"
    answer = next(one for one in entries if one["op"].startswith("list_games"))["answers"][0]
    answer["status"] = 500
    with gzip.open(after, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(entry) + "\n" for entry in entries)
    capsys.readouterr()
    assert compare(before, after) == 2
    assert "-> 500" in capsys.readouterr().out
    expected = tmp_path / "expected.txt"
    expected.write_text("status .* -> 500\tall is new\n")
    assert compare(before, after, allow=expected) == 1
    assert "1  expected: all is new" in capsys.readouterr().out
