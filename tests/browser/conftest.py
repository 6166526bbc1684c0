"""A real browser over a real server, where the system has Chromium."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Final, TypeAlias

import httpx
import psycopg
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    HttpCredentials,
    Page,
    Request,
)
from sqlalchemy import URL

from tests.api.helpers import plain
from tests.api.serving import serving
from tests.browser.chromium import HEIGHT, WIDTH, find_chromium, launched

OpenPage: TypeAlias = Callable[..., Page]
PATIENCE_MS = 20_000
KEY: Final = "a-key-of-the-suite"
OPERATOR: Final = HttpCredentials(username="anybody", password=KEY)
RATED: Final = """
    select api.rate_title(1, titles.title_id, (10 - titles.place)::integer, '2020-01-02')
    from (
        select title_id, row_number() over (order by title_id) as place
        from core.titles
    ) as titles
    where titles.place <= 3
"""
"""A viewer's ratings: 4.5, 4 and 3.5 stars."""


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program of the system."""
    found = find_chromium()
    if found is None:
        pytest.skip("no Chromium is here: pages were not tried in a browser")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium; it goes before other tests come, whose event loops its own would be in the way."""
    with launched(chromium) as one:
        yield one


@pytest.fixture(scope="session")
def site(
    chromium: str, create_database: Callable[..., URL], explored_template: URL
) -> Iterator[str]:
    """The address of a server over the sample of both domains, with models and a viewer."""
    del chromium  # without it nothing is served
    url = create_database(explored_template)
    with psycopg.connect(plain(url)) as connection:
        connection.execute(RATED)
    with serving(url, LUDOTECA_WRITE_KEY=KEY) as address:
        yield address


@pytest.fixture(scope="session")
def program(site: str) -> Iterator[httpx.Client]:
    """A client of the same server that is no browser."""
    with httpx.Client(base_url=site) as client:
        yield client


@pytest.fixture(scope="session")
def ask(program: httpx.Client) -> Callable[[str], Any]:
    """Ask as a program does; gives the JSON."""
    return lambda path: program.get(path).raise_for_status().json()


def note_complaints(context: BrowserContext, site: str, complaints: list[str]) -> None:
    """Add to the list whatever the browser complains of, and each request to elsewhere."""

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def watch(request: Request) -> None:
        if not request.url.startswith((site, "data:")):
            complaints.append(request.url)

    context.on("request", watch)
    context.on("console", hear)
    context.on("weberror", lambda error: complaints.append(str(error.error)))


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
            context = stack.enter_context(browser.new_context(base_url=site, **options))
            context.set_default_timeout(PATIENCE_MS)
            note_complaints(context, site, complaints)
            page = context.new_page()
            page.goto(path)
            return page

        yield open_one
    assert complaints == []
