"""Numbers that pages show, held against the answers of /v1 that the pages name as their parts.

A label says which field a number is: the term of a fact, the head of a column, the words of a
sentence. Every other number must be some number of these answers, as pages write numbers.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import unquote

import pytest

from api import subrequests
from api.errors import AnyRequest
from api.pages.text import FILTERS
from tests.api.helpers import Client
from tests.api.pages.browsing import browse

Spec = tuple[str, str]
"""The name of a filter of the templates, and a field."""

PARTS: Final = re.compile(r'<([^>]+)>; rel="alternate"')
NUMBER: Final = re.compile(r"(?<![\w.,])[\u2212+$]?\d+(?:,\d{3})*(?:\.\d+)?(?!\w)")
_SHOWN: Final = r"([\u2212$]?\d[\d,.]*(?:\s(?:million\s)?(?:min|h|%))?|unknown|free)"
_AFTER: Final = re.compile(r" of .*| min$| seasons?$")
"""What follows a number: what it is a part of, and the unit of a title's length."""
_AXES: Final = ("1 min to 1,000 h",)
_VOID: Final = {"meta", "link", "input", "br", "hr", "img"}
_SILENT: Final = {"script", "style", "pre", "code", "head", "option", "dialog", "footer"}
_WRITTEN: Final = ("count", "percent", "hours", "usd", "known", "day")
_WORDS: Final = {"free": 0, "never": 0, "none": 0, "no reviews": None, "unknown": None}
"""What is written instead of a number."""


@dataclass
class Node:
    """An element of a page."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """Give it and every element in it."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def find(self, tag: str, name: str = "") -> list["Node"]:
        """Find elements by tag and class."""
        return [
            one
            for one in self.walk()
            if one.tag == tag and (not name or name in one.attributes.get("class", "").split())
        ]

    def text(self, *without: str) -> str:
        """Give what it says, without what some tags say."""
        pieces = [
            child if isinstance(child, str) else child.text(*without)
            for child in self.children
            if isinstance(child, str) or child.tag not in {*without, "svg"}
        ]
        return " ".join("".join(pieces).split())


class Tree(HTMLParser):
    """A page as elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = Node("page")
        self._open = [self.root]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element that ends at once."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        if tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self._open[-1].children.append(data)


@dataclass
class Answers:
    """The answers of a page's parts."""

    documents: list[Any]
    objects: list[dict[str, Any]]
    numbers: set[str]
    """Every number in them, as pages write it."""
    strings: str
    """Every text in them."""

    def values(self, name: str, of: Mapping[str, str] | None = None) -> list[Any]:
        """Give the values of a field: of the first object that has it, or of the rows of a key.

        Rows that no answer names, such as ranges of a distribution, are any.
        """
        having = [one for one in self.objects if name in one]
        if of is None:
            return [one[name] for one in having[:1]]
        rows = [one for one in having if any(str(one.get(k)) == v for k, v in of.items())]
        return [one[name] for one in rows or having]


@dataclass
class Labels:
    """What labels say that numbers are, and which of them were met."""

    facts: Mapping[str, tuple[Spec, ...]]
    heads: Mapping[str, tuple[Spec, ...]]
    sentences: tuple[str, ...]
    met: Counter[str] = field(default_factory=Counter)

    def unmet(self) -> list[str]:
        """List labels that no page had: the templates have others by now."""
        known = [*self.facts, *self.heads, *self.sentences]
        return [one for one in known if not self.met[one]]


POSTED: Final[list[tuple[str, bytes]]] = []
"""What the page that is being made has posted; a page cannot name these parts."""


@contextmanager
def noting_posted() -> Iterator[None]:
    """Note addresses and bodies that pages post, until the block ends."""
    ask_one = subrequests._ask_one

    async def note(
        request: AnyRequest, asked: str, posted: bytes | None = None
    ) -> subrequests.Part:
        if posted is not None:
            POSTED.append((asked, posted))
        return await ask_one(request, asked, posted)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subrequests, "_ask_one", note)
        yield


def faults_of(client: Client, path: str, labels: Labels) -> list[str]:
    """Compare each number of a page with the answers; gives what is wrong."""
    POSTED.clear()
    response = browse(client, path)
    if response.status_code != 200:
        return [f"{path}: {response.status_code}"]
    answers = _answers(client, PARTS.findall(response.headers["link"]))
    main = Tree(response.text).root
    found = [
        *_wrong_facts(main, answers, labels),
        *_wrong_cells(main, answers, labels),
        *_wrong_sentences(main, answers, labels),
        *_strangers(main, answers, path),
    ]
    return [f"{path}: {one}" for one in found]


def _answers(client: Client, addresses: list[str]) -> Answers:
    responses = [client.get(address) for address in addresses]
    headers = {"Content-Type": "application/json"}
    responses += [client.post(asked, content=body, headers=headers) for asked, body in POSTED]
    good = [one for one in responses if one.status_code == 200]
    documents = [one.json() for one in good]
    counted = [int(found) for one in good if (found := one.headers.get("x-total-count"))]
    totals = [{"total": one} for one in counted]
    objects = [_completed(one) for one in _objects([*documents, totals])]
    texts = [one for one in _leaves(documents) if isinstance(one, str)]
    numbers = {
        piece
        for one in _leaves([objects, documents])
        if one is not None and not isinstance(one, bool)
        for text in _written(one)
        for piece in NUMBER.findall(text)
    }
    return Answers(documents, objects, numbers, "\n".join(texts))


def _completed(found: dict[str, Any]) -> dict[str, Any]:
    """Count reviews where only their three sentiments are counted, and say where ranges end."""
    names = ("negative_count", "neutral_count", "positive_count")
    more: dict[str, Any] = {}
    if found.keys() >= set(names):
        more["reviews_count"] = sum(found[name] for name in names)
    if found.get("minutes_to") is not None:
        ends = found["minutes_from"], found["minutes_to"] + 1
        more |= {"minutes_end": ends[1], "hours_from": ends[0] / 60, "hours_to": ends[1] / 60}
    return more | found


def _leaves(value: object) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        yield len(value)
        for one in value:
            yield from _leaves(one)
    else:
        yield value


def _objects(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)


def _written(value: Any) -> list[str]:  # noqa: ANN401 - a leaf of JSON
    if isinstance(value, str):
        if re.match(r"\d{4}-\d\d-\d\d", value):
            return [_plain(write("day", value))]
        return [value]
    shares = [write("count", 100 * value)] if 0 <= value <= 1 else []
    decimals = [_plain(FILTERS["number"](value, places)) for places in (0, 1, 2)]
    return [*(write(name, value) for name in _WRITTEN[:-1]), *decimals, *shares, str(value)]


def write(name: str, value: Any) -> str:  # noqa: ANN401 - a leaf of JSON
    """Write a value as the filter of a name does."""
    return _plain(FILTERS[name](value))


def _plain(text: object) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", str(text)).split())


def _is(shown: str, spec: Spec, value: Any) -> bool:  # noqa: ANN401 - a leaf of JSON
    shown = _AFTER.sub("", shown)
    if shown in _WORDS and (value == _WORDS[shown] or value is None):
        return True
    return shown == _AFTER.sub("", write(spec[0], value))


def _wrong_facts(main: Node, answers: Answers, labels: Labels) -> Iterator[str]:
    for facts in main.find("dl", "facts"):
        for one in facts.find("div"):
            [term], [value] = one.find("dt"), one.find("dd")
            label, shown = term.text(), value.text("small")
            labels.met[label] += 1
            specs = labels.facts.get(label)
            if specs is None:
                if NUMBER.search(shown):
                    yield f"the fact {label!r} is of no known field"
                continue
            pairs = [(spec, each) for spec in specs for each in answers.values(spec[1])]
            if not any(_is(shown, spec, each) for spec, each in pairs):
                yield f"{label} is {shown!r}; the answers have {pairs}"


def _wrong_cells(main: Node, answers: Answers, labels: Labels) -> Iterator[str]:
    for table in main.find("table"):
        if "cmp" in table.attributes.get("class", "").split():
            continue
        [thead], [tbody] = table.find("thead"), table.find("tbody")
        heads = [one.text("small") for one in thead.find("th")]
        for row in tbody.find("tr"):
            cells = [one for one in row.children if isinstance(one, Node)]
            of = _row_key(next((one for one in cells if one.tag == "th"), cells[0]))
            for head, cell in zip(heads, cells, strict=True):
                shown = cell.text("small")
                specs = labels.heads.get(head)
                if cell.tag == "th" or "viz" in cell.attributes.get("class", "").split():
                    continue
                if specs is None:
                    if re.fullmatch(NUMBER.pattern + r"\W*\w*", shown):
                        yield f"the column {head!r} is of no known field: {shown!r}"
                    continue
                labels.met[head] += 1
                pairs = [(one, each) for one in specs for each in answers.values(one[1], of)]
                if not any(_is(shown, spec, each) for spec, each in pairs):
                    name = next(iter(of.values()))
                    yield f"{head} of {name} is {shown!r}; the answers have {pairs}"


def _row_key(head: Node) -> dict[str, str]:
    """Tell by which field, of those that may name rows, the answers have a row."""
    links = [one.attributes["href"] for one in head.find("a")]
    text = head.text("small")
    names = ("genre", "studio", "tag", "spec", "user_id", "platform", "name", "title")
    years = ("year", "release_year", "posted_year", "added_year")
    for link in links[:1]:
        kind, _, name = link.strip("/").partition("/")
        if kind in {"games", "titles", "people", "viewers"} and name and "?" not in link:
            key = {"people": "person"}.get(kind, kind.rstrip("s"))
            return {f"{key}_id": unquote(name)}
    return dict.fromkeys((*names, *years), text)


def _wrong_sentences(main: Node, answers: Answers, labels: Labels) -> Iterator[str]:
    text = re.sub(r"\s+", " ", main.text())
    for sentence in labels.sentences:
        pieces = re.split(r"\{(\w+):(\w+)\}", sentence)
        pattern = _SHOWN.join(map(re.escape, pieces[::3]))
        for match in re.finditer(pattern, text):
            labels.met[sentence] += 1
            for shown, name, column in zip(match.groups(), pieces[1::3], pieces[2::3], strict=True):
                values = answers.values(column)
                if not any(_is(shown.strip(), (name, column), each) for each in values):
                    yield f"{match[0]!r}: {column} is {values}"


def _strangers(main: Node, answers: Answers, path: str) -> Iterator[str]:
    """Find numbers that are none of the answers', whatever they are called."""
    asked = unquote(path)
    for text in _spoken(main):
        if text in answers.strings or any(axis in text for axis in _AXES):
            continue
        for shown in NUMBER.findall(text):
            is_known = shown in answers.numbers or shown.lstrip("$+") in answers.numbers
            if not is_known and shown not in asked and shown not in answers.strings:
                yield f"{shown} in {text!r} is no number of the answers"


def _spoken(node: Node) -> Iterator[str]:
    if node.tag in _SILENT or node.attributes.get("aria-hidden") == "true":
        return
    if node.attributes.get("rel") in {"prev", "next"}:  # these say where they lead
        return
    if "how" in node.attributes.get("class", "").split() and node.tag == "details":
        tables = [one for one in node.children if isinstance(one, Node) and one.tag == "div"]
        for one in tables:
            yield from _spoken(one)
        return
    if label := node.attributes.get("aria-label"):
        yield label
    is_axis = node.tag == "text" and "ink" not in node.attributes.get("class", "").split()
    for child in node.children:
        if isinstance(child, Node):
            yield from _spoken(child)
        elif not is_axis and any(one.isdigit() for one in child):
            yield " ".join(child.split())
