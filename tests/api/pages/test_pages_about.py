"""Pages about the data: what anybody sees, and what needs the key."""

from base64 import b64encode
from collections.abc import Iterator

import pytest
from litestar.testing import TestClient
from sqlalchemy import URL

from api.app import create_app
from tests.api.helpers import Client, assert_problem, make_settings
from tests.api.pages.browsing import ACCEPT, Page, browse

KEY = "a-key-of-the-suite"
ADDRESSES = ("/admin", "/admin/loads/1", "/v1/admin", "/v1/admin/loads/1")


def _basic(name: str, password: str) -> dict[str, str]:
    text = b64encode(f"{name}:{password}".encode()).decode()
    return {"Accept": f"{ACCEPT},application/json", "Authorization": f"Basic {text}"}


@pytest.fixture(scope="module")
def keyed(loaded_url: URL) -> Iterator[Client]:
    """The application with a key."""
    app = create_app(make_settings(loaded_url, LUDOTECA_WRITE_KEY=KEY))
    with TestClient(app, raise_server_exceptions=False) as one:
        yield one


def test_the_data_are_told_to_anybody(client: Client) -> None:
    page = Page(browse(client, "/about/data").text)
    [load, *_] = [one for one in client.get("/v1/loads").json()["data"] if one["kind"] == "load"]
    document = client.get(f"/v1/loads/{load['load_id']}").json()
    assert document["files"]
    assert {one["name"] for one in document["files"]} <= set(page.texts)
    assert {one["reason"] for one in document["rejects"]} <= set(page.texts)
    assert f"/v1/loads/{load['load_id']}" in page.links
    assert "/admin" not in page.links  # without a key there is nothing


@pytest.mark.parametrize("path", ADDRESSES)
def test_without_a_key_it_is_told_how_to_set_one(client: Client, path: str) -> None:
    found = client.get(path, headers=_basic("me", ""))
    assert found.status_code == 404
    assert "LUDOTECA_WRITE_KEY" in found.text
    assert_problem(client.get("/v1/admin"), "unknown-address")


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        _basic("me", "another"),
        _basic(KEY, ""),
        {"Authorization": "Basic no-base64-!"},
        {"Authorization": f"Bearer {KEY}s"},
        {"Authorization": KEY},
    ],
    ids=["none", "other", "name", "broken", "longer", "bare"],
)
def test_another_key_opens_nothing(keyed: Client, path: str, headers: dict[str, str]) -> None:
    assert keyed.get(path, headers=_basic("me", KEY)).status_code == 200
    found = keyed.get(path, headers={"Accept": f"{ACCEPT},application/json", **headers})
    assert found.status_code == 401
    assert found.headers["www-authenticate"].startswith("Basic ")
    assert KEY not in found.text


@pytest.mark.parametrize("path", ADDRESSES)
def test_nobody_keeps_what_operators_see(keyed: Client, path: str) -> None:
    found = keyed.get(path, headers=_basic("me", KEY))
    assert found.headers["cache-control"] == "no-store"
    assert "etag" not in found.headers


def test_operators_see_refused_pieces(keyed: Client) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    runs = keyed.get("/v1/admin", headers=headers).json()["runs"]
    run = next(one for one in runs if one["rejects_count"])
    found = keyed.get(f"/v1/admin/loads/{run['load_id']}", headers=headers).json()
    assert sum(one["rejects_count"] for one in found["reasons"]) == run["rejects_count"]
    first = found["rejects"][0]
    page = keyed.get(f"/admin/loads/{run['load_id']}", headers=_basic("", KEY))
    assert first["detail"] in Page(page.text).texts
    assert first["raw"] not in keyed.get("/about/data", headers={"Accept": ACCEPT}).text
    only = keyed.get(
        f"/v1/admin/loads/{run['load_id']}",
        params={"file": first["file_name"], "reason": first["reason"]},
        headers=headers,
    ).json()["rejects"]
    assert {(one["file_name"], one["reason"]) for one in only} == {
        (first["file_name"], first["reason"])
    }
    assert_problem(keyed.get("/v1/admin/loads/999999", headers=headers), "unknown-name")


def test_operators_see_models_and_aggregates(keyed: Client) -> None:
    found = keyed.get("/v1/admin", headers={"Authorization": f"Bearer {KEY}"}).json()
    page = Page(keyed.get("/admin", headers=_basic("me", KEY)).text)
    assert {one["kind"] for one in found["models"]} == {"prices", "similarities"}
    assert any(one["is_main"] for one in found["metrics"])
    by_name = {one["aggregate"]: one for one in found["aggregates"]}
    assert by_name["details_by_game"]["refreshed_by"] == "keys"
    assert by_name["details_by_title"]["refreshed_by"] == "whole"
    assert all(one["byte_count"] >= 0 for one in by_name.values())
    assert set(by_name) <= set(page.texts)


def test_a_key_in_that_form_writes_nothing(keyed: Client) -> None:
    """A browser sends it from any site's page."""
    found = keyed.put("/v1/viewers/1/ratings/as1", json={"stars": 4}, headers=_basic("me", KEY))
    assert found.status_code == 401
