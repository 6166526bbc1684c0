"""Recommenders to compare by name: the baselines, and our own model for both objectives.

The constants of each baseline were found on validation users of the real libraries (seed 0), over
a grid of each one's own parameters, by the sum of R@10 and N@10 of protocol S and R@10 of T and DS;
the test users had no say. A short list is better than a long one for all neighbours but one kind.
iALS has the ridge that was best where it grew with a row's elements, in the mean.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

import numpy as np
from scipy import sparse

from etl.evaluation.baselines import ItemKNN, LinearAutoencoder, UserKNN, popularity_baseline
from etl.evaluation.matrix_factorization import BiasedMF, ImplicitMF
from etl.evaluation.metrics import Scorer
from etl.evaluation.similar_lists import EDLAE
from etl.recommender.catalogue import Catalogue
from etl.recommender.libraries import Floats, Libraries
from etl.recommender.similar_games import content_similar_games
from etl.recommender.weights import (
    Objective,
    Weights,
    summed_weights_scorer,
    train_weights,
    weight_training_bytes,
)

SINGLE: Final = 4  # bytes


def _dense_matrix_bytes(games_count: int) -> int:
    return SINGLE * games_count**2


@dataclass(frozen=True)
class Recommender:
    """A way to learn, and how it is shown."""

    title: str
    fit: Callable[[Libraries], Scorer]
    needed_bytes: Callable[[int], int] = lambda _: 0
    """Memory for so many games, as far as it is more than a little."""


BASELINES: Final[dict[str, Recommender]] = {
    "popularity": Recommender("popularity", popularity_baseline),
    "cosine": Recommender("item cosine, top 5", ItemKNN(count=5)),
    "cosine-20": Recommender("item cosine, top 20", ItemKNN(count=20)),
    "cosine-50": Recommender("item cosine, top 50, shrunk", ItemKNN(count=50, shrinkage=20)),
    "bm25": Recommender("BM25 cosine, top 5", ItemKNN(count=5, bm25=(5, 1))),
    "bm25-20": Recommender("BM25 cosine, top 20", ItemKNN(count=20, bm25=(1.2, 0.75))),
    "rp3beta": Recommender(
        "RP3beta, top 5",
        ItemKNN(count=5, user_power=0.75, row_power=0.75, column_power=0.5, plain_owners=True),
    ),
    "rp3beta-20": Recommender(
        "RP3beta, top 20",
        ItemKNN(count=20, user_power=1, row_power=1, column_power=0.6, plain_owners=True),
    ),
    "knn": Recommender(
        "item neighbours, all kept",
        ItemKNN(count=None, user_power=1, row_power=0.6, column_power=0.35, exponent=4),
        _dense_matrix_bytes,
    ),
    "users": Recommender("user neighbours", UserKNN(count=100)),
    "ials": Recommender(
        "iALS, 128 factors", ImplicitMF(factors=128, iterations=12, alpha=2, ridge=0.5)
    ),
    "svd": Recommender("SVD on ratings", BiasedMF(factors=32, iterations=10, ridge=0.1)),
    "ease": Recommender("EASE", LinearAutoencoder(ridge=200), _dense_matrix_bytes),
    "edlae": Recommender("EDLAE", EDLAE, _dense_matrix_bytes),
}


def recommenders_by_name(catalogue: Catalogue, seed: int = 0) -> dict[str, Recommender]:
    """Name every recommender."""

    def train(libraries: Libraries) -> Weights:
        games = catalogue.take(catalogue.places_of(libraries.game_ids))
        return train_weights(libraries, relations=games.relations, seed=seed)[0]

    content = Recommender("content alone", partial(content_baseline, catalogue))
    ours = own_recommenders(train, needed_bytes=weight_training_bytes)
    return BASELINES | {"content": content} | ours


def content_baseline(catalogue: Catalogue, libraries: Libraries) -> Scorer:
    """Score a game by its likeness to those owned, as `agg.content_scores` does.

    Learns nothing from the libraries: it is what a catalogue alone would give them.
    """
    similar = content_similar_games(catalogue)
    columns = np.full(len(catalogue.game_ids), -1, dtype=np.int64)
    columns[catalogue.places_of(libraries.game_ids)] = np.arange(libraries.games_count)
    rows, others = (
        columns[catalogue.places_of(ids)] for ids in (similar.game_ids, similar.similar_ids)
    )
    held = (rows >= 0) & (others >= 0)
    values = np.rint(1e6 * similar.scores[held].astype(np.float64) ** 4)
    shape = (libraries.games_count,) * 2
    weights = sparse.csr_array((values, (rows[held], others[held])), shape=shape)

    def score(visible: Libraries) -> Floats:
        scores: Floats = (visible.owned @ weights).toarray().astype(np.float32)
        return scores

    return Scorer(score, weights_count=weights.nnz)


def own_recommenders(
    train: Callable[[Libraries], Weights], *, needed_bytes: Callable[[int], int] = lambda _: 0
) -> dict[str, Recommender]:
    """Make the recommenders of our own model, trained with `train` once for both objectives."""
    trained = lru_cache(maxsize=1)(train)

    def fit(training: Libraries, objective: Objective) -> Scorer:
        weights = trained(training)
        return summed_weights_scorer(weights, objective=objective, games_count=training.games_count)

    names: dict[str, Objective] = {"ours": "own", "ours-play": "play"}
    return {
        name: Recommender(
            f"Ludoteca, to {objective}", partial(fit, objective=objective), needed_bytes
        )
        for name, objective in names.items()
    }
