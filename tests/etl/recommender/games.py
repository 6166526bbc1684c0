"""Games as tests write them down."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from etl.recommender.catalogue import (
    Catalogue,
    catalogue_addition_flags,
    catalogue_label_matrix,
    program_or_film_flags,
)


def catalogue_of(games: Iterable[Mapping[str, Any]]) -> Catalogue:
    """Make a catalogue of games as api.game_details has them, with only the keys that matter.

    Keys are those of that view: `game_id`, `name`, `is_in_catalogue`, `release_year`, `price_usd`,
    `is_early_access`, `metascore`, `store_sentiment`, `tags`, `genres`, `specs`, `developers`,
    `publishers`; only `game_id` must be there. Ids in any order, each once.
    """
    rows = sorted(games, key=lambda game: int(game["game_id"]))
    specs = _labels_of(rows, ["specs"])
    genres, tags = _labels_of(rows, ["genres"]), _labels_of(rows, ["tags"])
    studios = _labels_of(rows, ["developers", "publishers"])
    return Catalogue(
        game_ids=np.array([row["game_id"] for row in rows], dtype=np.int64),
        names=tuple(row.get("name") for row in rows),
        is_in_catalogue=np.array([row.get("is_in_catalogue", True) for row in rows], dtype=bool),
        is_addition=catalogue_addition_flags(_places(rows, "specs", specs), list(specs)),
        is_program_or_film=program_or_film_flags(
            _places(rows, "genres", genres), list(genres), _places(rows, "tags", tags), list(tags)
        ),
        released=np.array([row.get("release_year") for row in rows], dtype=np.float64),
        prices=np.array([row.get("price_usd") for row in rows], dtype=np.float64),
        is_early_access=np.array([row.get("is_early_access", False) for row in rows], dtype=bool),
        metascores=np.array([row.get("metascore") for row in rows], dtype=np.float64),
        store_sentiments=tuple(row.get("store_sentiment") or "" for row in rows),
        tags=_places(rows, "tags", tags),
        genres=_places(rows, "genres", genres),
        specs=_places(rows, "specs", specs),
        developers=_places(rows, "developers", studios),
        publishers=_places(rows, "publishers", studios),
    )


def _labels_of(rows: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> dict[str, int]:
    names = {name for row in rows for key in keys for name in row.get(key) or ()}
    return {name: place for place, name in enumerate(sorted(names))}


def _places(
    rows: Sequence[Mapping[str, Any]], key: str, labels: Mapping[str, int]
) -> sparse.csr_array:
    found = [
        (game, labels[name], position)
        for game, row in enumerate(rows)
        for position, name in enumerate(row.get(key) or (), 1)
    ]
    array = np.array(found, dtype=np.int64).reshape(-1, 3)
    return catalogue_label_matrix(array[:, 0], array[:, 1], array[:, 2], (len(rows), len(labels)))
