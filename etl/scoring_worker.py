"""Tasks of worker processes: scoring reviews with TextBlob, and ending with the loader.

Imported by each worker as it starts, so it imports little itself.
"""

import importlib.util
import multiprocessing
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import wait
from types import ModuleType
from typing import Any

from etl.memory import peak_memory


@dataclass(frozen=True, kw_only=True, slots=True)
class Scored:
    """A worker's answer: the polarities, its process id and its peak memory in bytes."""

    polarities: list[float | None]
    process: int
    peak: int | None


def score_polarities(texts: Sequence[str | None]) -> list[float | None]:
    """Score each text from -1 to 1 as `TextBlob(text).sentiment.polarity`; None for a blank one."""
    score_text = _load_textblob_en().polarity
    return [score_text(text) if text and not text.isspace() else None for text in texts]


def score_chunk(texts: Sequence[str | None]) -> Scored:
    """Score one chunk in a worker process."""
    return Scored(polarities=score_polarities(texts), process=os.getpid(), peak=peak_memory())


@cache
def _load_textblob_en() -> Any:  # noqa: ANN401 - a module without type hints
    """Import `textblob.en` with its lexicon a plain dict: four fifths of the time of each text."""
    module = _import_textblob_en()
    lexicon = module.sentiment
    len(lexicon)  # loads it; else each look-up of a word asks first whether it is loaded
    look_ups = {"__contains__": dict.__contains__, "__getitem__": dict.__getitem__}
    lexicon.__class__ = type("Lexicon", (type(lexicon),), look_ups)
    return module


def _import_textblob_en() -> Any:  # noqa: ANN401 - a module without type hints
    """Import `textblob.en` without `textblob` itself, whose nltk takes 110 MB and two seconds."""
    spec = None if "textblob" in sys.modules else importlib.util.find_spec("textblob")
    if spec is None:
        return importlib.import_module("textblob.en")
    bare = sys.modules["textblob"] = ModuleType("textblob")
    bare.__path__ = list(spec.submodule_search_locations or ())
    try:
        return importlib.import_module("textblob.en")
    finally:
        del sys.modules["textblob"]  # whoever imports it gets the complete package


def exit_with_parent() -> None:
    """Leave when the loader is gone: a pool's workers otherwise outlive a killed parent."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait_for_parent() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait_for_parent, daemon=True).start()
