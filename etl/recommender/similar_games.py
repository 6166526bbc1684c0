"""Games most similar to each game, by common players and by content."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy import sparse

from etl.recommender.catalogue import Catalogue
from etl.recommender.content_vectors import (
    ContentWeights,
    Cosines,
    content_vectors,
    scale_to_unit_vectors,
)
from etl.recommender.game_variants import GameVariants, find_variants
from etl.recommender.libraries import Flags, Floats, Integers, Libraries, no_libraries
from etl.recommender.nearest_neighbours import NOBODY, nearest_neighbours
from etl.recommender.parallel import run_parallel

_BLOCK: Final = 256  # rows at a time,
_BLOCK_SCORES: Final = 4_500_000  # or fewer: 18 MB
_DONATION_BLOCK: Final = 512
_THREADS: Final = 2  # blocks at a time; what comes out does not depend on it
LABEL_DONORS: Final = 10
"""Games whose labels a game without any borrows."""
DONATED_LABELS_LENGTH: Final = 1.5
"""Length of the borrowed labels, where that of the name is 1."""
SIMILAR_CONTENT: Final = ContentWeights(
    tags=1.1,
    developers=0.6,
    genres=0.4,
    words=0.4,
    specs=0.3,
    publishers=0.3,
    series=0.6,
    years=0.2,
    tag_decay=0.0,
    rarity=0.6,
)
"""What makes games similar, by the measures of `evaluation.similar_lists`."""


@dataclass(frozen=True, kw_only=True)
class SimilarParameters:
    """How lists of similar games are made."""

    count: int = 50
    """Places of a list."""
    players: float = 0.5
    """Most that common players count; the rest is what games are."""
    enough_owners: float = 100.0
    """Owners at which common players count half of that."""
    hub_cut: int = 10
    """Places of a list that are kept from naming the same games again and again."""
    hub_limit: int = 45
    """Lists that may name a game on these places."""
    reviews: float = 0.0
    """What the store's reviews count: a game that is praised by all is more similar by this."""
    content: ContentWeights = SIMILAR_CONTENT


CONTENT_ALONE: Final = SimilarParameters(
    players=0.0, reviews=0.5, content=replace(SIMILAR_CONTENT, tag_decay=0.35)
)
"""Where there are no libraries; of the libraries that there are, these found most hidden games."""
REVIEWS: Final[Mapping[str, float]] = {
    "Overwhelmingly Positive": 1.0,
    "Very Positive": 0.9,
    **dict.fromkeys(("Positive", "Mostly Positive"), 0.7),
    "Mixed": 0.45,
    **dict.fromkeys(("Mostly Negative", "Negative"), 0.2),
    "Very Negative": 0.1,
}
"""How good the store's summary of reviews is, and how sure of that; 0 for all others."""


@dataclass(frozen=True)
class SimilarGames:
    """Lists of similar games, one after the other, best first; one element per place of a list."""

    game_ids: Integers
    """int64: whose list it is."""
    ranks: Integers
    """int16, from 1."""
    similar_ids: Integers
    """int64: the similar game."""
    scores: Floats
    """float32, 0 to 1: how similar. It falls with the rank, except where a hub was put back."""
    players_shares: Floats
    """float32, 4 decimals, 0 to 1: the part of the score that common players give; the rest is
    content's."""


def similar_games(
    catalogue: Catalogue,
    libraries: Libraries,
    precision: Floats,
    parameters: SimilarParameters | None = None,
) -> SimilarGames:
    """List the games most similar to each game.

    score = a * players + (1 - a) * content, both divided by the row's largest; players is the
    partial correlation -P_ij / sqrt(P_ii * P_jj), at least 0, content the cosine of what the store
    says; a = `players` * n / (n + `enough_owners`) with n owners. Of equal scores the game that
    entered the store nearer to the other one is better, then the one before it.

    Only games are in lists of games; in those of extras (`variants.find_variants`: soundtracks,
    betas) extras are, too. Another edition or a second id of a game has that game's list, and is in
    no list. Nothing is in its own. Where nothing is similar, the list names what entered the store
    next before and after, with scores of 0.

    Args:
        catalogue: all games; each gets a list, unless there is no other game.
        libraries: who owns what; every game is in the catalogue.
        precision: P, float32, symmetric, one row per game of `libraries`: the inverse of the
            weighted and regularised Gram matrix of libraries.
        parameters: how.
    """
    given = parameters or SimilarParameters()
    variants = find_variants(catalogue, libraries)
    places = catalogue.places_of(libraries.game_ids)
    lists = _Lists(catalogue, variants, PartialCorrelations(variants, places, precision), given)
    games, main = ~variants.is_extra, variants.is_main
    lists.fill(np.flatnonzero(games), np.flatnonzero(games & main))
    lists.fill(np.flatnonzero(variants.is_extra), np.flatnonzero(main))
    return lists.finished(catalogue.game_ids)


def content_similar_games(catalogue: Catalogue) -> SimilarGames:
    """List the games most similar to each game by what the store says of them alone."""
    nothing = np.empty((0, 0), dtype=np.float32)
    return similar_games(catalogue, no_libraries(), nothing, CONTENT_ALONE)


class PartialCorrelations:
    """Partial correlations of games: what two have in common beyond what all others explain."""

    def __init__(self, variants: GameVariants, places: Integers, precision: Floats) -> None:
        """Look up games by their place in the catalogue; nothing is copied.

        Args:
            variants: whose owners speak for each place.
            places: the place of each row of the matrix.
            precision: P, symmetric: the inverse of the weighted, regularised Gram matrix.
        """
        rows = np.full(len(variants.main), -1, dtype=np.int64)
        rows[places] = np.arange(len(places))
        self._rows = rows[variants.players]
        self._precision = precision
        self._scales = 1 / np.sqrt(np.diagonal(precision))
        self.known: Flags = variants.owners > 0
        """Places with owners."""

    def block(self, places: Integers, others: Integers, out: Floats | None = None) -> Floats:
        """Give -P_ij / sqrt(P_ii * P_jj), at least 0, of places with owners: float32.

        `out` is memory for the result.
        """
        rows, columns = self._rows[places], self._rows[others]
        # with a mode that cannot fail nothing is checked, and nothing is copied twice
        block: Floats = np.take(self._precision[rows], columns, axis=1, out=out, mode="clip")
        block *= -self._scales[rows, None]
        block *= self._scales[columns]
        return np.maximum(block, 0, out=block)


class _Lists:
    """Lists under construction."""

    def __init__(
        self,
        catalogue: Catalogue,
        variants: GameVariants,
        players: PartialCorrelations,
        given: SimilarParameters,
    ) -> None:
        self._variants, self._players, self._given = variants, players, given
        vectors = content_vectors(catalogue, given.content)[variants.main]
        self._vectors = _with_labels_of_co_played_games(vectors, catalogue, variants, players)
        shape = (len(variants.main), given.count + given.count // 2)  # some, for the hubs' sake
        praise = [REVIEWS.get(said, 0) for said in catalogue.store_sentiments]
        self._reviewed = 1 + np.float32(given.reviews) * np.array(praise, dtype=np.float32)
        self._similar = np.full(shape, NOBODY, dtype=np.int32)
        self._scores = np.zeros(shape, dtype=np.float32)
        self._shares = np.zeros(shape, dtype=np.float32)

    def fill(self, rows: Integers, candidates: Integers) -> None:
        """Choose the best of the candidates for each row."""
        rows, _ = self._order_owned_first(rows)
        candidates, owned = self._order_owned_first(candidates)
        positions = np.zeros(len(self._variants.main), dtype=np.int64)
        positions[candidates] = np.arange(len(candidates))
        cosines = Cosines(self._vectors[candidates])

        block = min(_BLOCK, 1 + _BLOCK_SCORES // max(len(candidates), 1))

        def fill_some(starts: range) -> None:
            memory = np.empty((2, block, len(candidates)), dtype=np.float32)
            for start in starts:
                places = rows[start : start + block]
                scores = cosines.block(self._vectors[places], out=memory[0, : len(places)])
                if self._given.reviews:
                    scores *= self._reviewed[candidates]
                itself = positions[self._variants.main[places]]
                by_players = self._blend_player_scores(
                    scores, places, itself, candidates[:owned], memory[1]
                )
                self._write_best_candidates(places, candidates, scores, by_players)

        starts = [range(n * block, len(rows), _THREADS * block) for n in range(_THREADS)]
        run_parallel(fill_some, starts, threads=_THREADS)

    def _order_owned_first(self, places: Integers) -> tuple[Integers, int]:
        known = self._players.known[places]
        return np.concatenate([places[known], places[~known]]), int(known.sum())

    def _blend_player_scores(
        self, scores: Floats, places: Integers, itself: Integers, owned: Integers, memory: Floats
    ) -> Floats:
        """Turn cosines into scores; returns the part of common players.

        That part has rows and columns for those with owners only; they come first in `scores`.
        """
        rows = np.arange(len(places))
        scores[rows, itself] = 0
        owners = self._variants.owners[places]
        share = self._given.players * owners / (owners + self._given.enough_owners)
        _scale_rows_to(scores, 1 - share)
        known = int(self._players.known[places].sum())
        by_players = memory.ravel()[: known * len(owned)].reshape(known, len(owned))
        if known:
            self._players.block(places[:known], owned, out=by_players)
            inside = np.flatnonzero(itself[:known] < len(owned))
            by_players[inside, itself[inside]] = 0
            _scale_rows_to(by_players, share[:known])
            scores[:known, : len(owned)] += by_players
        scores[rows, itself] = -1
        return by_players

    def _write_best_candidates(
        self, places: Integers, candidates: Integers, scores: Floats, by_players: Floats
    ) -> None:
        """Write the best of the candidates into the lists of some rows."""
        count = self._scores.shape[1]
        chosen, values = nearest_neighbours(scores, count, rows=places, columns=candidates)
        part = np.zeros_like(values)
        known, columns = by_players.shape
        rows, ranks = np.nonzero((chosen[:known] != NOBODY) & (chosen[:known] < columns))
        part[rows, ranks] = by_players[rows, chosen[rows, ranks]]
        shares = np.divide(part, values, out=np.zeros_like(values), where=values > 0)
        self._similar[places] = np.where(chosen == NOBODY, NOBODY, candidates[chosen])
        self._scores[places] = values
        self._shares[places] = np.minimum(shares, 1).round(4)

    def finished(self, game_ids: Integers) -> SimilarGames:
        """Put hubs back, cut to length, and write one list after the other."""
        given = self._given
        order = limit_hubs(
            self._similar,
            self._scores,
            cut=given.hub_cut,
            limit=given.hub_limit,
            chosen=self._players.known,
        )
        order = order[:, : given.count].astype(np.int16)
        similar = np.take_along_axis(self._similar, order, axis=1)
        rows, ranks = np.nonzero(similar != NOBODY)
        places = order[rows, ranks]
        return SimilarGames(
            game_ids=game_ids[rows],
            ranks=(ranks + 1).astype(np.int16),
            similar_ids=game_ids[similar[rows, ranks]],
            scores=self._scores[rows, places],
            players_shares=self._shares[rows, places],
        )


def _with_labels_of_co_played_games(
    vectors: sparse.csr_array,
    catalogue: Catalogue,
    variants: GameVariants,
    players: PartialCorrelations,
) -> sparse.csr_array:
    """Let games that libraries hold and the store does not describe borrow labels.

    Each such game gets those of the `LABEL_DONORS` games with which it has most players in common,
    beside what its name says.
    """
    labels = np.diff(catalogue.tags.indptr) + np.diff(catalogue.developers.indptr)
    described = (labels > 0)[variants.main]
    poor = np.flatnonzero(~described & players.known)
    lenders = np.flatnonzero(described & players.known & variants.is_main & ~variants.is_extra)
    lent = [sparse.csr_array((0, vectors.shape[1]), dtype=np.float32)]
    for start in range(0, len(poor), _DONATION_BLOCK):
        rows = poor[start : start + _DONATION_BLOCK]
        chosen, values = nearest_neighbours(
            players.block(rows, lenders), LABEL_DONORS, rows=rows, columns=lenders
        )
        columns = np.append(lenders, 0)[chosen]  # nobody lends with a weight of 0
        ends = np.arange(len(rows) + 1) * LABEL_DONORS
        shares = (values.ravel(), columns.ravel(), ends)
        lent.append(sparse.csr_array(shares, shape=(len(rows), len(labels))) @ vectors)
    borrowed = np.float32(DONATED_LABELS_LENGTH) * scale_to_unit_vectors(
        sparse.csr_array(sparse.vstack(lent, format="csr"))
    )
    starts = np.zeros(len(labels) + 1, dtype=np.int64)
    starts[poor + 1] = 1
    ones = np.ones(len(poor), dtype=np.float32)
    shape = (len(labels), len(poor))
    into = sparse.csr_array((ones, np.arange(len(poor)), np.cumsum(starts)), shape=shape)
    return scale_to_unit_vectors(sparse.csr_array(vectors + into @ borrowed))


def _scale_rows_to(block: Floats, largest: Floats) -> None:
    """Scale each row so that its largest value becomes this; rows of nothing stay so."""
    present = block.max(axis=1, initial=0)
    block *= (largest / np.where(present > 0, present, 1)).astype(np.float32)[:, None]


def limit_hubs(
    similar: Integers, scores: Floats, *, cut: int, limit: int, chosen: Flags
) -> Integers:
    """Order each list so that no game is among the first `cut` of more than `limit` lists.

    Every list offers itself to its best `cut` games; a game takes the `limit` offers with the best
    scores (then the earlier list) and refuses the rest, who offer themselves to their next best
    one, until nobody is refused. What comes out does not depend on the order of these steps
    (Gale and Shapley, "College Admissions and the Stability of Marriage", 1962). Those who refused
    a list stand at its end.

    The same holds among the chosen games: a chosen game's list also offers itself to the best `cut`
    chosen ones in it, so that leaving out all others makes no hubs either.

    Args:
        similar: lists by places: numbers of games, best first, `NOBODY` at the end.
        scores: theirs.
        cut: places that are limited.
        limit: lists that a game may be in.
        chosen: the games that may be asked for alone.

    Returns:
        Lists by places: the place where each place's game stood. A game is among the first of more
        lists only where these have nothing else to offer.
    """
    present = similar != NOBODY
    alone = present & chosen[similar] & chosen[:, None]
    refused = np.zeros(similar.shape, dtype=bool)
    rows: Integers = np.arange(len(similar))
    offered = np.zeros(similar.shape, dtype=bool)
    while len(rows):
        free = ~refused[rows]
        first, first_alone = (free & kind[rows] for kind in (present, alone))
        first &= np.cumsum(first, axis=1) <= cut
        first_alone &= np.cumsum(first_alone, axis=1) <= cut
        offered[rows] = first | first_alone
        rows = _refuse_worst_offers(similar, scores, offered, refused, limit)
    return np.argsort(np.where(refused, 1, np.where(present, 0, 2)), axis=1, kind="stable")


def _refuse_worst_offers(
    similar: Integers, scores: Floats, offered: Flags, refused: Flags, limit: int
) -> Integers:
    """Let crowded games refuse their worst offers; returns the lists that were refused."""
    rows, places = np.nonzero(offered)
    games = similar[rows, places]
    crowded = np.flatnonzero((np.bincount(games, minlength=len(similar)) > limit)[games])
    rows, places, games = rows[crowded], places[crowded], games[crowded]
    order = np.lexsort((rows, -scores[rows, places], games))
    starts = np.searchsorted(games[order], games[order])
    late = order[np.arange(len(order)) - starts >= limit]
    refused[rows[late], places[late]] = True
    return np.unique(rows[late])
