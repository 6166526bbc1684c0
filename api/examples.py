"""Real answers, the longer lists cut to two, as examples for OpenAPI.

Those of recommendations and prices are of the generated sample, the others of the whole official
set. `examples.json` says what was asked; those of the classic face are in a file of their own, by
question, each with its summary.
"""

from pathlib import Path
from typing import Any, Final

import msgspec
from litestar.openapi.spec import Example

_FOLDER: Final = Path(__file__).parent
_EXAMPLES: Final[dict[str, dict[str, Any]]] = msgspec.json.decode(
    (_FOLDER / "examples.json").read_bytes()
)
_CLASSIC: Final[dict[str, dict[str, Any]]] = msgspec.json.decode(
    (_FOLDER / "classic_examples.json").read_bytes()
)


def example(name: str) -> Example:
    """Give one, with the request that it answers as its summary."""
    found = _EXAMPLES[name]
    return Example(summary=found["request"], value=found["answer"])


def posted(name: str, *, summary: str = "Playtimes, and wishes") -> Example:
    """Give the body of one that is posted."""
    return Example(summary=summary, value=_EXAMPLES[name]["body"])


def classic_examples(name: str) -> list[Example]:
    """Give those of a question of the classic face."""
    if name in _CLASSIC:
        return [Example(summary=one or None, value=it) for one, it in _CLASSIC[name].items()]
    return [example(name)] if name in _EXAMPLES else []
