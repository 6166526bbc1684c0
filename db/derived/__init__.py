"""The derived layer under migrations: sql/ frozen per revision, created and dropped as a whole."""

from db.derived.bundle import (
    DerivedObject,
    bundle,
    derived_objects,
    frozen,
    listed_files,
)
from db.derived.deploy import check, current, downgrade, head, upgrade
from db.derived.operations import create_derived, drop_derived

__all__ = [
    "DerivedObject",
    "bundle",
    "check",
    "create_derived",
    "current",
    "derived_objects",
    "downgrade",
    "drop_derived",
    "frozen",
    "head",
    "listed_files",
    "upgrade",
]
