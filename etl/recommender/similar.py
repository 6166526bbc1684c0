"""Who owns what and what games are in, the games most similar to each game out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from etl.recommender.content import ContentWeights, Cosines, content_vectors, with_borrowed
from etl.recommender.correlations import Correlations
from etl.recommender.hubs import limit_hubs
from etl.recommender.nearest import NOBODY, nearest
from etl.recommender.products import find_products
from etl.recommender.side_by_side import in_threads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.recommender.catalogue import Catalogue
    from etl.recommender.libraries import Floats, Integers, Libraries
    from etl.recommender.products import Products

_BLOCK: Final = 256  # rows at a time: 35 MB against 34,000 games
_THREADS: Final = 2  # blocks at a time; what comes out does not depend on it
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
"""What makes games similar, by the measures of `evaluation.neighbours`."""


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
    content: ContentWeights = SIMILAR_CONTENT


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

    Only games are in lists of games; in those of extras (`products.find_products`: soundtracks,
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
    products = find_products(catalogue, libraries)
    places = catalogue.places_of(libraries.game_ids)
    lists = _Lists(catalogue, products, Correlations(products, places, precision), given)
    for rows, candidates in _tasks(products):
        lists.fill(rows, candidates)
    return lists.finished(catalogue.game_ids)


def _tasks(products: Products) -> Iterator[tuple[Integers, Integers]]:
    """Divide the rows by what may be in their lists: games in those of games, all in the others."""
    games, main = ~products.is_extra, products.is_main
    yield np.flatnonzero(games), np.flatnonzero(games & main)
    yield np.flatnonzero(products.is_extra), np.flatnonzero(main)


class _Lists:
    """Lists under construction."""

    def __init__(
        self,
        catalogue: Catalogue,
        products: Products,
        players: Correlations,
        given: SimilarParameters,
    ) -> None:
        self._products, self._players, self._given = products, players, given
        vectors = content_vectors(catalogue, given.content)[products.main]
        self._vectors = with_borrowed(vectors, catalogue, products, players)
        shape = (len(products.main), given.count + given.count // 2)  # some, for the hubs' sake
        self._similar = np.full(shape, NOBODY, dtype=np.int32)
        self._scores = np.zeros(shape, dtype=np.float32)
        self._shares = np.zeros(shape, dtype=np.float32)

    def fill(self, rows: Integers, candidates: Integers) -> None:
        """Choose the best of the candidates for each row."""
        rows, _ = self._owned_first(rows)
        candidates, owned = self._owned_first(candidates)
        positions = np.zeros(len(self._products.main), dtype=np.int64)
        positions[candidates] = np.arange(len(candidates))
        cosines = Cosines(self._vectors[candidates])

        def fill_some(starts: range) -> None:
            memory = np.empty((2, _BLOCK, len(candidates)), dtype=np.float32)
            for start in starts:
                places = rows[start : start + _BLOCK]
                scores = cosines.block(self._vectors[places], out=memory[0, : len(places)])
                itself = positions[self._products.main[places]]
                by_players = self._blend(scores, places, itself, candidates[:owned], memory[1])
                self._choose(places, candidates, scores, by_players)

        starts = [range(n * _BLOCK, len(rows), _THREADS * _BLOCK) for n in range(_THREADS)]
        in_threads(fill_some, starts, threads=_THREADS)

    def _owned_first(self, places: Integers) -> tuple[Integers, int]:
        known = self._players.known[places]
        return np.concatenate([places[known], places[~known]]), int(known.sum())

    def _blend(
        self,
        scores: Floats,
        places: Integers,
        itself: Integers,
        owned: Integers,
        memory: Floats,
    ) -> Floats:
        """Turn cosines into scores; returns the part of common players.

        That part has rows and columns for those with owners only; they come first in `scores`.
        """
        rows = np.arange(len(places))
        scores[rows, itself] = 0
        owners = self._products.owners[places]
        share = self._given.players * owners / (owners + self._given.enough_owners)
        _scale_to(scores, 1 - share)
        known = int(self._players.known[places].sum())
        by_players = memory.ravel()[: known * len(owned)].reshape(known, len(owned))
        if known:
            self._players.block(places[:known], owned, out=by_players)
            inside = np.flatnonzero(itself[:known] < len(owned))
            by_players[inside, itself[inside]] = 0
            _scale_to(by_players, share[:known])
            scores[:known, : len(owned)] += by_players
        scores[rows, itself] = -1
        return by_players

    def _choose(
        self, places: Integers, candidates: Integers, scores: Floats, by_players: Floats
    ) -> None:
        """Write the best of the candidates into the lists of some rows."""
        count = self._scores.shape[1]
        chosen, values = nearest(scores, count, rows=places, columns=candidates)
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
        order = order[:, : given.count]
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


def _scale_to(block: Floats, largest: Floats) -> None:
    """Scale each row so that its largest value becomes this; rows of nothing stay so."""
    present = block.max(axis=1, initial=0)
    block *= (largest / np.where(present > 0, present, 1)).astype(np.float32)[:, None]
