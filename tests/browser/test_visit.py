"""Visits as people make them: by keyboard, by mouse, without scripts, and back again."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OPERATOR, OpenPage

Ask = Callable[[str], Any]


def names_in(page: Page, table: str = "#list") -> list[str]:
    """The names of a table's rows."""
    rows = page.locator(f"{table} tbody th[scope=row] a:first-child")
    return list(rows.all_inner_texts())


def games(ask: Ask, **query: object) -> list[dict[str, Any]]:
    """Rows of the list of games."""
    found: list[dict[str, Any]] = ask(f"/v1/games?{urlencode(query)}")["data"]
    return found


def test_from_search_to_a_game_and_back_by_keyboard_alone(open_page: OpenPage, ask: Ask) -> None:
    game = games(ask, sort="-owners", limit=1)[0]
    page = open_page("/")
    page.keyboard.press("/")
    page.keyboard.type(game["name"])
    link = page.locator(f"#suggestions a[href='/games/{game['game_id']}']")
    expect(link).to_be_visible()
    expect(page.locator("#found")).to_contain_text("found")
    while not link.evaluate("one => one === document.activeElement"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(game["name"])
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.go_back()
    expect(page.locator("#big")).to_be_visible()


def test_escape_closes_what_was_found_and_leaves(open_page: OpenPage, ask: Ask) -> None:
    name = games(ask, sort="-owners", limit=1)[0]["name"]
    page = open_page("/genres")
    page.keyboard.press("/")
    page.keyboard.type(name[:4])
    expect(page.locator("#suggestions a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions a")).to_have_count(0)
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#q")).not_to_be_focused()
    page.locator("#q").fill(name[:5])
    expect(page.locator("#suggestions a").first).to_be_visible()
    page.locator("h1").click()
    expect(page.locator("#suggestions a")).to_have_count(0)


def test_click_through_and_back(open_page: OpenPage, ask: Ask) -> None:
    game = next(
        one for one in games(ask, sort="-owners", limit=50)
        if ask(f"/v1/games/{one['game_id']}/similar?limit=1")["data"]
    )  # fmt: skip
    similar = ask(f"/v1/games/{game['game_id']}/similar?limit=1")["data"][0]
    page = open_page("/")
    page.locator("#big").fill(game["name"])
    page.locator("#big").press("Enter")
    page.wait_for_url("**/search?q=*")
    page.locator(f"main a[href='/games/{game['game_id']}']").first.click()
    page.locator(f"main a[href='/games/{similar['game_id']}']").first.click()
    page.wait_for_url(f"**/games/{similar['game_id']}")
    page.locator("main a[href^='/studios/']").first.click()
    page.wait_for_url("**/studios/*")
    for path in (f"**/games/{similar['game_id']}", f"**/games/{game['game_id']}", "**/search?q=*"):
        page.go_back()
        page.wait_for_url(path)


def test_a_list_is_sorted_and_turned_without_a_reload_and_back_leads_back(
    open_page: OpenPage, ask: Ask
) -> None:
    by_owners = [one["name"] for one in games(ask, sort="-owners", limit=25)]
    by_name = [one["name"] for one in games(ask, sort="name", limit=50)]
    page = open_page("/games")
    assert names_in(page) == by_owners
    page.evaluate("window.isTheSame = true")
    page.get_by_role("navigation", name="Order").get_by_role("link", name="Name").click()
    page.wait_for_url("**/games?sort=name")
    expect(page.locator("#list [aria-current]")).to_have_text("Name")
    assert names_in(page) == by_name[:25]
    page.keyboard.press("j")
    page.wait_for_url("**cursor=**")
    expect(page.locator("#list tbody th a").first).to_have_text(by_name[25])
    assert names_in(page) == by_name[25:]
    assert page.evaluate("window.isTheSame")
    page.keyboard.press("k")
    page.wait_for_url("**/games?sort=name")
    expect(page.locator("#list tbody th a").first).to_have_text(by_name[0])
    page.go_back()
    page.wait_for_url("**/games")
    expect(page.locator("#list tbody th a").first).to_have_text(by_owners[0])
    page.locator("#list tbody th a").first.click()
    expect(page.locator("h1")).to_have_text(by_owners[0])
    page.go_back()
    expect(page.locator("#list tbody th a").first).to_have_text(by_owners[0])


def test_a_shelf_is_picked_and_shared(open_page: OpenPage, ask: Ask) -> None:
    first, second = games(ask, sort="-owners", limit=2)
    page = open_page("/shelf")
    page.get_by_role("link", name=first["name"], exact=True).click()
    page.locator("#add").fill(second["name"])
    page.locator("#add").press("Enter")
    page.locator(f"a[href*='{second['game_id']}']", has_text="Add").first.click()
    page.wait_for_url(re.compile(rf"games={first['game_id']}(%2C|,){second['game_id']}\b"))
    shown = names_in(page, "main")
    assert shown
    assert names_in(open_page(page.url), "main") == shown
    page.locator("ul.chips a", has_text=second["name"]).click()
    expect(page.locator("ul.chips a", has_text=second["name"])).to_have_count(0)


def test_games_are_compared(open_page: OpenPage, ask: Ask) -> None:
    one, two = games(ask, sort="-owners", limit=2)
    page = open_page(f"/compare?games={one['game_id']},{two['game_id']}")
    heads = page.locator("table.cmp thead th a[href^='/games/']")
    expect(heads).to_have_text([one["name"], two["name"]])
    page.get_by_role("link", name="remove").first.click()
    expect(heads).to_have_text([two["name"]])


def test_everything_works_without_scripts(open_page: OpenPage, ask: Ask) -> None:
    game = games(ask, sort="-owners", limit=1)[0]
    page = open_page("/", java_script_enabled=False)
    page.locator("#big").fill(game["name"])
    page.locator("#big").press("Enter")
    expect(page.locator(f"main a[href='/games/{game['game_id']}']").first).to_be_visible()
    page.goto("/games")
    page.locator("#f-y1").fill("2010")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**year_from=2010**")
    wanted = [one["name"] for one in games(ask, sort="-owners", year_from=2010, limit=50)]
    assert names_in(page) == wanted[:25]
    page.locator("a[rel=next]").click()
    page.wait_for_url("**cursor=**")
    assert names_in(page) == wanted[25:]
    drawer = page.locator("details.how").first
    expect(drawer.locator("pre")).to_be_hidden()
    drawer.locator("summary").click()
    expect(drawer.locator("pre")).to_be_visible()
    expect(page.locator("#keys-button")).to_be_hidden()


def test_a_viewer_is_found_sorted_and_predicted(open_page: OpenPage, ask: Ask) -> None:
    rated = ask("/v1/viewers/1/ratings?sort=-stars")["data"]
    page = open_page("/viewers")
    page.get_by_placeholder("Number of a viewer").fill("1")
    page.get_by_role("button", name="Go").click()
    page.wait_for_url("**/viewers/1")
    page.locator("#ratings").get_by_role("link", name="Worst").click()
    page.wait_for_url("**sort=stars**")
    expect(page.locator("#ratings tbody th a")).to_have_text([
        one["title"] for one in reversed(rated)
    ])  # fmt: skip
    page.locator("#p-title").press_sequentially(rated[0]["title"])
    expect(page.locator("#p-titles option").first).to_have_text(rated[0]["title"])
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("#predicted .lede")).to_contain_text(rated[0]["title"])
    expect(page.locator("#predicted tbody tr")).to_have_count(5)
    page.locator("#p-title").fill("zzzzqqqq")
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_role("alert")).to_be_visible()


def test_an_operator_gives_the_key_as_password(open_page: OpenPage) -> None:
    page = open_page("/about/data", http_credentials=OPERATOR)
    page.get_by_role("link", name="What operators see").click()
    expect(page.locator("h1")).to_have_text("Operations")
    page.locator("tbody th a[href^='/admin/loads/']").last.click()
    expect(page.locator("h1")).to_contain_text("1")
    page.get_by_role("link", name="Operations").click()
    page.locator("a[href^='/sql/agg.']").first.click()
    expect(page.locator("h1")).to_contain_text("agg.")


def test_keys_are_listed_and_can_be_switched_off(open_page: OpenPage) -> None:
    page = open_page("/genres")
    page.locator("#q").press_sequentially("gg?")
    expect(page.locator("#q")).to_have_value("gg?")
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("y")
    page.wait_for_url("**/years")
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Use these keys").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("g")
    page.keyboard.press("g")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()
    assert page.url.endswith("/years")
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("checkbox", name="Use these keys").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("g")
    page.keyboard.press("g")
    page.wait_for_url("**/games")


@pytest.mark.parametrize(
    ("scheme", "colour"), [("light", "rgb(250, 249, 246)"), ("dark", "rgb(20, 22, 25)")]
)
def test_pages_follow_the_system(open_page: OpenPage, scheme: str, colour: str) -> None:
    page = open_page("/genres", color_scheme=scheme)
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == colour
    other = {"light": "dark", "dark": "light"}[scheme]
    page.evaluate(f"document.documentElement.dataset.theme = '{other}'")
    assert page.evaluate(ground) != colour
