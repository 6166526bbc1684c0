"""Evaluation of cold starts: games whose owners are hidden, ranked among themselves."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from scipy import sparse

from etl.evaluation.baselines import item_baseline_scorer
from etl.evaluation.metrics import CUT, Lists, Mean, recall, top_k, user_chunks
from etl.evaluation.similar_lists import EDLAE
from etl.progress import Reporter, Silent
from etl.recommender.catalogue import Catalogue
from etl.recommender.cold_start import cold_start_weights
from etl.recommender.content_vectors import content_vectors
from etl.recommender.libraries import Floats, Integers, Libraries
from etl.recommender.popularity_model import predict_popularity

ColdScorer: TypeAlias = Callable[[Libraries], Floats]
ColdModel: TypeAlias = Callable[[Libraries, Integers], ColdScorer]
"""Learns from libraries that lack the games of some ids; then scores these games, columns in the
order of the ids, for visible libraries."""

COLD_GAMES: Final = 1000
"""Games that are ranked against each other."""
MAX_SHARE: Final = 0.2
"""Of a small catalogue no larger share is made cold, for the test and for validation each."""
RARE: Final = (5, 100)
"""Owners of the games that resemble the real cold ones."""
ANY: Final = (5, None)
"""Owners of games of any popularity."""
DRAWS: Final = 3
"""Which 1,000 games are drawn moves the figures more than who is asked: so, several times."""
CONTENT_NEIGHBOURS: Final = 50
"""Owned games that speak for a cold one: those nearest in content."""
WEIGHT_DONORS: Final = 10
"""Owned games nearest in content whose EDLAE columns a cold one borrows,"""
POPULARITY: Final = 0.5
"""times e to the power of this times its predicted ln(1 + owners)."""


@dataclass(frozen=True)
class ColdSplit:
    """Some games without their owners, to be ranked for those users who own one of them."""

    known: Libraries
    """Every library without the cold games: what to learn from."""
    visible: Libraries
    """The libraries of the users asked: of `known`, those who own a cold game."""
    hidden: Libraries
    """The same users' cold games; its columns are the cold games."""

    @property
    def cold_ids(self) -> Integers:
        """The cold games, ascending."""
        return self.hidden.game_ids


def cold_split(
    libraries: Libraries,
    *,
    owners: tuple[int, int | None] = RARE,
    seed: int = 0,
    part: Literal["test", "validation"] = "test",
    games: int = COLD_GAMES,
) -> ColdSplit:
    """Draw cold games among those with that many owners, and hide all their owners.

    Test and validation games of one seed are different games.
    """
    least, most = owners
    fits = (libraries.owners >= least) & (libraries.owners <= (most or libraries.users_count))
    drawn = np.random.default_rng(seed).permutation(np.flatnonzero(fits))
    size = min(games, int(len(drawn) * MAX_SHARE))
    cold = np.sort(drawn[:size] if part == "test" else drawn[size : 2 * size])
    warm = np.ones(libraries.games_count, dtype=bool)
    warm[cold] = False
    known, hidden = libraries.without_games(cold), libraries.without_games(np.flatnonzero(warm))
    asked = np.flatnonzero((hidden.sizes > 0) & (known.sizes > 0))
    return ColdSplit(known=known, visible=known.take(asked), hidden=hidden.take(asked))


def cold_recall(split: ColdSplit, score: ColdScorer, *, count: int = CUT) -> Mean:
    """Rank the cold games for every user asked; average hits / min(count, cold games owned).

    Args:
        split: the test.
        score: gives scores of users by cold games (the columns of `hidden`) for the visible
            libraries of a chunk of users; of equal scores the lower id is better.
        count: length of the lists.
    """
    order = np.arange(len(split.cold_ids))
    lists = [top_k(score(chunk), count, order=order) for chunk in user_chunks(split.visible)]
    columns = np.concatenate([np.empty((0, count), dtype=np.int64), *lists])
    everything = np.ones(split.hidden.owned.nnz, dtype=bool)
    return recall(Lists(columns, len(order)), split.hidden, everything)


def evaluate_cold(
    libraries: Libraries,
    models: Mapping[str, ColdModel],
    *,
    seed: int = 0,
    draws: int = DRAWS,
    reporter: Reporter | None = None,
) -> dict[str, Any]:
    """Ask each model for cold games; the mean over several draws, by how many owners they had."""
    reporter = reporter or Silent()
    document: dict[str, Any] = {}
    for name, owners in {"5 to 100 owners": RARE, "any owners": ANY}.items():
        splits = [cold_split(libraries, owners=owners, seed=seed + draw) for draw in range(draws)]
        document[name] = {}
        for title, model in models.items():
            with reporter.stage(f"{title}: cold games of {name}"):
                means = [cold_recall(split, model(split.known, split.cold_ids)) for split in splits]
            values = np.array([mean.value for mean in means])
            document[name][title] = asdict(Mean.of(values)) | {"draws": values.tolist()}
            document[name][title]["users_count"] = sum(mean.users_count for mean in means)
    return document


def random_cold_model(seed: int = 0) -> ColdModel:
    """Make the model that knows nothing: the floor of the table."""

    def learn(_: Libraries, cold_ids: Integers) -> ColdScorer:
        dice = np.random.default_rng(seed)
        return lambda visible: dice.random((visible.users_count, len(cold_ids)), dtype=np.float32)

    return learn


def cold_models(catalogue: Catalogue, seed: int = 0) -> dict[str, ColdModel]:
    """List the methods compared for games without owners."""
    return {
        "random": random_cold_model(seed),
        "popularity predicted from the store": partial(_popularity_scorer, catalogue),
        "content": partial(_content_scorer, catalogue),
        "EDLAE columns of neighbours": partial(_neighbour_scorer, catalogue),
        "Ludoteca": partial(_own_scorer, catalogue),
    }


def _predict_popularity(catalogue: Catalogue, libraries: Libraries, cold_ids: Integers) -> Floats:
    owners = np.zeros(len(catalogue.game_ids), dtype=np.float32)
    owners[catalogue.places_of(libraries.game_ids)] = libraries.owners
    predicted = predict_popularity(catalogue, owners, owners > 0)
    return predicted[catalogue.places_of(cold_ids)].astype(np.float32)


def _popularity_scorer(
    catalogue: Catalogue, libraries: Libraries, cold_ids: Integers
) -> ColdScorer:
    """Score a cold game alike for everybody: by how many owners its store page promises."""
    scores = _predict_popularity(catalogue, libraries, cold_ids)
    return lambda visible: np.tile(scores, (visible.users_count, 1))


def _nearest_owned(
    catalogue: Catalogue, libraries: Libraries, cold_ids: Integers, count: int
) -> sparse.csr_array:
    """Give the cosines of the owned games nearest in content to each cold one: owned by cold."""
    vectors = content_vectors(catalogue)
    cold, known = (vectors[catalogue.places_of(ids)] for ids in (cold_ids, libraries.game_ids))
    cosines = (cold @ known.T).toarray()
    nearest = top_k(cosines, count, order=libraries.by_popularity)
    rows, places = np.nonzero(nearest >= 0)
    columns = nearest[rows, places]
    return sparse.csr_array((cosines[rows, columns], (columns, rows)), cosines.T.shape)


def _content_scorer(catalogue: Catalogue, libraries: Libraries, cold_ids: Integers) -> ColdScorer:
    """Score a cold game by the cubed cosines between what is owned and it."""
    cosines = _nearest_owned(catalogue, libraries, cold_ids, CONTENT_NEIGHBOURS)
    return item_baseline_scorer(cosines**3).score


def _neighbour_scorer(catalogue: Catalogue, libraries: Libraries, cold_ids: Integers) -> ColdScorer:
    """Score a cold game by what EDLAE says of its neighbours, times its predicted popularity."""
    cosines = _nearest_owned(catalogue, libraries, cold_ids, WEIGHT_DONORS)
    precision = EDLAE.precision(libraries)
    lenders = np.unique(cosines.nonzero()[0])
    columns = precision[:, lenders] / -np.diagonal(precision)[lenders]
    columns[lenders, np.arange(len(lenders))] = 0
    weights = columns @ cosines[lenders].toarray()
    weights *= np.exp(POPULARITY * _predict_popularity(catalogue, libraries, cold_ids))
    return item_baseline_scorer(weights).score


def _own_scorer(catalogue: Catalogue, libraries: Libraries, cold_ids: Integers) -> ColdScorer:
    """Sum weights for cold starts."""
    found = cold_start_weights(catalogue, libraries, EDLAE.precision(libraries), cold_ids=cold_ids)
    rows = np.searchsorted(libraries.game_ids, found.game_ids)
    columns = np.searchsorted(cold_ids, found.cold_ids)
    shape = (libraries.games_count, len(cold_ids))
    values = found.weights.astype(np.float64)
    return item_baseline_scorer(sparse.csr_array((values, (rows, columns)), shape=shape)).score
