"""Lists of /v1: filters, an order and a place in; a page of rows, or the statement for all, out."""

from db.lists.keyset import key_types
from db.lists.listing import Condition, Listing, Window
from db.lists.pages import PageRows, read_page, read_row, renewed
from db.lists.statements import all_rows

__all__ = [
    "Condition",
    "Listing",
    "PageRows",
    "Window",
    "all_rows",
    "key_types",
    "read_page",
    "read_row",
    "renewed",
]
