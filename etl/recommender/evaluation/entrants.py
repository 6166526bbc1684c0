"""What is known of games in, everybody who takes part in an evaluation out, ours among them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from etl.recommender.content import content_vectors
from etl.recommender.evaluation.cold import guesses
from etl.recommender.evaluation.families import FAMILIES, our_families
from etl.recommender.evaluation.families.items import ItemWeights
from etl.recommender.evaluation.lists import EDLAE, LatestPrecision, correlation_lists, cosine_lists
from etl.recommender.evaluation.metrics import NOBODY, best
from etl.recommender.hiding import kin
from etl.recommender.newcomers import newcomer_weights
from etl.recommender.popularity import predicted_popularity
from etl.recommender.similar import SimilarParameters, similar_games
from etl.recommender.weights import needed_bytes, train_weights

if TYPE_CHECKING:
    from etl.recommender.catalogue import Catalogue
    from etl.recommender.evaluation.cold import ColdModel, ColdScorer
    from etl.recommender.evaluation.families import Family
    from etl.recommender.evaluation.lists import ListMaker
    from etl.recommender.facts import GameFacts
    from etl.recommender.libraries import Floats, Integers, Libraries
    from etl.recommender.weights import Weights

CONTENT_NEIGHBOURS: Final = 50
"""Owned games that speak for a cold one: those nearest in content."""
LENDERS: Final = 10
"""Owned games nearest in content whose EDLAE columns a cold one borrows,"""
POPULARITY: Final = 0.5
"""times e to the power of this times its predicted ln(1 + owners)."""


def families(facts: GameFacts, seed: int = 0) -> dict[str, Family]:
    """Name every family of recommenders.

    Args:
        facts: of the games of the columns of the libraries that they learn from.
        seed: of what they draw.
    """
    labels = kin(facts.stems, facts.developers)

    def train(libraries: Libraries) -> Weights:
        return train_weights(libraries, labels=labels, seed=seed)[0]

    return FAMILIES | our_families(train, needed_bytes=needed_bytes)


def list_makers(catalogue: Catalogue) -> dict[str, ListMaker]:
    """Name the ways to make lists of similar games."""
    precision_of = LatestPrecision()  # one inverse serves them all

    def ours(parameters: SimilarParameters) -> ListMaker:
        def make(libraries: Libraries, game_ids: Integers) -> Integers:
            found = similar_games(catalogue, libraries, precision_of(libraries), parameters)
            lists = np.full((len(game_ids), parameters.count), NOBODY, dtype=np.int64)
            rows, others = (
                np.searchsorted(game_ids, ids) for ids in (found.game_ids, found.similar_ids)
            )
            lists[rows, found.ranks - 1] = others
            return lists

        return make

    return {
        "raw cosine": cosine_lists,
        "EDLAE partial correlation": partial(correlation_lists, precision_of=precision_of),
        "content alone": ours(SimilarParameters(players=0)),
        "Ludoteca": ours(SimilarParameters()),
    }


def cold_models(catalogue: Catalogue, seed: int = 0) -> dict[str, ColdModel]:
    """Name the ways to place cold games."""
    return {
        "random": guesses(seed),
        "popularity predicted from the store": partial(_expected, catalogue),
        "content": partial(_content, catalogue),
        "EDLAE columns of neighbours": partial(_borrowed, catalogue),
        "Ludoteca": partial(_newcomers, catalogue),
    }


def _predicted(catalogue: Catalogue, libraries: Libraries, cold_ids: Integers) -> Floats:
    owners = np.zeros(len(catalogue.game_ids), dtype=np.float32)
    owners[catalogue.places_of(libraries.game_ids)] = libraries.owners
    predicted = predicted_popularity(catalogue, owners, owners > 0)
    return predicted[catalogue.places_of(cold_ids)].astype(np.float32)


def _expected(catalogue: Catalogue, libraries: Libraries, cold_ids: Integers) -> ColdScorer:
    """Score a cold game alike for everybody: by how many owners its store page promises."""
    scores = _predicted(catalogue, libraries, cold_ids)
    return lambda visible: np.tile(scores, (visible.users_count, 1))


def _nearest_owned(
    catalogue: Catalogue, libraries: Libraries, cold_ids: Integers, count: int
) -> sparse.csr_array:
    """Give the cosines of the owned games nearest in content to each cold one: owned by cold."""
    vectors = content_vectors(catalogue)
    cold, known = (vectors[catalogue.places_of(ids)] for ids in (cold_ids, libraries.game_ids))
    cosines = (cold @ known.T).toarray()
    nearest = best(cosines, count, order=libraries.by_popularity)
    rows, places = np.nonzero(nearest >= 0)
    columns = nearest[rows, places]
    return sparse.csr_array((cosines[rows, columns], (columns, rows)), cosines.T.shape)


def _content(catalogue: Catalogue, libraries: Libraries, cold_ids: Integers) -> ColdScorer:
    """Score a cold game by the cubed cosines between what is owned and it."""
    return ItemWeights(_nearest_owned(catalogue, libraries, cold_ids, CONTENT_NEIGHBOURS) ** 3)


def _borrowed(catalogue: Catalogue, libraries: Libraries, cold_ids: Integers) -> ColdScorer:
    """Score a cold game by what EDLAE says of its neighbours, times its predicted popularity."""
    cosines = _nearest_owned(catalogue, libraries, cold_ids, LENDERS)
    precision = EDLAE.precision(libraries)
    lenders = np.unique(cosines.nonzero()[0])
    columns = precision[:, lenders] / -np.diagonal(precision)[lenders]
    columns[lenders, np.arange(len(lenders))] = 0
    weights = columns @ cosines[lenders].toarray()
    weights *= np.exp(POPULARITY * _predicted(catalogue, libraries, cold_ids))
    return ItemWeights(weights)


def _newcomers(catalogue: Catalogue, libraries: Libraries, cold_ids: Integers) -> ColdScorer:
    """Sum weights for newcomers."""
    found = newcomer_weights(catalogue, libraries, EDLAE.precision(libraries), newcomers=cold_ids)
    rows = np.searchsorted(libraries.game_ids, found.game_ids)
    columns = np.searchsorted(cold_ids, found.newcomer_ids)
    shape = (libraries.games_count, len(cold_ids))
    values = found.weights.astype(np.float64)
    return ItemWeights(sparse.csr_array((values, (rows, columns)), shape=shape))
