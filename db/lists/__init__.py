"""Lists of /v1: resources, their statements, and pages."""

from db.lists.page import PageRows, list_export_statement, read_list_page, read_list_row
from db.lists.statements import Condition, ListResource, Window, page_key_types

__all__ = [
    "Condition",
    "ListResource",
    "PageRows",
    "Window",
    "list_export_statement",
    "page_key_types",
    "read_list_page",
    "read_list_row",
]
