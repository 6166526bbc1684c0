"""Migrations of the database."""

from db.migrate.apply import ObjectChange
from db.migrate.deploy import current, downgrade, head, upgrade

__all__ = ["ObjectChange", "current", "downgrade", "head", "upgrade"]
