"""A real browser over a real server: Chromium, where the system has it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, TypeAlias

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import URL

from tests.api.serving import serving

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTH, HEIGHT = 1280, 800
OpenPage: TypeAlias = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, with nothing but what it shows: no profile, no updates."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium is here: pages were not tried in a browser")
    sandbox = ("--no-sandbox",) if os.name == "posix" and os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=path, args=[*OPTIONS, *sandbox])
        yield one
        one.close()


@pytest.fixture(scope="package")
def site(explored_url: URL) -> Iterator[str]:
    """The address of a server over the sample of both domains, with models."""
    with serving(explored_url) as address:
        yield address


@pytest.fixture(scope="package")
def ask(site: str) -> Iterator[Callable[[str], Any]]:
    """Ask the same server as a program does; gives the JSON."""
    with httpx.Client(base_url=site) as client:
        yield lambda path: client.get(path).raise_for_status().json()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Open a page in a context of its own; whatever the browser complains of fails the test.

    Complaints are errors in the console (scripts, the policy of contents, files that are not
    there) and requests to anywhere else. Keywords are those of a context of Playwright.
    """
    complaints: list[str] = []
    with ExitStack() as stack:

        def open_one(path: str = "/", **options: Any) -> Page:  # noqa: ANN401 - Playwright's
            options = {"viewport": {"width": WIDTH, "height": HEIGHT}, **options}
            context = browser.new_context(base_url=site, **options)
            stack.callback(context.close)
            context.on(
                "request",
                lambda one: complaints.append(one.url) if not one.url.startswith(LOCAL) else None,
            )
            context.on(
                "console",
                lambda one: complaints.append(one.text) if one.type in {"error", "warning"} else None,
            )
            context.on("weberror", lambda one: complaints.append(str(one.error)))
            page = context.new_page()
            page.set_default_timeout(10_000)
            page.goto(path)
            return page

        LOCAL = (site, "data:")
        yield open_one
    assert complaints == []
