"""Child processes of tests, which import this module and so little else; and how they end."""

import os
import sys
import time
from pathlib import Path
from typing import NamedTuple


class Ended(NamedTuple):
    """How a command ended, and what it said."""

    code: object
    out: str
    err: str


def write_and_wait(path: Path) -> None:
    """A child that goes on for ever."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(120)


def fail(path: Path, code: int) -> None:
    """A child that ends at once."""
    with path.open("a", encoding="utf-8") as file:
        file.write("ended\n")
    sys.exit(code)
