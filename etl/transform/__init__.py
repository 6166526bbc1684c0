"""Transform of raw files into batches of clean rows for the staging tables."""

from etl.transform.batches import COLUMNS, ITEM_ROW, RATING_ROW, Batch, Rows
from etl.transform.collectors import Context
from etl.transform.games import RejectedGames
from etl.transform.rejects import Stats
from etl.transform.run import Limits, read_game_titles, transform_file

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
    "read_game_titles",
    "transform_file",
]
