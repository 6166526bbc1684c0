"""Weights that SQL sums into a user's scores, for both objectives.

A linear autoencoder (EDLAE: H. Steck, "Autoencoders that don't overfit towards the Identity",
NeurIPS 2020) says which pairs of games matter; on these pairs alone, logistic regressions learn
what will be owned, and linear ones what will be played.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, get_args

import numpy as np
from scipy import sparse

from etl.evaluation.metrics import Scorer
from etl.load_report import Stopwatch
from etl.progress import Silent
from etl.recommender.gram_matrix import gram_matrix, invert_gram_matrix
from etl.recommender.libraries import Floats, Integers, Libraries
from etl.recommender.logistic_regression import LogisticParameters, fit_logistic_regression
from etl.recommender.parallel import default_threads
from etl.recommender.sparse_weights import fit_sparse_weights, select_sparse_pairs

Objective: TypeAlias = Literal["own", "play"]
"""What a recommendation may aim at."""
OBJECTIVES: Final[tuple[Objective, ...]] = get_args(Objective)
THOUSAND: Final = 1000
FEW_GAMES: Final = 3
"""Up to so many games are taken for a part of a library, as by agg.is_few."""
_LARGEST: Final = np.iinfo(np.int16).max
_TINY: Final = 1e-6  # stands for 0 where something is divided
_DENSE_MATRICES: Final = 3
_ROOM: Final = 400_000_000  # bytes beside the matrices: libraries twice, blocks, solvers


@dataclass(frozen=True, kw_only=True)
class PlayParameters:
    """What will be played: linear, because a graded target needs no odds."""

    minutes: int = 60
    """Playtime beyond which a game counts as played."""
    owned: float = 0.2
    """What owning counts, whatever the playtime; being played for longer counts 1 more."""
    popularity_power: float = 0.1
    """Scores are divided by owners to that power: a little less of what everybody has."""
    scale: float = 10.0
    """Of the scores, so that thousandths are fine enough."""
    few_popularity: float = 0.5
    """For a library of a few games: what being played by everybody counts."""


@dataclass(frozen=True, kw_only=True)
class FewParameters:
    """What is owned beside a few games that somebody names: linear, almost all is out of sight."""

    dropout: float = 5.0
    """p / (1 - p) for the probability p that an owned game is out of sight."""
    popularity: float = 0.5
    """What being owned by everybody counts."""
    scale: float = 10.0
    """Of the scores, so that thousandths are fine enough."""


@dataclass(frozen=True, kw_only=True)
class WeightParameters:
    """How weights are learnt; every default was chosen on validation users."""

    user_power: float = 0.5
    """A user counts as much as the size of the library to the minus this."""
    ridge: float = 15.0
    dropout: float = 0.3
    """p / (1 - p) for the probability p that an owned game is out of sight."""
    mean_pairs: int = 12
    """Pairs a game that are chosen for their size over all games."""
    positive_pairs: int = 10
    """Pairs of each game that are chosen for their sign."""
    own: LogisticParameters = field(default_factory=LogisticParameters)
    play: PlayParameters = field(default_factory=PlayParameters)
    few: FewParameters = field(default_factory=FewParameters)


@dataclass(frozen=True)
class Weights:
    """One element per pair, and a bias per game; columns of the libraries, all in thousandths."""

    rows: Integers
    """int32: the game owned."""
    columns: Integers
    """int32: the game recommended."""
    own: Integers
    """int16: for owning it, thousandths of log-odds."""
    play: Integers
    """int16: for playing it."""
    own_bias: Integers
    """int32, one per game: its log-odds for somebody who owns nothing, less those of games on the
    whole, in thousandths."""
    play_bias: Integers
    """int32, one per game: how many play it; counts for up to `FEW_GAMES` games alone."""
    few: Integers
    """int16: for owning it, where up to `FEW_GAMES` games are known."""
    few_bias: Integers
    """int32, one per game: how many own it; goes with `few` instead of `own_bias`."""


def library_weights(minutes: Integers, objective: Objective) -> Integers:
    """Give each owned game's weight in thousandths, as api.library_weight does.

    What will be owned depends on what is owned; what will be played, on how long that was played.
    """
    if objective == "own":
        return np.full(len(minutes), THOUSAND, dtype=np.int32)
    weights = 0.4 + 0.07 * np.log1p(minutes.astype(np.float64))
    return np.rint(THOUSAND * weights).astype(np.int32)


def weight_training_bytes(games_count: int) -> int:
    """Estimate the memory that a training needs at its peak."""
    return _DENSE_MATRICES * 4 * games_count**2 + _ROOM


def train_weights(  # noqa: PLR0913 - what to learn from, and how
    libraries: Libraries,
    parameters: WeightParameters | None = None,
    *,
    relations: sparse.csr_array | None = None,
    seed: int = 0,
    threads: int | None = None,
    watch: Stopwatch | None = None,
) -> tuple[Weights, Floats]:
    """Learn the weights of both objectives.

    Args:
        libraries: who owns what.
        parameters: how.
        relations: a row for each column of the libraries (`Catalogue.relations`); None means that
            no game is related to another.
        seed: of what is out of sight; the same seed and libraries give the same bits.
        threads: columns fitted at once; None means one a core, at most four.
        watch: times the stages and tells of them.

    Returns:
        The weights, and the precision matrix P = (G + ridge I + dropout diag G)^-1: float32,
        games by games, symmetric.
    """
    given, tell = parameters or WeightParameters(), watch or Stopwatch(reporter=Silent())
    at_once = threads or default_threads()
    user_weights = np.maximum(libraries.sizes, 1).astype(np.float32) ** -given.user_power
    with tell.stage("Gram matrix"):
        matrix = gram_matrix(libraries, user_weights)
    diagonal = matrix.diagonal().copy()
    np.fill_diagonal(matrix, diagonal + given.ridge + given.dropout * diagonal)
    with tell.stage("inverse"):
        precision = invert_gram_matrix(matrix.copy())
    with tell.stage("choose pairs"):
        pairs = select_sparse_pairs(
            precision, libraries.owners, mean=given.mean_pairs, positive=given.positive_pairs
        )
    with tell.stage("linear weights"):
        linear = fit_sparse_weights(pairs, matrix, _column_reader(matrix), threads=at_once)
    with tell.stage("weights of a few games"):
        np.fill_diagonal(matrix, diagonal * (1 + given.few.dropout) + given.ridge)
        few = fit_sparse_weights(pairs, matrix, _column_reader(matrix), threads=at_once)
    np.fill_diagonal(matrix, diagonal)
    columns = int((np.diff(pairs.indptr) > 0).sum())
    with tell.stage("weights to own", total=columns, is_bytes=False) as advance:
        own, own_bias = fit_logistic_regression(
            libraries,
            linear,
            sparse.csr_array((libraries.games_count, 0)) if relations is None else relations,
            matrix,
            user_weights,
            given=given.own,
            seed=seed,
            threads=at_once,
            advance=advance,
        )
    del matrix
    with tell.stage("weights to play"):
        play, play_bias = _fit_play_weights(libraries, pairs, user_weights, given, threads=at_once)
    owners = libraries.owners
    ordinary = own_bias[owners > 0].mean() if owners.any() else 0.0
    everybody = given.few.scale * given.few.popularity / max(libraries.users_count, 1)
    order = np.lexsort((np.repeat(np.arange(len(diagonal)), np.diff(pairs.indptr)), pairs.indices))
    return Weights(
        rows=pairs.indices[order].astype(np.int32),
        columns=np.repeat(np.arange(len(diagonal)), np.diff(pairs.indptr))[order].astype(np.int32),
        own=_to_thousandths(own)[order],
        play=_to_thousandths(play)[order],
        own_bias=np.rint(THOUSAND * (own_bias - ordinary)).astype(np.int32),
        play_bias=np.rint(THOUSAND * play_bias).astype(np.int32),
        few=_to_thousandths(few.data * (given.few.scale * (1 + given.few.dropout)))[order],
        few_bias=np.rint(THOUSAND * everybody * owners).astype(np.int32),
    ), precision


def summed_weights_scorer(trained: Weights, *, objective: Objective, games_count: int) -> Scorer:
    """Score a game by the weights from what is owned to it, each times what that game says.

    Scores are integers as SQL has them, so that equal scores are equal here too.
    """
    places, shape = (trained.rows, trained.columns), (games_count,) * 2

    def table(values: Integers) -> sparse.csr_array:
        # Up to 2^53 floats are exact integers, and so are all sums of these.
        return sparse.csr_array((values.astype(np.float64), places), shape=shape)

    if objective == "own":
        weights, few_weights = table(trained.own), table(trained.few)
        bias, few_bias = trained.own_bias, trained.few_bias
    else:
        weights = few_weights = table(trained.play)
        bias, few_bias = np.zeros_like(trained.play_bias), trained.play_bias

    def score(visible: Libraries) -> Floats:
        said = library_weights(visible.minutes, objective).astype(np.float64)
        library = visible.with_values(said)
        scores: Floats = (library @ weights).toarray() + bias * float(THOUSAND)
        few = np.flatnonzero(visible.sizes <= FEW_GAMES)
        if len(few):
            scores[few] = (library[few] @ few_weights).toarray() + few_bias * float(THOUSAND)
        return scores

    return Scorer(score, len(trained.rows))


def _fit_play_weights(
    libraries: Libraries,
    pairs: sparse.csc_array,
    user_weights: Floats,
    given: WeightParameters,
    *,
    threads: int,
) -> tuple[Floats, Floats]:
    """Predict how much a game will be played from how much others were, on the same pairs.

    Returns:
        The weights, aligned with the pairs, and what each game's players count where little is
        known of a library.
    """
    play = given.play
    said = (library_weights(libraries.minutes, "play") / THOUSAND).astype(np.float32)
    users = np.repeat(user_weights, libraries.sizes)
    targets = (libraries.minutes > play.minutes) + np.float32(play.owned)
    wanted = libraries.with_values((targets * users).astype(np.float32)).tocsc()
    by_game = libraries.with_values(said).T.tocsr()
    matrix = gram_matrix(libraries, user_weights, said)
    diagonal = matrix.diagonal().copy()
    hour = float(library_weights(np.array([60]), "play")[0]) / THOUSAND
    np.fill_diagonal(matrix, diagonal * (1 + given.dropout) + given.ridge * hour**2)

    def column(j: int, support: Integers) -> Floats:
        players = np.zeros(libraries.users_count, dtype=np.float32)
        span = slice(wanted.indptr[j], wanted.indptr[j + 1])
        players[wanted.indices[span]] = wanted.data[span]
        found: Floats = by_game[support] @ players
        return found

    weights = fit_sparse_weights(pairs, matrix, column, threads=threads)
    rarity = np.maximum(libraries.owners, 1).astype(np.float32) ** -play.popularity_power
    scaled: Floats = weights.data * np.repeat(play.scale * rarity, np.diff(pairs.indptr))
    share = np.asarray(wanted.sum(axis=0)).ravel() / max(float(user_weights.sum()), _TINY)
    bias: Floats = play.scale * play.few_popularity * rarity * share
    return scaled, bias


def _column_reader(matrix: Floats) -> Callable[[int, Integers], Floats]:
    """Give the rows of a support of a column."""
    return lambda j, support: matrix[support, j]


def _to_thousandths(values: Floats) -> Integers:
    return np.clip(np.rint(THOUSAND * values), -_LARGEST, _LARGEST).astype(np.int16)
