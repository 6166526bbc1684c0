"""Migrations of the database."""

from db.migrate.apply import ObjectChange
from db.migrate.check import check_data, check_database, repair_database
from db.migrate.deploy import current, downgrade, head, upgrade
from db.migrate.tables import replace_primary_key

__all__ = [
    "ObjectChange",
    "check_data",
    "check_database",
    "current",
    "downgrade",
    "head",
    "repair_database",
    "replace_primary_key",
    "upgrade",
]
