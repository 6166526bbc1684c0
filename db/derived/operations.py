"""What a revision calls: the derived layer of a revision goes, or comes, inside its transaction."""

from __future__ import annotations

from alembic import op

from db.derived.bundle import derived_objects, frozen

# A new derived layer starts without data: where data are loaded it is filled at once, in
# the same transaction, and readers hear that answers may have changed.
_REFRESH_IF_LOADED = """
do $$
begin
    if exists (select from core.loads where status = 'published') then
        perform agg.refresh();
        perform staging.publish('{}', 'refresh');
    end if;
end;
$$;
"""


# A routine is dropped by its name alone: no two of ours share one.
_DROPPED_AS = {"function": "routine", "aggregate": "routine"}


def create_derived(revision: str) -> None:
    """Create the derived layer as frozen for a revision, and fill it where data are loaded."""
    _run(frozen(revision))
    _run(_REFRESH_IF_LOADED)


def drop_derived(revision: str) -> None:
    """Drop the derived layer of a revision, last object first.

    Never with cascade: a view of somebody else's on top stops the migration by name instead of
    vanishing.
    """
    _run(
        "".join(
            f"drop {_DROPPED_AS.get(each.kind, each.kind)} {each.name};\n"
            for each in reversed(derived_objects(frozen(revision)))
        )
    )


def _run(script: str) -> None:
    """Run a script as it stands; Alembic's own op.execute would double each %."""
    context = op.get_context()
    if context.as_sql:
        context.impl.static_output(script)
    else:
        op.get_bind().exec_driver_sql(script, execution_options={"no_parameters": True})
