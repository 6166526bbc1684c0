"""The Chromium that the system has, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, sync_playwright

WIDTH, HEIGHT = 1280, 800
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OPTIONS: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """Find the program; None where the system has none."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def launched(program: str) -> Iterator[Browser]:
    """Run it without a window until the block ends."""
    # Chromium's own sandbox refuses to run as root.
    sandbox = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*_OPTIONS, *sandbox])
        yield browser
        browser.close()
