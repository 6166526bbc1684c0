"""Raw files in, batches of clean rows for the staging tables out."""

from etl.transform.batches import COLUMNS, ITEM_ROW, Batch, Rows
from etl.transform.games import RejectedGames
from etl.transform.run import Limits, transform
from etl.transform.stats import Stats

__all__ = [
    "COLUMNS",
    "ITEM_ROW",
    "Batch",
    "Limits",
    "RejectedGames",
    "Rows",
    "Stats",
    "transform",
]
