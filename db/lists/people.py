"""Lists of people in streaming titles, and of platforms."""

from dataclasses import replace
from typing import Final

from db import schema
from db.lists.query import ListResource
from db.lists.resource import relation_resource, search_resource

PEOPLE: Final = relation_resource(
    "people",
    schema.people,
    "person_id",
    {"name": "name", "titles": "titles_count", "id": "person_id"},
)
_PERSON_MATCHES: Final = schema.matches.rows(p_kind="person")
_PEOPLE_NAMED: Final = search_resource(PEOPLE, "person", schema.people.c.person_id)
PLATFORMS: Final = relation_resource(
    "platforms", schema.platforms, "platform", {"name": "platform", "titles": "titles_count"}
)


def person_search_list(query: str) -> ListResource:
    """List the people that a text means."""
    return replace(_PEOPLE_NAMED, values={"p_query": query})
