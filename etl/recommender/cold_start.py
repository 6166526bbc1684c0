"""Cold start: weights that speak for games that few or none own."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import linalg, sparse
from threadpoolctl import threadpool_limits

from etl.recommender.catalogue import Catalogue
from etl.recommender.content_vectors import ContentWeights, Cosines, content_vectors
from etl.recommender.game_variants import find_variants
from etl.recommender.libraries import Flags, Floats, Integers, Libraries
from etl.recommender.nearest_neighbours import NOBODY, nearest_neighbours
from etl.recommender.parallel import run_parallel
from etl.recommender.popularity_model import predict_popularity

_BLOCK: Final = 256  # cold games at a time: 11 MB against 11,000 games
_THREADS: Final = 2  # blocks at a time; what comes out does not depend on it

COLD_START_CONTENT: Final = ContentWeights(
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
"""What makes games be owned by the same people, by `evaluation.cold_start` on validation games."""


@dataclass(frozen=True, kw_only=True)
class ColdStartParameters:
    """How cold games get their weights; every default was chosen on validation games and users."""

    enough_owners: int = 5
    """Owners with which a game is no cold game."""
    mean_weights: int = 20
    """Weights per cold game, on average."""
    least_weights: int = 5
    """Weights of each cold game, if so many games resemble it."""
    most_weights: int = 100
    alike: int = 30
    """Games that speak for a cold game because they are like it,"""
    alike_power: float = 3.5
    """with their cosine to the power of this,"""
    alike_rarity: float = 0.45
    """times their owners to the power of minus this."""
    teachers: int = 1500
    """Best-known games, from which is learnt how weights follow from what a game is."""
    kernel_power: float = 1.5
    """How near two games are for that: their cosine to the power of this."""
    ridge: float = 0.2
    """What is added to the nearness of each teacher to itself."""
    alike_share: float = 0.7
    """What likeness counts, beside what is learnt."""
    expected: float = 0.5
    """Both are divided by the owners that they promise to the power of this."""
    popularity: float = 0.4
    """Times e to the power of this times the predicted ln(1 + owners)."""
    reach: float = 0.8
    """Weights are chosen by their size times the owners of who speaks to the power of this."""
    content: ContentWeights = COLD_START_CONTENT


@dataclass(frozen=True)
class ColdStartWeights:
    """One element per weight, by cold game and then by the game in the library."""

    game_ids: Integers
    """int64: the game in the library."""
    cold_ids: Integers
    """int64: the cold game that it speaks for."""
    weights: Integers
    """int16, 1 to 32,767: thousandths of an arbitrary unit."""


def cold_start_weights(
    catalogue: Catalogue,
    libraries: Libraries,
    precision: Floats,
    parameters: ColdStartParameters | None = None,
    *,
    cold_ids: Integers | None = None,
) -> ColdStartWeights:
    """Let the games of libraries speak for games that few or none own.

    score(user, cold game) = sum of the weights from the user's games to the cold game. A weight is
    e^(popularity * predicted ln(1 + owners)) * (s * alike + (1 - s) * learnt), where

    - alike is cosine^3.5 / owners^0.45 for the 30 games most like the cold game, by `content`;
    - learnt is what a kernel ridge regression over the 1,500 best-known games, the teachers, has
      them say of a game with such content: k (K + 0.2)^-1 B', with K = cosine^1.5 from teacher to
      teacher and k the same from cold game to teacher. B_ij = -P_ij / P_jj, 0 on the diagonal, is
      what EDLAE learns to add to game j for owning i;
    - both are divided, game by game, by the square root of the sum over games of owners
      times what is positive: what many of the well-known games promise to everybody counts less.

    Of all of that the largest weights times owners^`reach` are kept: `mean_weights` a cold game,
    and the `least_weights` largest of each.

    Args:
        catalogue: all games.
        libraries: who owns what; every game is in the catalogue.
        precision: P, float32, symmetric, one row per game of `libraries`.
        parameters: how.
        cold_ids: ascending ids of the cold games, none with owners. By default those games of the
            catalogue, no extras and no editions of other games, that fewer than `enough_owners`
            own, under any of their ids.

    Returns:
        Nothing where nobody owns anything, or where no game is new.
    """
    given = parameters or ColdStartParameters()
    if cold_ids is not None:
        chosen = catalogue.places_of(cold_ids)
    else:
        variants = find_variants(catalogue, libraries)
        wanted = catalogue.is_in_catalogue & ~variants.is_extra & variants.is_main
        chosen = np.flatnonzero(wanted & (variants.owners < given.enough_owners))
    found = _ColdGames(catalogue, libraries, precision, given, chosen)
    if found.can_be_weighed:
        return found.weights()
    nothing = np.empty(0, dtype=np.int64)
    return ColdStartWeights(nothing, nothing, nothing.astype(np.int16))


class _ColdGames:
    """Cold games and those who may speak for them."""

    def __init__(
        self,
        catalogue: Catalogue,
        libraries: Libraries,
        precision: Floats,
        given: ColdStartParameters,
        chosen: Integers,
    ) -> None:
        places = catalogue.places_of(libraries.game_ids)
        speakers = np.flatnonzero((libraries.owners > 0) & ~np.isin(places, chosen))
        self._given, self._chosen, self._ids = given, chosen, catalogue.game_ids
        self._places = places[speakers]
        self._owners = libraries.owners[speakers].astype(np.float32)
        owners = np.zeros(len(catalogue.game_ids), dtype=np.float32)
        owners[self._places] = self._owners
        popularity = predict_popularity(catalogue, owners, owners > 0)[chosen]
        self._times = np.exp(given.popularity * popularity).astype(np.float32)
        vectors = content_vectors(catalogue, given.content)
        self._vectors, known = vectors[chosen], vectors[self._places]
        self._cosines = Cosines(known)
        self._teachers = np.argsort(-self._owners, kind="stable")[: given.teachers]
        columns = speakers[self._teachers]
        self._lessons = _solve_kernel_weights(
            known[self._teachers], precision[np.ix_(columns, columns)], given
        )
        self._ranks = np.full(len(speakers), NOBODY)
        self._ranks[self._teachers] = np.arange(len(self._teachers))

    @property
    def can_be_weighed(self) -> bool:
        """Tell whether there is somebody to speak, and somebody to speak for."""
        return bool(len(self._places)) and bool(len(self._chosen))

    def weights(self) -> ColdStartWeights:
        """Weigh all cold games, a block at a time, and choose among all weights."""
        given = self._given
        width = min(given.most_weights, len(self._teachers) + given.alike)
        speakers = np.zeros((len(self._chosen), width), dtype=np.int64)
        weights, reached = np.zeros((2, *speakers.shape), dtype=np.float32)

        def fill_some(starts: range) -> None:
            for start in starts:
                rows = slice(start, start + _BLOCK)
                who, said = self._block(rows)
                reaching = said * self._owners[who] ** np.float32(given.reach)
                best = np.argpartition(reaching, -width, axis=1)[:, -width:]
                for kept, values in ((speakers, who), (weights, said), (reached, reaching)):
                    kept[rows] = np.take_along_axis(values, best, axis=1)

        starts = [range(n * _BLOCK, len(weights), _THREADS * _BLOCK) for n in range(_THREADS)]
        run_parallel(fill_some, starts, threads=_THREADS)
        kept = _mark_largest(reached, given.mean_weights, given.least_weights)
        scale = np.iinfo(np.int16).max / max(float(weights.max(initial=0)), 1e-12)
        whole = np.rint(np.maximum(weights * kept, 0).astype(np.float64) * scale).astype(np.int16)
        rows, columns = np.nonzero(whole)
        game_ids = self._ids[self._places[speakers[rows, columns]]]
        order = np.lexsort((game_ids, rows))
        return ColdStartWeights(
            game_ids=game_ids[order],
            cold_ids=self._ids[self._chosen[rows[order]]],
            weights=whole[rows, columns][order],
        )

    def _block(self, rows: slice) -> tuple[Integers, Floats]:
        """Weigh what is said of some cold games: by whom, and how much; by cold game and speaker.

        Who would say something for two reasons comes twice, the second time with 0.
        """
        given = self._given
        cosines = self._cosines.block(self._vectors[rows])
        learnt = _teacher_nearness(cosines[:, self._teachers], given) @ self._lessons
        learnt *= self._scaled(learnt, self._teachers, 1 - given.alike_share, rows)
        chosen, values = nearest_neighbours(
            cosines, given.alike, rows=self._chosen[rows], columns=self._places
        )
        who = np.where(chosen == NOBODY, 0, chosen)  # nobody's cosine is 0
        alike = values**given.alike_power * self._owners[who] ** -given.alike_rarity
        alike *= self._scaled(alike, who, given.alike_share, rows)
        ranks = np.where(alike > 0, self._ranks[who], NOBODY)
        twice = np.nonzero(ranks != NOBODY)
        learnt[twice[0], ranks[twice]] += alike[twice]
        alike[twice] = 0
        teachers = np.broadcast_to(self._teachers, learnt.shape)
        return np.hstack([teachers, who]), np.hstack([learnt, alike], dtype=np.float32)

    def _scaled(self, said: Floats, who: Integers, share: float, rows: slice) -> Floats:
        """Give the factors, a column, of one of the two parts of the cold games' weights."""
        promised = (np.maximum(said, 0) * self._owners[who]).sum(axis=1)
        expected = np.where(promised > 0, promised, 1) ** -self._given.expected
        factors: Floats = (share * expected * self._times[rows]).astype(np.float32)
        return factors[:, None]


def _teacher_nearness(cosines: Floats, given: ColdStartParameters) -> Floats:
    """Tell how near games are to the teachers; rounding may leave a cosine just below 0."""
    near: Floats = np.maximum(cosines, 0) ** np.float32(given.kernel_power)
    return near


def _solve_kernel_weights(
    vectors: sparse.csr_array, precision: Floats, given: ColdStartParameters
) -> Floats:
    """Learn what the teachers say of a game from its nearness to each: teachers by teachers."""
    said = -precision.astype(np.float64) / np.diagonal(precision)[:, None]  # B', as P is symmetric
    np.fill_diagonal(said, 0)
    near = _teacher_nearness(Cosines(vectors).block(vectors), given).astype(np.float64)
    near[np.diag_indices_from(near)] += given.ridge
    with threadpool_limits(1, user_api="blas"):  # sums in one order on every machine
        lessons: Floats = linalg.solve(near, said).astype(np.float32)
    return lessons


def _mark_largest(reached: Floats, mean: int, least: int) -> Flags:
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
