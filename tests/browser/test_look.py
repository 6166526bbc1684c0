"""How a page of each kind looks: narrow and wide, light and dark, zoomed, printed, to axe-core."""

from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from api.pages.render import ASSET_ADDRESSES
from tests.browser.chromium import HEIGHT, WIDTH
from tests.browser.conftest import OPERATOR, OpenPage, note_complaints
from tests.browser.kinds import PROBLEMS, UNLINKED, find_kinds, served_kinds

NARROW: Final = (360, 320, 768)
"""Widths in CSS pixels; 320 is also a screen of 1,280 zoomed to 400 %."""
RULES: Final[dict[str, Any]] = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
}
COLOURS: Final = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
COLOURLESS: Final = RULES | {"rules": RULES["rules"] | {"color-contrast": {"enabled": False}}}
FEW: Final = {
    "include": [["html"]],
    "exclude": [["tbody tr:nth-child(n+4)"], ["li:nth-child(n+6)"]],
}
"""Of a list the first rows stand for all: contrasts are dear to measure."""
OVERFLOW: Final = """() => {
    const most = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= most) return [];
    return [...document.querySelectorAll("main *, header *, footer *")]
        .filter((one) => one.getBoundingClientRect().right > most + 1)
        .filter((one) => !one.closest(".scroll, pre"))
        .map((one) => one.outerHTML.slice(0, 100))
        .slice(0, 3);
}"""
STYLED: Final = """() => [...new Set([...document.querySelectorAll("body *")].map(
    (one) => [one.parentElement, one].map((each) => `${each.localName}.${each.classList}`).join(),
))]"""
"""Elements in their parents, by what the style sheet tells them apart by."""
BLOCKING: Final = """() => performance.getEntriesByType("resource")
    .filter((one) => one.renderBlockingStatus === "blocking")
    .map((one) => new URL(one.name).pathname)"""
PRINTED: Final = """() => [
        ...document.querySelectorAll(".top nav, .find, .pages, .facets, .switch, .foot button"),
    ]
    .filter((one) => one.checkVisibility())
    .map((one) => one.outerHTML.slice(0, 100))"""


@dataclass(kw_only=True)
class Look:
    """What was seen of a page, by the way of looking; nothing is wrong where all are empty."""

    path: str
    title: str = ""
    violations: dict[str, list[str]] = field(default_factory=dict)
    overflow: dict[str, list[str]] = field(default_factory=dict)
    blocking: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def looks(browser: Browser, site: str, program: httpx.Client) -> dict[str, Look]:
    """Look at one page of each kind once, in every way.

    Contrasts are measured where a page has something that none before it had.
    """
    script, seen = Axe().axe_script, {}
    styled: set[str] = set()
    complaints: list[str] = []
    with browser.new_context(base_url=site, http_credentials=OPERATOR) as context:
        note_complaints(context, site, complaints)
        page = context.new_page()
        for kind, path in (find_kinds(program) | UNLINKED).items():
            seen[kind] = _look(page, script, path, styled)
            seen[kind].complaints[:] = complaints
            complaints.clear()
    return seen


def _look(page: Page, script: str, path: str, styled: set[str]) -> Look:
    page.emulate_media(color_scheme="light", media="screen")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto(path)
    found = Look(path=path, title=page.title(), blocking=page.evaluate(BLOCKING))
    page.evaluate(script)
    new = {*page.evaluate(STYLED)} - styled
    styled |= new
    found.violations["light"] = _violations(page, RULES if new else COLOURLESS)
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        found.overflow[f"{width} px"] = page.evaluate(OVERFLOW)
        if new and width == NARROW[0]:
            page.emulate_media(color_scheme="dark")
            found.violations["dark, narrow"] = _violations(page, COLOURS)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found.overflow["768 px, text of 200 %"] = page.evaluate(OVERFLOW)
    page.emulate_media(media="print")
    found.printed = page.evaluate(PRINTED)
    return found


def _violations(page: Page, options: dict[str, Any]) -> list[str]:
    found = page.evaluate("([context, options]) => axe.run(context, options)", [FEW, options])
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for one in found["violations"]
        for node in one["nodes"][:2]
    ]


def test_every_kind_of_page_is_reached_and_has_a_title_of_its_own(looks: dict[str, Look]) -> None:
    # nothing leads there where no ratings are loaded
    assert {kind.rstrip("?") for kind in looks} >= served_kinds() - {"/viewers"}
    titles = [look.title for kind, look in looks.items() if kind not in PROBLEMS]
    assert sorted(titles) == sorted(set(titles))


def test_axe_finds_no_violation(looks: dict[str, Look]) -> None:
    assert _wrong(looks, "violations") == {}


def test_no_page_scrolls_sideways(looks: dict[str, Look]) -> None:
    assert _wrong(looks, "overflow") == {}


def test_nothing_but_the_stylesheet_is_waited_for(looks: dict[str, Look]) -> None:
    stylesheet = ASSET_ADDRESSES["ludoteca.css"]
    assert {k: one.blocking for k, one in looks.items() if one.blocking != [stylesheet]} == {}


def test_navigation_is_not_printed(looks: dict[str, Look]) -> None:
    assert {kind: look.printed for kind, look in looks.items() if look.printed} == {}


def _wrong(looks: dict[str, Look], name: str) -> dict[str, list[str]]:
    return {
        f"{look.path}, {way}": found
        for look in looks.values()
        for way, found in getattr(look, name).items()
        if found
    }


def test_no_page_makes_the_browser_complain(looks: dict[str, Look]) -> None:
    # Chromium complains of each status of an error
    sound = {kind: look for kind, look in looks.items() if kind not in PROBLEMS}
    assert {kind: look.complaints for kind, look in sound.items() if look.complaints} == {}


def test_charts_keep_their_colours_where_others_are_forced(
    open_page: OpenPage, looks: dict[str, Look]
) -> None:
    page = open_page(looks["/genres/*"].path, forced_colors="active")
    filled = "one => getComputedStyle(one).fill"
    bar, text = page.locator("main svg rect.acc").first, page.locator("main svg text").first
    assert bar.evaluate(filled) == "rgb(10, 100, 89)"
    assert text.evaluate(filled) == page.evaluate("getComputedStyle(document.body).color")
