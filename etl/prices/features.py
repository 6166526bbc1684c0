"""Features of a price model: what it reads, from the views of schema `api`, as a matrix.

Numbers, histories and labels are made in SQL; here they are only laid side by side.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import psycopg
from numpy.typing import NDArray
from scipy import sparse

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

CLUES: Final = (
    *("genres", "tags", "specs", "early_access"),
    *("release", "studios", "title", "reception"),
)
"""What may be known of a game; a clue's place is its bit in `price_model_errors`."""
EVERYTHING: Final = (1 << len(CLUES)) - 1
_UNTOLD: Final = ("owners_count", "players_percent", "playtime_median_minutes")
"""What nobody can tell of a game that is not in the catalogue."""
COMBINATION_FEATURES: Final = ("combination_usd", "combination_count")
"""The mean of a game's combination, and its games."""

NUMBER_FEATURES: Final[dict[str, str]] = {
    "release_year": "release",
    "is_early_access": "early_access",
    "is_self_published": "studios",
    **{f"{kind}_count": kind for kind in ("genres", "tags", "specs")},
    **dict.fromkeys(
        (
            *("metascore", "sentiment", "few_reviews_count", "reviews_count"),
            *("recommended_percent", "owners_count", "players_percent", "playtime_median_minutes"),
        ),
        "reception",
    ),
    **{f"title_{what}": "title" for what in ("words_count", "length", "number", "parts")},
}
"""Columns of api.price_features, with the clue that each needs."""
HISTORY_KINDS: Final = ("developer", "developer_alike", "publisher", "publisher_alike", "series")
HISTORY_FEATURES: Final = tuple(
    f"{line}_{what}" for line in HISTORY_KINDS for what in ("last_usd", "mean_usd", "count")
)
"""Of each line of earlier games: the latest price, the average, and how many."""
HistorySeen: TypeAlias = Literal["earlier", "earlier as newcomer", "others"]
HISTORIES: Final[dict[HistorySeen, str]] = {
    "earlier": "price_history(%s)",
    "earlier as newcomer": "price_history(%s, true)",
    "others": "price_history_of_others(%s)",
}
_RELEASE_YEAR: Final = list(NUMBER_FEATURES).index("release_year")
EARLY_ACCESS: Final = list(NUMBER_FEATURES).index("is_early_access")
_CLUE_OF_LABEL: Final = {"genre": "genres", "tag": "tags", "spec": "specs", "word": "title"}


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that a model reads."""

    kind: str
    name: str
    clue: str
    also: str | None = None
    """A second clue without which it is unknown."""


@dataclass(frozen=True)
class GameFeatures:
    """The catalogue, a row per game."""

    ids: Integers
    prices: Floats
    """US dollars; not a number where unknown."""
    developers: tuple[tuple[int, ...], ...]
    publishers: tuple[tuple[int, ...], ...]
    genres: tuple[tuple[str, ...], ...]
    numbers: Floats
    labels: sparse.csr_array
    features: tuple[Feature, ...]
    """Of the whole matrix: numbers, then history, then labels."""
    combinations: tuple[tuple[tuple[str, ...], tuple[str, ...], int], ...]
    """Keys of genres, keys of specs, release year or 0: what makes a combination."""
    _keys: dict[int, Integers] = field(default_factory=dict, repr=False, compare=False)

    @property
    def priced(self) -> Flags:
        """Those with a known price."""
        return ~np.isnan(self.prices)

    def matrix(self, rows: Integers, history: Floats) -> sparse.csr_array:
        """Lay out what a model of the catalogue reads of some games, of which all is known.

        Args:
            rows: places of the games.
            history: of all games, as `read_price_history` gives it.
        """
        dense = sparse.csr_array(np.hstack([self.numbers[rows], history[rows]]))
        return sparse.csr_array(sparse.hstack([dense, self.labels[rows]], format="csr"))

    def clue_matrix(
        self, rows: Integers, history: Floats, masks: Integers, combination: Floats
    ) -> Floats:
        """Lay out what is read of games of which some clues are known; the rest is not a number.

        Args:
            rows: places of the games.
            history: of each of those games what others cost, as `read_price_history` gives it.
            masks: of each of those games which clues are known, as bits.
            combination: of each the mean of its combination, and its games.
        """
        parts = [self.numbers[rows], history, self.labels[rows].toarray()]
        values = np.hstack(parts, dtype=np.float32)
        values[:, _RELEASE_YEAR] = np.floor(values[:, _RELEASE_YEAR]) + 0.5  # as it will be told
        clues = (masks[:, None] >> np.arange(len(CLUES))) & 1 == 1
        first = [CLUES.index(one.clue) for one in self.features]
        second = [CLUES.index(one.also or one.clue) for one in self.features]
        values[~(clues[:, first] & clues[:, second])] = np.nan
        return np.hstack([values[:, self._told], combination], dtype=np.float32)

    @property
    def clue_features(self) -> tuple[Feature, ...]:
        """The columns of `clue_matrix`."""
        told = tuple(self.features[place] for place in self._told)
        return (*told, *(Feature("number", name, "genres") for name in COMBINATION_FEATURES))

    def is_early_access(self, row: int) -> bool:
        """Tell whether a game is sold before it is finished."""
        return bool(self.numbers[row, EARLY_ACCESS] == 1)

    @cached_property
    def _told(self) -> list[int]:
        return [place for place, one in enumerate(self.features) if one.name not in _UNTOLD]

    def combination_keys(self, clues: int) -> Integers:
        """Number the games so that those equal in these clues have the same number."""
        if clues in self._keys:
            return self._keys[clues]
        columns: tuple[tuple[str, Sequence[object]], ...] = (
            ("genres", [genres for genres, _, _ in self.combinations]),
            ("specs", [specs for _, specs, _ in self.combinations]),
            ("release", [year for _, _, year in self.combinations]),
            # unknown is a value too, and equal to itself, which NaN is not
            ("early_access", np.nan_to_num(self.numbers[:, EARLY_ACCESS], nan=-1).tolist()),
            ("studios", [one[:1] for one in self.developers]),
        )
        used = [values for name, values in columns if clue_bits(name) & clues]
        numbers: dict[tuple[object, ...], int] = {}
        keys = zip(*used, strict=True) if used else [()] * len(self.ids)
        found = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
        return self._keys.setdefault(clues, found)


def clue_bits(*names: str) -> int:
    """Give the bits of clues."""
    return sum(1 << CLUES.index(name) for name in names)


def read_game_features(connection: psycopg.Connection[Any], *, fewest: int) -> GameFeatures:
    """Read the catalogue; labels that fewer than `fewest` priced games carry are left out."""
    names = ", ".join(NUMBER_FEATURES)
    found = connection.execute(
        f"""
        select game_id, price_usd, developer_ids, publisher_ids, genres, tags, specs,
            coalesce(title_words, '{{}}'), genre_keys, spec_keys,
            coalesce(floor(release_year), 0)::integer, {names}
        from api.price_features
        order by game_id
        """.encode()  # noqa: S608 - names of our own columns
    ).fetchall()
    columns = list(zip(*found, strict=True)) or [()] * (11 + len(NUMBER_FEATURES))
    prices = np.array(columns[1], dtype=np.float64)
    texts = dict(zip(_CLUE_OF_LABEL, columns[4:8], strict=True))
    labels, carried = _label_features(texts, ~np.isnan(prices), fewest)
    return GameFeatures(
        ids=np.array(columns[0], dtype=np.int64),
        prices=prices,
        developers=tuple(map(tuple, columns[2])),
        publishers=tuple(map(tuple, columns[3])),
        genres=tuple(map(tuple, columns[4])),
        numbers=np.array(columns[11:], dtype=np.float64).T.reshape(
            len(prices), len(NUMBER_FEATURES)
        ),
        labels=labels,
        features=(
            *(Feature("number", name, clue) for name, clue in NUMBER_FEATURES.items()),
            *map(_history_feature, HISTORY_FEATURES),
            *carried,
        ),
        combinations=tuple(
            zip(map(tuple, columns[8]), map(tuple, columns[9]), columns[10], strict=True)
        ),
    )


def _history_feature(name: str) -> Feature:
    clue = "title" if name.startswith("series") else "studios"
    return Feature("number", name, clue, also="specs" if "_alike_" in name else None)


def _label_features(
    texts: Mapping[str, Sequence[Sequence[str]]], priced: Flags, fewest: int
) -> tuple[sparse.csr_array, tuple[Feature, ...]]:
    rows: list[int] = []
    places: list[int] = []
    features: list[Feature] = []
    for kind, clue in _CLUE_OF_LABEL.items():
        carriers = [sorted(set(one)) for one in texts[kind]]
        priced_labels = (
            label for row in np.flatnonzero(priced).tolist() for label in carriers[row]
        )
        counts = Counter(priced_labels)
        kept = sorted(label for label, count in counts.items() if count >= fewest)
        at = {label: len(features) + place for place, label in enumerate(kept)}
        features += [Feature(kind, label, clue) for label in kept]
        for row, one in enumerate(carriers):
            found = [at[label] for label in one if label in at]
            rows += [row] * len(found)
            places += found
    ones = np.ones(len(rows))
    shape = (len(priced), len(features))
    return sparse.csr_array((ones, (rows, places)), shape=shape), tuple(features)


def read_price_history(
    connection: psycopg.Connection[Any],
    games: GameFeatures,
    *,
    hidden: Integers,
    seen: HistorySeen = "earlier",
) -> Floats:
    """Read what games of the same studios and series cost, as `HISTORY_FEATURES` are laid out.

    Args:
        connection: where the games were read.
        games: the catalogue.
        hidden: ids of games whose price nobody may see.
        seen: what each game sees: those before it; of these none of its own developer's, as if it
            were that one's first; all others, as a game that is yet to come.
    """
    found = connection.execute(
        "select game_id, kind, last_usd::float8, mean_usd::float8, games_count::float8 "  # noqa: S608 - one of ours
        f"from agg.{HISTORIES[seen]}".encode(),
        [hidden.tolist()],
    ).fetchall()
    history = np.full((len(games.ids), len(HISTORY_KINDS), 3), np.nan)
    if found:
        ids, kinds, *values = zip(*found, strict=True)
        places = np.searchsorted(games.ids, np.array(ids, dtype=np.int64))
        lines = np.array([HISTORY_KINDS.index(kind) for kind in kinds])
        history[places, lines] = np.array(values, dtype=np.float64).T
    return history.reshape(len(games.ids), len(HISTORY_FEATURES))
