"""The list of what a search over all kinds of names finds."""

from dataclasses import replace
from typing import Final

from db import schema
from db.lists.query import ListResource
from db.lists.resource import relation_resource

_FOUND: Final = relation_resource("search", schema.search.rows(), "place", {"place": "place"})


def search_list(query: str, *, count: int, kind: str | None) -> ListResource:
    """List what a search finds, best first."""
    return replace(_FOUND, values={"p_query": query, "p_count": count, "p_kind": kind})
