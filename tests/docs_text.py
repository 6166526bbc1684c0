"""Fenced blocks, examples and generated parts of the documentation's pages.

With UPDATE_DOCS=1 in the environment a part that differs is written anew instead of failing:

    UPDATE_DOCS=1 .venv/bin/python -m pytest tests -k docs
"""

import ast
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from db.settings import CHECKOUT

UPDATE: Final = os.environ.get("UPDATE_DOCS") == "1"
PAGES: Final = (
    CHECKOUT / "README.md",
    CHECKOUT / "CHANGELOG.md",
    *sorted((CHECKOUT / "docs").glob("*.md")),
)
OF_MODELS: Final = re.compile(
    r"/(recomendacion\w*|similar|recommendations|prediccion|genre-prices|price|loads|viewers)\b"
)
"""Examples of these are answered from the sample, its models and its load."""
_FRACTION: Final = re.compile(r"-?\d+\.\d+")
NEARLY: Final = 0.011
TRAINED_AT: Final = "2026-11-20T12:00:00+00:00"
SHA256 = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
LEFT_OUT: Final = "…"
"""A line of an answer that stands for any number of lines."""

_FENCE: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WIDTH: Final = 88


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A command, or a statement, and the answer that the page shows for it."""

    asked: Block
    answer: Block | None

    def __str__(self) -> str:
        return str(self.asked)


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", read(page))


def blocks(page: Path) -> list[Block]:
    text = read(page)
    return [
        Block(
            page=page,
            line=text.count("\n", 0, found.start()) + 1,
            language=found[1],
            text=found[2],
            start=found.start(),
            end=found.end(),
        )
        for found in _FENCE.finditer(text)
    ]


def examples(page: Path) -> Iterator[Example]:
    """Pair what is asked with the answer that follows it, with nothing but space between."""
    text = read(page)
    for block, after in pairwise([*blocks(page), None]):
        if block is not None and block.language in {"bash", "sql"}:
            follows = (
                after is not None
                and after.language in {"json", "text"}
                and not text[block.end : after.start].strip()
            )
            yield Example(asked=block, answer=after if follows else None)


def commands(page: Path) -> Iterator[tuple[str, str]]:
    """Give each command line of the page's shell blocks, and where it is."""
    for block in blocks(page):
        if block.language == "bash":
            joined = block.text.replace("\\\n", " ")
            for line in joined.splitlines():
                if line.strip() and not line.lstrip().startswith("#"):
                    yield line.strip(), str(block)


def settings_read() -> set[str]:
    """The environment variables that the settings read, from their code."""
    tree = ast.parse(read(CHECKOUT / "db" / "settings.py"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"(?:DATABASE|LUDOTECA)_[A-Z_]+", node.value)
    }


def agree(example: Example, actual: str) -> None:
    """Assert that the answer shown is the true one, lines left out apart; or write it anew."""
    asked, answer = example.asked, example.answer
    assert answer is not None, f"{example} shows no answer"
    shown = [line.rstrip() for line in answer.text.strip("\n").splitlines()]
    found = [line.rstrip() for line in actual.strip("\n").splitlines()]
    if LEFT_OUT in shown and len(found) > len(shown):
        place = shown.index(LEFT_OUT)
        after = len(shown) - place - 1
        found = [*found[:place], LEFT_OUT, *found[len(found) - after :]]
    if UPDATE and shown != found:
        page = read(asked.page)
        old = f"```{answer.language}\n{answer.text}```"
        assert page.count(old) == 1, f"{example}: its answer is not there only once"
        new = "\n".join([f"```{answer.language}", *found, "```"])
        page = page.replace(old, new)
        asked.page.write_text(page, encoding="utf-8", newline="\n")
        return
    assert shown == found, f"{example} is not answered so"


def agree_generated(page: Path, name: str, actual: str) -> None:
    """The same for a part between `<!-- generated: name -->` and `<!-- end -->`."""
    begin, end = f"<!-- generated: {name} -->\n", "<!-- end -->"
    before, found, rest = read(page).partition(begin)
    assert found, f"{page.name} has no part {begin.strip()}"
    shown, _, after = rest.partition(end)
    if UPDATE and shown != actual:
        page.write_text(f"{before}{begin}{actual}{end}{after}", encoding="utf-8", newline="\n")
        return
    assert shown == actual, f"{page.name}: {name} is out of date; see tests/docs_text.py"


def cut(value: Any) -> Any:  # noqa: ANN401 - any JSON document
    """Cut lists to two, and long texts, as api/examples.json has them."""
    if isinstance(value, list):
        return [cut(one) for one in value[:2]]
    if isinstance(value, dict):
        return {name: cut(one) for name, one in value.items()}
    if isinstance(value, str) and len(value) > 90:
        return value[:60].rsplit(" ", 1)[0] + " …"
    return value


def alike(one: str, other: str) -> bool:
    """Tell whether texts differ in the last digits of numbers alone.

    What was learnt in floating point is the same on one kind of processor, and nearly so on others.
    """
    if _FRACTION.split(one) != _FRACTION.split(other):
        return False
    pairs = zip(_FRACTION.findall(one), _FRACTION.findall(other), strict=True)
    return all(abs(float(first) - float(second)) <= NEARLY for first, second in pairs)


def dated(document: Any) -> Any:  # noqa: ANN401 - any JSON document
    """Set what is not the same everywhere: when something ran, and how files were packed."""
    if isinstance(document, dict):
        for name in ("model", "trained"):
            if isinstance(document.get(name), dict):
                document[name]["trained_at"] = TRAINED_AT
        for run in (document, *document.get("data", ())):
            run.update(
                dict.fromkeys(run.keys() & {"started_at", "finished_at", "trained_at"}, TRAINED_AT)
            )
        for file in document.get("files", ()):  # packed by one zlib or another
            file |= {"sha256": SHA256, "byte_count": 123_456}
    return document


def pretty(document: object, indent: str = "") -> str:
    """Write JSON as the pages show it: on one line where it fits."""
    line = json.dumps(document, ensure_ascii=False)
    if len(indent + line) <= _WIDTH or not isinstance(document, dict | list):
        return line
    inner = f"{indent}  "
    if isinstance(document, dict):
        parts = [f"{_key(key)}{pretty(value, inner)}" for key, value in document.items()]
        opening, closing = "{", "}"
    else:
        parts = [pretty(value, inner) for value in document]
        opening, closing = "[", "]"
    body = ",\n".join(f"{inner}{part}" for part in parts)
    return f"{opening}\n{body}\n{indent}{closing}"


def _key(key: str) -> str:
    return f"{json.dumps(key, ensure_ascii=False)}: "
