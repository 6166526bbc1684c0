"""Who owns what and what games are in; weights that speak for games that few or none own out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from etl.recommender.content import ContentWeights, Cosines, content_vectors
from etl.recommender.nearest import NOBODY, nearest
from etl.recommender.popularity import predicted_popularity
from etl.recommender.products import find_products
from etl.recommender.side_by_side import in_threads

if TYPE_CHECKING:
    from etl.recommender.catalogue import Catalogue
    from etl.recommender.libraries import Flags, Floats, Integers, Libraries

_BLOCK: Final = 256  # newcomers at a time: 11 MB against 11,000 games
_THREADS: Final = 2  # blocks at a time; what comes out does not depend on it
NEWCOMER_CONTENT: Final = ContentWeights(
    tags=1.0,
    developers=0.6,
    genres=0.1,
    words=0.8,
    specs=0.35,
    publishers=0.6,
    series=0.6,
    years=0.4,
    entries=0.4,
    tag_decay=0.35,
    rarity=0.35,
)
"""What makes games be owned by the same people, by `evaluation.cold` on validation games."""


@dataclass(frozen=True, kw_only=True)
class NewcomerParameters:
    """How newcomers get their weights; every default was chosen on validation games and users."""

    enough_owners: int = 5
    """Owners with which a game is no newcomer."""
    mean_weights: int = 20
    """Weights per newcomer, on average."""
    least_weights: int = 5
    """Weights of each newcomer, if so many games resemble it."""
    most_weights: int = 100
    alike: int = 30
    """Games that speak for a newcomer because they are like it,"""
    alike_power: float = 3.0
    """with their cosine to the power of this,"""
    alike_rarity: float = 0.45
    """times their owners to the power of minus this."""
    lenders: int = 5
    """Games like it from which a newcomer borrows what others say of them,"""
    lenders_power: float = 2.0
    """with their cosine to the power of this,"""
    lenders_rarity: float = 0.3
    """times their owners to the power of minus this."""
    alike_share: float = 0.5
    """What likeness counts, beside what is borrowed."""
    expected: float = 0.5
    """Both are divided by the owners that they promise to the power of this."""
    popularity: float = 0.5
    """Times e to the power of this times the predicted ln(1 + owners)."""
    reach: float = 0.65
    """Weights are chosen by their size times the owners of who speaks to the power of this."""
    content: ContentWeights = NEWCOMER_CONTENT


@dataclass(frozen=True)
class NewcomerWeights:
    """One element per weight, by newcomer and then by the game in the library."""

    game_ids: Integers
    """int64: the game in the library."""
    newcomer_ids: Integers
    """int64: the newcomer that it speaks for."""
    weights: Integers
    """int16, 1 to 32,767: thousandths of an arbitrary unit."""

    @classmethod
    def none(cls) -> NewcomerWeights:
        """Give no weights."""
        nothing = np.empty(0, dtype=np.int64)
        return cls(nothing, nothing, nothing.astype(np.int16))


def newcomer_weights(
    catalogue: Catalogue,
    libraries: Libraries,
    precision: Floats,
    parameters: NewcomerParameters | None = None,
    *,
    newcomers: Integers | None = None,
) -> NewcomerWeights:
    """Let the games of libraries speak for games that few or none own.

    score(user, newcomer) = sum of the weights from the user's games to the newcomer. A weight is
    e^(popularity * predicted ln(1 + owners)) * (s * alike + (1 - s) * borrowed), where

    - alike is cosine^3 / owners^0.45 for the 30 games most like the newcomer, by `content`;
    - borrowed is the sum of B over the 5 games most like it, with weights cosine^2 / owners^0.3;
      B_ij = -P_ij / P_jj, 0 on the diagonal, is what EDLAE learns to add to game j for owning i;
    - both are divided, newcomer by newcomer, by the square root of the sum over games of owners
      times what is positive: what many of the well-known games promise to everybody counts less.

    Of all of that the largest weights times owners^`reach` are kept: `mean_weights` a newcomer, and
    the `least_weights` largest of each.

    Args:
        catalogue: all games.
        libraries: who owns what; every game is in the catalogue.
        precision: P, float32, symmetric, one row per game of `libraries`.
        parameters: how.
        newcomers: ascending ids of the newcomers, none with owners. By default those games of the
            catalogue, no extras and no editions of other games, that fewer than `enough_owners`
            own, under any of their ids.

    Returns:
        Nothing where nobody owns anything, or where no game is new.
    """
    given = parameters or NewcomerParameters()
    if newcomers is None:
        chosen = _newcomers(catalogue, libraries, given.enough_owners)
    else:
        chosen = catalogue.places_of(newcomers)
    found = _Newcomers(catalogue, libraries, precision, given, chosen)
    return found.weights() if found.can_be_weighed else NewcomerWeights.none()


def _newcomers(catalogue: Catalogue, libraries: Libraries, enough_owners: int) -> Integers:
    products = find_products(catalogue, libraries)
    wanted = catalogue.is_in_catalogue & ~products.is_extra & products.is_main
    return np.flatnonzero(wanted & (products.owners < enough_owners))


class _Newcomers:
    """Newcomers and those who may speak for them."""

    def __init__(
        self,
        catalogue: Catalogue,
        libraries: Libraries,
        precision: Floats,
        given: NewcomerParameters,
        chosen: Integers,
    ) -> None:
        places = catalogue.places_of(libraries.game_ids)
        speakers = np.flatnonzero((libraries.owners > 0) & ~np.isin(places, chosen))
        self._given, self._precision = given, precision
        self._ids, self._chosen = catalogue.game_ids, chosen
        self._places, self._speakers = places, speakers
        self._owners = np.zeros(libraries.games_count, dtype=np.float32)
        self._owners[speakers] = libraries.owners[speakers]
        owners = np.zeros(len(catalogue.game_ids), dtype=np.float32)
        owners[places] = self._owners
        popularity = predicted_popularity(catalogue, owners, owners > 0)[chosen]
        self._times = np.exp(given.popularity * popularity).astype(np.float32)
        vectors = content_vectors(catalogue, given.content)
        self._vectors = vectors[chosen]
        self._cosines = Cosines(vectors[places[speakers]])
        self._reach = np.where(self._owners > 0, self._owners**given.reach, 0)

    @property
    def can_be_weighed(self) -> bool:
        """Tell whether there is somebody to speak, and somebody to speak for."""
        return bool(len(self._speakers)) and bool(len(self._chosen))

    def weights(self) -> NewcomerWeights:
        """Weigh all newcomers, a block at a time, and choose among all weights."""
        given = self._given
        shape = (len(self._chosen), min(given.most_weights, len(self._owners)))
        columns = np.zeros(shape, dtype=np.int64)
        weights, reached = np.zeros((2, *shape), dtype=np.float32)

        def fill_some(starts: range) -> None:
            for start in starts:
                rows = slice(start, start + _BLOCK)
                said = self._block(rows)
                reaching = said * self._reach
                best = np.argpartition(reaching, -shape[1], axis=1)[:, -shape[1] :]
                best.sort(axis=1)
                columns[rows] = best
                weights[rows] = np.take_along_axis(said, best, axis=1)
                reached[rows] = np.take_along_axis(reaching, best, axis=1)

        starts = [range(n * _BLOCK, len(columns), _THREADS * _BLOCK) for n in range(_THREADS)]
        in_threads(fill_some, starts, threads=_THREADS)
        kept = _largest(reached, given.mean_weights, given.least_weights)
        scale = np.iinfo(np.int16).max / max(float(weights.max(initial=0)), 1e-12)
        whole = np.rint(np.maximum(weights * kept, 0).astype(np.float64) * scale).astype(np.int16)
        rows, places = np.nonzero(whole)
        return NewcomerWeights(
            game_ids=self._ids[self._places[columns[rows, places]]],
            newcomer_ids=self._ids[self._chosen[rows]],
            weights=whole[rows, places],
        )

    def _block(self, rows: slice) -> Floats:
        """Weigh what the games of libraries say of some newcomers: newcomers by these games."""
        given = self._given
        cosines = self._cosines.block(self._vectors[rows])
        lenders = self._neighbours(
            cosines, rows, given.lenders, given.lenders_power, given.lenders_rarity
        )
        said = self._borrowed(lenders)
        promised = np.maximum(said, 0) @ self._owners
        said *= self._scaled(promised, 1 - given.alike_share, rows)[:, None]
        alike = self._neighbours(cosines, rows, given.alike, given.alike_power, given.alike_rarity)
        factors = self._scaled(alike @ self._owners, given.alike_share, rows)
        places = np.repeat(np.arange(len(said)), np.diff(alike.indptr))
        said[places, alike.indices] += alike.data * factors[places]
        return said

    def _neighbours(
        self, cosines: Floats, rows: slice, count: int, power: float, rarity: float
    ) -> sparse.csr_array:
        """Weigh the games most like each newcomer."""
        places = self._chosen[rows]
        chosen, values = nearest(cosines, count, rows=places, columns=self._places[self._speakers])
        columns = self._speakers[chosen]  # nobody weighs nothing
        weights = values**power * self._owners[columns] ** -rarity
        weights[chosen == NOBODY] = 0
        ends = np.arange(len(places) + 1) * chosen.shape[1]
        shape = (len(places), len(self._owners))
        return sparse.csr_array(
            (weights.astype(np.float32).ravel(), columns.ravel(), ends), shape=shape
        )

    def _borrowed(self, lenders: sparse.csr_array) -> Floats:
        """Add up columns of B = -P_ij / P_jj with a zero diagonal; P is symmetric."""
        own = np.diagonal(self._precision)[lenders.indices]
        parts = (-lenders.data / own, lenders.indices, lenders.indptr)
        summed: Floats = sparse.csr_array(parts, shape=lenders.shape) @ self._precision
        rows = np.repeat(np.arange(len(summed)), np.diff(lenders.indptr))
        np.add.at(summed, (rows, lenders.indices), lenders.data)
        return summed

    def _scaled(self, promised: Floats, share: float, rows: slice) -> Floats:
        """Give the factors of one of the two parts of the newcomers' weights."""
        expected = np.where(promised > 0, promised, 1) ** -self._given.expected
        factors: Floats = (share * expected * self._times[rows]).astype(np.float32)
        return factors


def _largest(reached: Floats, mean: int, least: int) -> Flags:
    """Mark the largest of all, so many per row on average, and the largest of each row."""
    if not reached.size:
        return np.zeros(reached.shape, dtype=bool)
    rows, columns = reached.shape
    together = min(mean * rows, reached.size) - 1
    enough = -np.partition(-reached.ravel(), together)[together]
    each = min(least, columns) - 1
    own = -np.partition(-reached, each, axis=1)[:, each]
    kept: Flags = (reached >= np.minimum(enough, own)[:, None]) & (reached > 0)
    return kept
