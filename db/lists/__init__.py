"""Lists of /v1: resources, their statements, and pages."""

from db.lists.page import PageRows, export_statement, read_page, read_row
from db.lists.query import Condition, ListResource, Window, key_types

__all__ = [
    "Condition",
    "ListResource",
    "PageRows",
    "Window",
    "export_statement",
    "key_types",
    "read_page",
    "read_row",
]
