"""Difference between two derived layers: what goes, what is made and what is altered."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from db.migrate.bundle import GRANTS, Bundle, SqlFile, dependent_objects

# Postgres lets an owner give a function a setting of pg_trgm only once its library is loaded.
PREPARE = """
set local search_path = extensions, public;
do $$ begin perform extensions.similarity('', ''); end; $$;
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SchemaChange:
    """What turns one derived layer into another."""

    gone: Sequence[SqlFile]
    """What is dropped, last object first."""
    made: Sequence[SqlFile]
    """What is created, first object first."""
    altered: str
    """Statements that change in place what stays, and grant all rights anew."""

    @property
    def drops(self) -> str:
        """The statements that drop; never with cascade."""
        return "".join(each.drop for each in self.gone)

    @property
    def creates(self) -> str:
        """The statements that create, alter and grant."""
        return "\n".join([*(each.text for each in self.made), self.altered])


def schema_change(
    old: Bundle, new: Bundle, *, tables: Sequence[str] = (), damaged: Collection[str] = ()
) -> SchemaChange:
    """Find what turns one derived layer into another.

    Args:
        old: the files as they were.
        new: the files as they shall be.
        tables: what reads these is made anew, changed or not.
        damaged: files whose objects are not as they should be, or are missing; made anew.
    """
    in_place = {
        file: change
        for file, each in old.items()
        if file in new
        and file not in damaged
        and (change := "" if each.text == new[file].text else each.change_to(new[file])) is not None
        and not _changes_stored_rows(each, new)
    }
    gone = {file for file in old if file not in in_place}
    gone |= dependent_objects(old, {old[file].name for file in gone} | set(tables))
    altered = [change for file, change in in_place.items() if file not in gone | {GRANTS}]
    if GRANTS in gone and GRANTS in old:
        altered.append(_revoke_script(old[GRANTS].text))
    if GRANTS in new:
        altered.append(new[GRANTS].text)
    return SchemaChange(
        gone=[old[file] for file in reversed(old) if file in gone],
        made=[
            each for file, each in new.items() if each.kind and (file in gone or file not in old)
        ],
        altered="\n".join(filter(None, altered)),
    )


def _changes_stored_rows(old: SqlFile, new: Bundle) -> bool:
    """Whether a function changes that stored rows are made with: these are to be made anew."""
    file = new[old.file]
    return file.first != old.first and any(
        new[each].is_stored for each in dependent_objects(new, {file.name})
    )


def _revoke_script(grants: str) -> str:
    """Take back everything from the roles that a grants file names."""
    roles = sorted({"public", *re.findall(r"\bludoteca_\w+", grants)})
    return "".join(
        f"revoke all on {what} schema core, staging, agg, api from {', '.join(roles)};\n"
        for what in ("", "all tables in", "all sequences in", "all routines in")
    )
