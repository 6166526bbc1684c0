"""Change of the derived layer inside a revision, at once: readers wait for its end."""

from collections.abc import Sequence

from alembic import op

from db.migrate.bundle import read_frozen_bundle
from db.migrate.change import PREPARE, schema_change
from db.migrate.exchange import FILL_IF_LOADED, exchange_objects, run_script, set_objects_revision


class ObjectChange:
    """What a revision does to the objects of sql/ where the exchange at the end cannot.

    It is for the type of a column that changes: who reads it must go before and come after. What is
    the same in both revisions and depends on nothing that is dropped stays as it is, with its rows
    and with the views that others have made of it.

    Args:
        old: the revision that the database is at; None where there is nothing yet.
        new: the revision to come; None to drop everything.
        tables: tables such as `core.games` of which columns change their type; whatever reads them
            is made anew.
    """

    def __init__(self, old: str | None, new: str | None, *, tables: Sequence[str] = ()) -> None:
        self._old, self._new = old, new
        self._change = schema_change(
            read_frozen_bundle(old), read_frozen_bundle(new), tables=tables
        )

    def drop(self) -> None:
        """Drop what changes and what depends on it, last object first, never with cascade."""
        exchange_objects(op.get_context(), self._old, at_once=True)  # revisions before put it off
        run_script(op.get_context(), self._change.drops)

    def create(self) -> None:
        """Create what was dropped, as it is from now on, and fill it where data are loaded."""
        if self._new is not None:
            run_script(op.get_context(), PREPARE + self._change.creates + FILL_IF_LOADED)
        set_objects_revision(op.get_context(), self._new)
