"""Popularity of games, predicted from what the store says of them."""

from typing import Final

import numpy as np
from scipy import linalg, sparse

from etl.recommender.catalogue import Catalogue
from etl.recommender.libraries import Flags, Floats

RIDGE: Final = 10.0
"""Squared weights count as much as this many squared errors."""
SHRINKAGE: Final = 3.0
"""Games of a studio of which nothing is known, that pull its mean error towards 0."""
FIRST_YEAR, LAST_YEAR = 2004, 2018
MIDDLE_SCORE: Final = 72
ENTRIES: Final = 10
"""Stretches into which games are divided by id: ids rise with the entry into the store."""


def predict_popularity(catalogue: Catalogue, owners: Floats, known: Flags) -> Floats:
    """Predict ln(1 + owners) of every game from its labels, price, release, studios and series.

    A ridge regression on labels and facts; then a second one, to which are added, for the studios,
    publishers and series of a game, the mean error of the first one over their other games.

    Returns:
        One value a game; all 0 where nothing is known.
    """
    if not known.any():
        return np.zeros(len(owners))
    truth = np.log1p(owners.astype(np.float64))
    labels = (catalogue.tags, catalogue.genres, catalogue.specs)
    facts: Floats = np.hstack(
        [_feature_matrix(catalogue), *(kind.toarray() > 0 for kind in labels)], dtype=np.float32
    )
    errors = np.where(known, truth - _fit_and_predict(facts, truth, known), 0)
    relatives = [catalogue.developers, catalogue.publishers, catalogue.series]
    columns = [one for kind in relatives for one in _errors_of_relatives(kind, errors, known)]
    relatives_too = np.hstack([facts, np.column_stack(columns)], dtype=np.float32)
    return _fit_and_predict(relatives_too, truth, known)


def _feature_matrix(catalogue: Catalogue) -> Floats:
    games = len(catalogue.game_ids)
    released = np.clip(catalogue.released, FIRST_YEAR, LAST_YEAR)
    years = _interpolation_weights(released, FIRST_YEAR, LAST_YEAR)
    entries = _interpolation_weights(np.arange(games) / max(games, 1) * ENTRIES, 0, ENTRIES)
    prices = np.nan_to_num(np.log1p(catalogue.prices))[:, None]
    is_free = (catalogue.prices == 0)[:, None]
    scores = np.nan_to_num((catalogue.metascores - MIDDLE_SCORE) / 10)[:, None]
    tags, specs, developers, publishers = (
        np.diff(labels.indptr)[:, None]
        for labels in (catalogue.tags, catalogue.specs, catalogue.developers, catalogue.publishers)
    )
    said = np.log1p(tags)
    summaries = np.array(catalogue.store_sentiments, dtype=np.str_)
    _, sentiments = np.unique(summaries, return_inverse=True)
    kinds = [
        np.ones((games, 1)),
        np.isnan(np.column_stack([released, catalogue.prices, catalogue.metascores])),
        np.column_stack([is_free, prices, prices**2, scores, scores**2]),
        catalogue.is_early_access[:, None],
        np.column_stack([said, said**2, tags / 20, np.log1p(specs)]),
        np.column_stack([developers == 0, publishers == 0]),
        np.eye(int(sentiments.max(initial=-1)) + 1)[sentiments],
        years,
        entries,
        np.column_stack([said * years, prices * years, is_free * years]),
        np.column_stack([said * prices, said * is_free]),
    ]
    facts: Floats = np.hstack(kinds, dtype=np.float32)
    return facts


def _interpolation_weights(moments: Floats, first: int, last: int) -> Floats:
    """Divide each moment between the whole ones before and after it; an unknown one is nowhere."""
    distances = np.abs(moments[:, None] - np.arange(first, last + 1))
    near: Floats = np.nan_to_num(np.maximum(0, 1 - distances))
    return near


def _errors_of_relatives(labels: sparse.csr_array, errors: Floats, known: Flags) -> list[Floats]:
    """Give the mean error of the other games with a label, whether there are any, and how many."""
    ones = np.ones(labels.nnz)
    said = sparse.csr_array((ones, labels.indices, labels.indptr), shape=labels.shape)
    counted = known.astype(np.float64)
    own = np.diff(labels.indptr)
    total = said @ (said.T @ errors) - own * errors
    others = said @ (said.T @ counted) - own * counted
    return [total / (others + SHRINKAGE), (others > 0).astype(np.float64), np.log1p(others)]


def _fit_and_predict(facts: Floats, truth: Floats, known: Flags) -> Floats:
    """Fit the known games, and predict all."""
    learnt = facts[known].astype(np.float64)
    matrix = learnt.T @ learnt
    matrix[np.diag_indices_from(matrix)] += RIDGE
    weights = linalg.solve(matrix, learnt.T @ truth[known], assume_a="pos")
    predicted: Floats = facts @ weights.astype(np.float32)
    return predicted
