"""Polarities are TextBlob's own, in order, by any number of worker processes."""

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import URL
from textblob import TextBlob

from db.errors import LoadFailed
from db.settings import CHECKOUT
from etl.load import LoadOptions, load
from etl.scoring import Scorer, default_workers
from etl.scoring_worker import score_polarities
from tests.etl.loading import review, reviews, rows, write
from tests.etl.running import run_sql


def test_the_numbers_are_those_of_textblob() -> None:
    texts = ["not a very good game :)", "", " \n", None, "terrible (!) 10/10 \u2665"]
    blobs = [TextBlob(text).sentiment.polarity for text in (texts[0], texts[-1])]
    assert score_polarities(texts) == [blobs[0], None, None, None, blobs[1]]


def frames(*sizes: int) -> list[pd.DataFrame]:
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    return [
        pd.DataFrame({"number": range(start, start + size), "review": ["good", None] * (size // 2)})
        for start, size in zip(starts, sizes, strict=True)
    ]


@pytest.mark.parametrize("workers", [0, 2])
def test_frames_come_back_in_order(workers: int) -> None:
    with Scorer(workers=workers) as scorer:
        for frame in frames(3_000, 10, 2_500):
            scorer.add(frame)
        scored = list(scorer.scored(all_of_them=True))
        assert list(scorer.scored(all_of_them=True)) == []
    assert [len(frame) for frame in scored] == [3_000, 10, 2_500]
    whole = pd.concat(scored)
    assert whole["number"].tolist() == list(range(5_510))
    assert whole["polarity"].fillna(9).tolist() == [0.7, 9] * 2_755
    assert (scorer.workers_peak > 0) == (workers > 0)


def test_no_more_wait_than_the_memory_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.scoring.MAX_WAITING", 1_000)
    with Scorer(workers=1) as scorer:
        first, second = frames(800, 800)
        scorer.add(first)
        scorer.add(second)
        given = list(scorer.scored())  # waits for the first one: two are too many
        assert len(given) >= 1
        assert len(given) + len(list(scorer.scored(all_of_them=True))) == 2


@pytest.mark.parametrize(("cores", "workers"), [(None, 0), (1, 0), (2, 1), (3, 2), (64, 2)])
def test_one_core_stays_the_loaders(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, workers: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert default_workers() == workers


@pytest.mark.skipif(sys.platform == "win32", reason="not run: signals of POSIX")
def test_a_killed_worker_is_an_error_that_says_so() -> None:
    with Scorer(workers=1) as scorer:
        scorer.add(frames(1_000)[0])
        list(scorer.scored(all_of_them=True))
        [process] = scorer._peaks
        os.kill(process, signal.SIGKILL)
        with pytest.raises(LoadFailed, match="--workers 0"):
            score_for_a_while(scorer)


def test_after_an_error_nothing_of_the_pool_is_left() -> None:
    """A pool that ends together with the interpreter may be written to through a closed pipe."""
    threads = set(threading.enumerate())
    with pytest.raises(LoadFailed, match="stop"):
        score_and_stop()
    assert set(threading.enumerate()) == threads
    assert multiprocessing.active_children() == []


def score_and_stop() -> None:
    with Scorer(workers=1) as scorer:
        scorer.add(frames(50_000)[0])  # seconds of work
        raise LoadFailed("stop")


def score_for_a_while(scorer: Scorer) -> None:
    for _ in range(100):
        scorer.add(frames(1_000)[0])
        list(scorer.scored(all_of_them=True))


def test_a_worker_imports_little() -> None:
    code = "import cli, etl.scoring_worker as w, sys; w.score_polarities(['']); print(*sys.modules)"
    imported = set(printed(code).split())
    assert not {"pandas", "sqlalchemy", "alembic", "litestar", "rich", "nltk"} & imported
    assert "textblob.en" in imported


def test_textblob_is_whole_for_whoever_imports_it_afterwards() -> None:
    code = """
        from etl.scoring_worker import score_polarities
        found = score_polarities(["not a very good game :)"])
        import textblob
        assert found == [textblob.TextBlob("not a very good game :)").sentiment.polarity]
        import sys
        print("nltk" in sys.modules, callable(textblob.Word.lemmatize))
    """
    assert printed(textwrap.dedent(code)).split() == ["True", "True"]


def printed(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True
    ).stdout


def test_only_texts_without_a_polarity_are_scored(
    empty_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored: list[str | None] = []

    def note(texts: Sequence[str | None]) -> list[float | None]:
        scored.extend(texts)
        return score_polarities(texts)

    monkeypatch.setattr("etl.scoring.score_polarities", note)
    path = tmp_path / "reviews.json"
    old = [reviews("ana", review("10", "A good game"), review("20", "A ♥ bad game"))]
    new = [*old, reviews("ben", review("10", "A good game"), review("20", "Not bad"))]
    for lines, again, found in (
        (old, False, ["A good game", "A ♥ bad game"]),
        (new, False, ["Not bad"]),
        (new, True, ["A good game", "A ♥ bad game", "A good game", "Not bad"]),
    ):
        write(path, lines)
        load(empty_url, [path], options=LoadOptions(workers=0, again=again))
        assert scored == found
        scored.clear()
    told = "select review, polarity from core.reviews order by user_key, game_id"
    texts = ["A good game", "A ♥ bad game", "A good game", "Not bad"]
    assert rows(empty_url, told) == list(zip(texts, score_polarities(texts), strict=True))
    run_sql(empty_url, "update core.loads set versions = jsonb_set(versions, '{rules}', '\"old\"')")
    write(path, [*new, reviews("cy", review("10", "Fine"))])
    load(empty_url, [path], options=LoadOptions(workers=0))
    assert scored == [*texts, "Fine"]
