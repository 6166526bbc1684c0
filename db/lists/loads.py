"""The list of published loads."""

from typing import Final

from db import schema
from db.lists.statements import ListResource

LOADS: Final = ListResource(
    name="loads",
    source=schema.loads,
    fields={
        name: schema.loads.c[name]
        for name in ("load_id", "kind", "data_version", "started_at", "finished_at", "crawl_year")
    },
    tiebreaker=schema.loads.c.load_id,
    sorts={"id": schema.loads.c.load_id},
    # the others come and go without a new data version, by which answers are kept
    conditions=(schema.loads.c.status == "published",),
)
