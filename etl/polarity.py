"""Texts in, TextBlob polarities out; imported by worker processes, so it imports little itself."""

from __future__ import annotations

import multiprocessing
import os
import threading
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from etl.memory import peak_memory

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, kw_only=True, slots=True)
class Scored:
    """What a worker hands back: the polarities, its process id and its peak memory in bytes."""

    polarities: list[float | None]
    process: int
    peak: int | None


def polarities(texts: Sequence[str | None]) -> list[float | None]:
    """Score each text from -1 to 1; None for a missing or blank one.

    The numbers are those of `TextBlob(text).sentiment.polarity`, without building a blob.
    """
    # Only those who score should pay for the lexicon.
    from etl.blob import polarity  # noqa: PLC0415 - see the line above

    return [polarity(text) if text and not text.isspace() else None for text in texts]


def score(texts: Sequence[str | None]) -> Scored:
    """Do a worker's task."""
    return Scored(polarities=polarities(texts), process=os.getpid(), peak=peak_memory())


def end_with_parent() -> None:
    """Leave when the loader is gone: a pool's workers otherwise outlive a killed parent."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
