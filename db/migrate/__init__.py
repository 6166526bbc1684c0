"""Migrations of the database."""

from db.migrate.apply import ObjectChange
from db.migrate.check_database import check_database, repair
from db.migrate.deploy import current, downgrade, head, upgrade

__all__ = ["ObjectChange", "check_database", "current", "downgrade", "head", "repair", "upgrade"]
