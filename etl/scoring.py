"""Pool of worker processes that score reviews while the loader reads the next file."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from db.errors import LoadFailed
from etl.known_polarities import KnownPolarities
from etl.scoring_worker import Scored, exit_with_parent, score_chunk, score_polarities
from etl.session import UNTOUCHED

CHUNK: Final = 1_000  # texts per task: a tenth of a second, small beside any batch
MAX_WAITING: Final = 50_000  # reviews held until scored; bounds the loader's memory

_Frame = tuple[pd.DataFrame, npt.NDArray[np.float64], npt.NDArray[np.intp], list[Future[Scored]]]
"""Reviews, their polarities as far as they are known, and the places of those on their way."""


def default_workers() -> int:
    """Worker processes that pay: one core stays the loader's, and more than two would wait."""
    return min(2, (os.cpu_count() or 1) - 1)


class Scorer:
    """A queue of frames on their way through the workers; a context manager."""

    def __init__(self, *, workers: int | None = None) -> None:
        self._workers = default_workers() if workers is None else workers
        self._pool: ProcessPoolExecutor | None = None
        self._started: set[BaseProcess] = set()
        self._ending: threading.Thread | None = None
        self._waiting: deque[_Frame] = deque()
        self._peaks: dict[int, int] = {}
        self.known: KnownPolarities | None = None
        """Polarities that need not be computed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Stop the workers; after an error nobody waits for texts not yet scored.

        The pool is gone in either case: one that is still ending when the interpreter does would
        be written to through a closed pipe.
        """
        if self._pool is None:
            return
        if kind is not None:
            for worker in self._started:
                worker.kill()
        if self._ending is None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        else:
            self._ending.join()

    def end(self) -> None:
        """Let the workers end beside what is done next; nothing may be added any more."""
        if self._pool is not None:
            self._ending = threading.Thread(target=self._pool.shutdown, name="end of scoring")
            self._ending.start()

    @property
    def is_idle(self) -> bool:
        """Whether every frame was handed out."""
        return not self._waiting

    @property
    def workers_peak(self) -> int:
        """Sum of the workers' peak memory, in bytes, as far as they told it."""
        return sum(self._peaks.values())

    def add(self, reviews: pd.DataFrame) -> None:
        """Begin to score the column `review` of a frame."""
        texts = [text if isinstance(text, str) else None for text in reviews["review"]]
        known = np.full(len(texts), np.nan) if self.known is None else self.known.of(texts)
        places = np.flatnonzero(np.isnan(known))
        parts = [places[start : start + CHUNK] for start in range(0, len(places), CHUNK)]
        futures = [self._submit([texts[place] for place in part]) for part in parts]
        self._waiting.append((reviews, known, places, futures))

    def scored(self, *, all_of_them: bool = False) -> Iterator[pd.DataFrame]:
        """Hand out the frames that are done, with the column `polarity` filled.

        Waits only for as much as `MAX_WAITING` asks for, or for everything with `all_of_them`.

        Raises:
            LoadFailed: a worker process was killed.
        """
        while self._waiting:
            reviews, polarity, places, futures = self._waiting[0]
            in_queue = sum(len(frame) for frame, *_ in self._waiting)
            done = all(future.done() for future in futures)
            if not (done or all_of_them or in_queue > MAX_WAITING):
                return
            values = [value for future in futures for value in self._result(future)]
            self._waiting.popleft()
            polarity[places] = np.array(values, dtype=float)  # None turns into NaN
            yield reviews.assign(polarity=polarity)

    def _submit(self, texts: list[str | None]) -> Future[Scored]:
        if self._workers == 0:
            at_once: Future[Scored] = Future()
            at_once.set_result(Scored(polarities=score_polarities(texts), process=0, peak=None))
            return at_once
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=exit_with_parent,
            )
        before = set(multiprocessing.active_children())
        try:
            with _block_interrupts(), _explain_lost_workers():
                return self._pool.submit(score_chunk, texts)  # starts a worker where none is idle
        finally:
            self._started |= set(multiprocessing.active_children()) - before

    def _result(self, future: Future[Scored]) -> list[float | None]:
        with _explain_lost_workers():
            scored = future.result()
        if scored.peak is not None:
            self._peaks[scored.process] = scored.peak
        return scored.polarities


@contextmanager
def _explain_lost_workers() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise LoadFailed(
            "A worker process that scores reviews was killed, perhaps for want of memory; "
            "run the load again, with --workers 0 to score without worker processes. "
            f"{UNTOUCHED}"
        ) from error


@contextmanager
def _block_interrupts() -> Iterator[None]:
    """Let worker processes start with Ctrl-C blocked; the loader stops them in an orderly way.

    A terminal sends Ctrl-C to every process of the group, and each worker would print a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
