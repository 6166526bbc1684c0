"""Real answers in examples.json, the longer lists cut to two, as examples for OpenAPI.

Those of recommendations are of the generated sample, the others of the whole official set.
"""

from pathlib import Path
from typing import Any, Final

import msgspec
from litestar.openapi.spec import Example

_FILE: Final = Path(__file__).with_name("examples.json")
_EXAMPLES: Final[dict[str, dict[str, Any]]] = msgspec.json.decode(_FILE.read_bytes())


def example(name: str) -> Example:
    """Give one, with the request that it answers as its summary."""
    found = _EXAMPLES[name]
    return Example(summary=found["request"], value=found["answer"])


def posted(name: str, *, summary: str = "Playtimes, and wishes") -> Example:
    """Give the body of one that is posted."""
    return Example(summary=summary, value=_EXAMPLES[name]["body"])


def classic_examples(name: str) -> dict[str, Any]:
    """Give answers to a question of the classic face, by what they answer."""
    return _EXAMPLES["classic"].get(name, {})
