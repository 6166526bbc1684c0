"""The list of what a search over all kinds of names finds."""

from typing import Final

from db import schema
from db.lists.resource import relation_resource

FOUND: Final = relation_resource("search", schema.search.rows(), "place", {"place": "place"})
