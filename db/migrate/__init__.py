"""Migrations of the database."""

from db.migrate.apply import ObjectChange
from db.migrate.check import check_aggregate_rows, check_database, repair_database
from db.migrate.deploy import database_revision, downgrade, newest_revision, upgrade
from db.migrate.tables import replace_primary_key

__all__ = [
    "ObjectChange",
    "check_aggregate_rows",
    "check_database",
    "database_revision",
    "downgrade",
    "newest_revision",
    "repair_database",
    "replace_primary_key",
    "upgrade",
]
