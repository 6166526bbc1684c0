"""One page of each kind, found by links from the first page."""

from collections import deque
from typing import Final

import httpx

from api.pages import PAGES
from tests.api.pages.browsing import HEADERS, Page

FRAGMENTS: Final = {"/assets/*", "/suggest"}
BARE: Final = {"/search", "/compare", "/shelf"}
"""Pages that are bare without a query."""
MOST_ASKED: Final = 300
UNLINKED: Final = {"/viewers/*": "/viewers/1", "/admin": "/admin"}
"""Pages to which nothing leads before ratings are loaded, or without a key."""
PROBLEMS: Final = {"404": "/games/999999999", "400": "/games?sort=size", "empty": "/games?q=zzzzzz"}


def kind_of(path: str) -> str:
    """Tell a page's kind: /games/440 is a /games/*, and /compare?games=440 a /compare?."""
    path, asked, _ = path.partition("?")
    first, *rest = path.strip("/").split("/")
    return f"/{first}{'/*' if rest else ''}{asked}"


def served_kinds() -> set[str]:
    """The kinds that the router serves."""
    return {kind_of(route.path) for route in PAGES.routes} - FRAGMENTS


def find_kinds(client: httpx.Client) -> dict[str, str]:
    """Find an address of each kind; problems too, by their names.

    A page that is bare without a query is looked at with one.
    """
    found = {"/": "/", "/search?": "/search?q=the"}
    waiting = deque(["/"])
    for _ in range(MOST_ASKED):
        if not waiting:
            break
        for link in Page(client.get(waiting.popleft(), headers=HEADERS).text).links:
            path = link.partition("#")[0]
            kind = kind_of(path)
            if kind not in found and kind.rstrip("?") in served_kinds():
                found[kind] = path
                waiting.append(path)
    plain = {kind for kind in found if not kind.endswith("?")} - BARE
    return {kind: found[kind] for kind in found if kind in plain or kind[:-1] in BARE} | PROBLEMS
