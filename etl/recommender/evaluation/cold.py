"""Libraries in, a test with games whose owners are hidden, and how well they are found, out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np

from etl.progress import Silent
from etl.recommender.evaluation.metrics import CUT, Lists, Mean, best, chunks, recall

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from etl.progress import Reporter
    from etl.recommender.libraries import Floats, Integers, Libraries

    ColdScorer: TypeAlias = Callable[[Libraries], Floats]
    ColdModel: TypeAlias = Callable[[Libraries, Integers], ColdScorer]
    """Learns from libraries that lack the games of some ids; then scores these games, columns in
    the order of the ids, for visible libraries."""

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
    lists = [best(score(chunk), count, order=order) for chunk in chunks(split.visible)]
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


def guesses(seed: int = 0) -> ColdModel:
    """Make the model that knows nothing: the floor of the table."""

    def learn(_: Libraries, cold_ids: Integers) -> ColdScorer:
        dice = np.random.default_rng(seed)
        return lambda visible: dice.random((visible.users_count, len(cold_ids)), dtype=np.float32)

    return learn
