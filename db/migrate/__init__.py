"""Migrations of the database."""

from db.migrate.apply import ObjectChange
from db.migrate.check import check, repair
from db.migrate.deploy import current, downgrade, head, upgrade

__all__ = ["ObjectChange", "check", "current", "downgrade", "head", "repair", "upgrade"]
