"""A browser without scripts: what a page holds, and where its links lead."""

from collections import Counter
from html.parser import HTMLParser

from httpx import Response

from tests.api.helpers import Client

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
HEADERS = {"Accept": ACCEPT}
_VOID = {"meta", "link", "input", "br", "hr", "img"}


def browse(client: Client, path: str) -> Response:
    """Ask as a browser does."""
    return client.get(path, headers=HEADERS)


class Page(HTMLParser):
    """What a page holds; fails where its tags are not nested."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.references: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.styled: list[str] = []
        self.texts: list[str] = []
        self.title = ""
        self.canonical = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters of a tag."""
        values = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        if tag not in _VOID:
            self._open.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("aria-labelledby", "aria-controls", "for"):
            self.references |= set(values.get(name, "").split())
        if tag == "a":
            self.links.append(values["href"])
        if values.get("rel") == "canonical":
            self.canonical = values["href"]
        elif tag in {"script", "link", "img"}:
            self.loads.append(values.get("src") or values.get("href", ""))
        self.styled += [name for name in values if name == "style" or name.startswith("on")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag that ends at once."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, self.texts[-3:]

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        if self._open and self._open[-1] == "title":
            self.title += data
        elif data.strip():
            self.texts.append(" ".join(data.split()))
