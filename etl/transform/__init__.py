"""Transform of raw files into batches of clean rows for the staging tables."""

from etl.transform.batches import COLUMNS, ITEM_ROW, RATING_ROW, Batch, Rows
from etl.transform.collectors import Context
from etl.transform.file import Limits, read_game_names, transform_file
from etl.transform.games import RejectedGames
from etl.transform.rejects import Stats

__all__ = [
    "COLUMNS",
    "ITEM_ROW",
    "RATING_ROW",
    "Batch",
    "Context",
    "Limits",
    "RejectedGames",
    "Rows",
    "Stats",
    "read_game_names",
    "transform_file",
]
