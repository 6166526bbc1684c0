"""Packages that trainings alone need: the extra `train`."""

import importlib
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, distribution
from typing import Final

TRAINING_PACKAGES: Final = ("implicit", "lightgbm", "scipy", "threadpoolctl")
INSTALL: Final = "pip install 'ludoteca[train]'"
_POLL_SECONDS: Final = 2.0


def missing_training_packages() -> list[str]:
    """Name those that are not installed, or not yet whole."""
    importlib.invalidate_caches()
    return [name for name in TRAINING_PACKAGES if not _is_installed(name)]


def wait_for_training_packages(tell: Callable[[str], None]) -> None:
    """Come back when all are installed: `make run` does that beside a server that answers."""
    if missing := missing_training_packages():
        tell(f"Trainings wait for {', '.join(missing)}: {INSTALL}")
    while missing_training_packages():
        time.sleep(_POLL_SECONDS)


def _is_installed(name: str) -> bool:
    try:
        return bool(distribution(name).read_text("RECORD"))  # what an installer writes last
    except PackageNotFoundError:
        return False
