"""The pages at /docs, from installed files only; and what the document says of every operation."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pytest

from api.errors import PROBLEM_KINDS
from tests.api.helpers import Client


class Page(HTMLParser):
    """Collects what a page links to and runs, and the ids that links may point at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.actions: list[str] = []
        self.inline: list[str] = []
        self._is_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids.add(values.get("id", ""))
        self.addresses += [values[name] for name in ("src", "href") if name in values]
        assert not any(name.startswith("on") for name in values)
        self._is_script = tag == "script"
        if tag == "form":
            self.actions.append(values["action"])

    def handle_data(self, data: str) -> None:
        if self._is_script and data.strip():
            self.inline.append(data)


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]


@pytest.mark.parametrize("address", ["/docs", "/docs/plain"])
def test_a_page_loads_nothing_from_elsewhere(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert not re.search(r'(src|href|action)="[^"]*//|@import|url\(', response.text)
    page = Page(response.text)
    for one in page.addresses:
        assert one == "data:," or client.get(urljoin(address, one)).status_code == 200, one
    assert set(PROBLEM_KINDS) <= page.ids  # a problem's `type` leads somewhere
    policy = response.headers["content-security-policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["connect-src"] == "'self'"
    allowed = {
        f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in page.inline
    }
    assert {*directives["script-src"].split()} == {"'self'", *allowed}
    again = client.get(address, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_interactive_page_is_swagger_ui_over_our_document(
    client: Client, document: dict[str, Any]
) -> None:
    page = Page(client.get("/docs").text)
    [start] = page.inline
    assert "SwaggerUIBundle(" in start
    assert all(f'"{path}":' in start for path in document["paths"])
    assert "/docs/plain" in page.addresses
    script, style = (
        client.get(one)
        for name in ("swagger-ui-bundle.js", "swagger-ui.css")
        for one in page.addresses
        if name in one
    )
    assert "SwaggerUIBundle" in script.text
    assert re.search(r'PACKAGE_VERSION:"5\.', script.text), "OpenAPI 3.1 needs Swagger UI 5"
    assert not re.search(r"url\([\"']?(https?:)?//", style.text)
    for one, kind in ((script, "text/javascript"), (style, "text/css")):
        assert one.headers["content-type"].startswith(kind)
        assert one.headers["x-content-type-options"] == "nosniff"
        again = client.get(one.request.url.path, headers={"If-None-Match": one.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name", ["x.js", "LICENSE", "..%2Fswagger.html", "swagger.html", "%2e%2e", "plugin.py", ""]
)
def test_nothing_else_of_the_package_is_served(client: Client, name: str) -> None:
    assert client.get(f"/docs/assets/{name}").status_code == 404


def test_the_plain_page_has_a_form_for_everything(client: Client, document: dict[str, Any]) -> None:
    page = client.get("/docs/plain").text
    actions = Page(page).actions
    asked = {path for path, method, _ in _operations(document) if method == "get"}
    assert len(actions) == len(asked)
    for path in asked:
        pattern = re.sub(r"\{[^}]+\}", "[^/{}]+", path)
        others = asked - {path}
        found = [one for one in actions if re.fullmatch(pattern, one) and one not in others]
        assert len(found) == 1, path
    for path, method, operation in _operations(document):  # what is sent is shown instead
        if method != "get":
            body = "Content-Type: application/json\n\n{" if "requestBody" in operation else ""
            assert f"{method.upper()} {path}\n{body}" in page


def test_both_documents_are_one(client: Client, document: dict[str, Any]) -> None:
    assert client.get("/docs/openapi.json").json() == document
    found = client.get("/openapi.json")
    assert found.headers["content-type"] == "application/vnd.oai.openapi+json"


def test_headers_formats_and_304_are_documented(document: dict[str, Any]) -> None:
    lists = 0
    for path, method, operation in _operations(document):
        responses = operation["responses"]
        names = {one["name"] for one in operation.get("parameters", ())}
        assert all("X-Request-ID" in one["headers"] for one in responses.values()), path
        is_kept = method == "get" and not path.startswith("/health")
        assert ("304" in responses) == is_kept, path
        assert ({"413", "415"} <= responses.keys()) == ("requestBody" in operation), path
        if operation["tags"] == ["Feedback"]:
            assert {"401", "403", "429"} <= responses.keys() - {"304"}, path
            assert "WWW-Authenticate" in responses["401"]["headers"]
            assert "Retry-After" in responses["429"]["headers"]
            continue
        assert ("ETag" in responses["200"]["headers"]) == ("304" in responses), path
        if "503" in responses:
            assert "Retry-After" in responses["503"]["headers"], path
        formats = {"application/json"}
        if "format" in names:
            lists += 1
            formats |= {"text/csv", "application/x-ndjson"}
        assert set(responses["200"]["content"]) == formats, path
        assert ("Link" in responses["200"]["headers"]) == ("format" in names), path
    assert lists > 0


def test_parameters_are_described_as_they_are_written(document: dict[str, Any]) -> None:
    """No null, which an address cannot hold; no blank text, which is refused; exact bounds."""
    for path, _, operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            schema = parameter["schema"]
            where = (path, parameter["name"], schema)
            assert "'null'" not in str(schema), where
            assert None not in schema.get("enum", ()), where
            for bound in ("minimum", "maximum"):
                if schema["type"] == "integer" and bound in schema:
                    assert isinstance(schema[bound], int), where
            if schema["type"] == "string" and not {"enum", "format"} & schema.keys():
                for refused in ("", " ", "a\0b"):
                    assert not re.search(schema["pattern"], refused), where


def test_examples_keep_what_is_null_in_them(document: dict[str, Any]) -> None:
    values = [
        example["value"]
        for _, _, operation in _operations(document)
        if any(one["name"] == "cursor" for one in operation.get("parameters", []))
        for media in operation["responses"][min(operation["responses"])].get("content", {}).values()
        for example in media.get("examples", {}).values()
    ]
    lists = [one for one in values if isinstance(one, dict) and "data" in one]
    assert any(one.get("next", "") is None for one in lists)
    for one in lists:
        assert {"next", "model", "title_id"} & one.keys(), one
