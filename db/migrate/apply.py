"""Change of the derived layer from one revision to another, inside a migration."""

import re
from collections.abc import Collection, Sequence

from alembic import op

from db.migrate.bundle import GRANTS, Bundle, dependent_objects, read_frozen_bundle

# Postgres lets an owner give a function a setting of pg_trgm only once its library is loaded.
PREPARE = """
set local search_path = extensions, public;
do $$ begin perform extensions.similarity('', ''); end; $$;
"""

# Aggregates made anew start empty: where data are loaded these are filled at once, in the same
# transaction, and readers hear that answers may have changed.
FILL_IF_LOADED = """
do $$
begin
    if exists (select from core.loads where status = 'published') then
        perform agg.refresh(p_written_only => true);
        perform staging.publish('{}', 'refresh');
    end if;
end;
$$;
"""


class ObjectChange:
    """What a revision does to the objects of sql/; tables are changed between its two halves.

    What is the same in both revisions and depends on nothing that is dropped stays as it is, with
    its rows and with the views that others have made of it.

    Args:
        old: the revision that the database is at; None where there is nothing yet.
        new: the revision to come; None to drop everything.
        tables: tables such as `core.games` of which columns go or change their type; whatever
            reads them is made anew.
    """

    def __init__(self, old: str | None, new: str | None, *, tables: Sequence[str] = ()) -> None:
        """Compare the manifests."""
        self._drops, self._creates = schema_change_statements(
            read_frozen_bundle(old), read_frozen_bundle(new), tables=tables
        )
        self._is_last = new is None

    def drop(self) -> None:
        """Drop what changes and what depends on it, last object first, never with cascade."""
        _run(self._drops)

    def create(self) -> None:
        """Create what was dropped, as it is from now on, and fill it where data are loaded."""
        if not self._is_last:
            _run(PREPARE + self._creates + FILL_IF_LOADED)


def schema_change_statements(
    old: Bundle, new: Bundle, *, tables: Sequence[str] = (), damaged: Collection[str] = ()
) -> tuple[str, str]:
    """Write what turns one derived layer into another.

    Args:
        old: the files as they were.
        new: the files as they shall be.
        tables: what reads these is made anew, changed or not.
        damaged: files whose objects are not as they should be, or are missing; made anew.

    Returns:
        what to run before tables are changed, and what to run after.
    """
    in_place = {
        file: change
        for file, each in old.items()
        if file in new
        and file not in damaged
        and (change := "" if each.text == new[file].text else each.change_to(new[file])) is not None
    }
    gone = {file for file in old if file not in in_place}
    gone |= dependent_objects(old, {old[file].name for file in gone} | set(tables))
    drops = [old[file].drop for file in reversed(old) if file in gone]
    creates = [
        in_place[file] if file in in_place and file not in gone else each.text
        for file, each in new.items()
        if file != GRANTS
    ]
    grants = new[GRANTS].text if GRANTS in new else ""
    if GRANTS in gone and GRANTS in old:
        creates.append(_revoke(old[GRANTS].text))
    return "".join(drops), "\n".join([*filter(None, creates), grants])


def _revoke(grants: str) -> str:
    """Take back everything from the roles that a grants file names."""
    roles = sorted({"public", *re.findall(r"\bludoteca_\w+", grants)})
    return "".join(
        f"revoke all on {what} schema core, staging, agg, api from {', '.join(roles)};\n"
        for what in ("", "all tables in", "all sequences in", "all routines in")
    )


def _run(script: str) -> None:
    """Run a script as it stands; Alembic's own op.execute would double each %."""
    context = op.get_context()
    if not script:
        return
    if context.as_sql:
        context.impl.static_output(script)
    else:
        op.get_bind().exec_driver_sql(script, execution_options={"no_parameters": True})
