"""A pair of files with ratings and titles, read for an evaluation without loading it."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from db.errors import InputError
from etl.tastes.ratings import Ratings, arrange_ratings
from etl.tastes.title_features import TitleCatalogue, decade_terms, describe_titles

_STARS: Final = np.arange(1, 11) / 2


def read_rating_files(ratings_path: Path, titles_path: Path) -> tuple[Ratings, TitleCatalogue]:
    """Read ratings and titles from CSV, plain or packed; columns go by name.

    Ratings: `userId`, `movieId`, `rating` (half stars, 0.5 to 5) and `timestamp` (Unix seconds).
    Titles: `movieId`, `title` (ending with its year, as "Heat (1995)") and `genres`, with | between
    them.

    Raises:
        InputError: a file is missing, lacks a column or holds something else.
    """
    titles = _read_columns(titles_path, {"movieId": "int64", "title": str, "genres": str})
    titles = titles.sort_values("movieId").drop_duplicates("movieId")
    keys = titles["movieId"].to_numpy()
    years = titles["title"].str.extract(r"\((\d{4})\)\s*$", expand=False)
    terms = [
        [*(genres.split("|") if isinstance(genres, str) else []), *decade_terms(year)]
        for genres, year in zip(
            titles["genres"], [None if pd.isna(year) else int(year) for year in years], strict=True
        )
    ]
    types: dict[str, Any] = dict.fromkeys(("userId", "movieId", "timestamp"), "int64")
    rows = _read_columns(ratings_path, {**types, "rating": "float64"})
    if not rows["rating"].isin(_STARS).all():
        raise InputError(f"{ratings_path}: stars are halves from 0.5 to 5")
    places = np.searchsorted(keys, rows["movieId"])
    known = np.append(keys, -1)[places] == rows["movieId"].to_numpy()
    if not known.all():
        missing = rows["movieId"].to_numpy()[~known][0]
        raise InputError(f"{ratings_path}: title {missing} is not in {titles_path}")
    ratings = arrange_ratings(
        rows["userId"].to_numpy(),
        places,
        rows["rating"].to_numpy(),
        rows["timestamp"].to_numpy(),
        titles_count=len(keys),
    )
    return ratings, describe_titles(keys, keys, terms)


def _read_columns(path: Path, types: dict[str, Any]) -> pd.DataFrame:
    try:
        return pd.read_csv(path, usecols=list(types), dtype=types)
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist") from error
    except (ValueError, OSError, EOFError) as error:
        raise InputError(f"{path}: columns {', '.join(types)} are needed: {error}") from error
