"""Protocols S, T, DS and few: games hidden from test users, and how well recommenders find them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np

from etl.evaluation.metrics import CUT, Lists, Mean, ndcg, recall, recommend_top_k
from etl.evaluation.recommenders import Recommender
from etl.memory import available_memory
from etl.progress import Reporter, Silent
from etl.recommender.catalogue import Catalogue
from etl.recommender.libraries import Flags, Integers, Libraries
from etl.recommender.splits import (
    TEST_USERS,
    VALIDATION_USERS,
    HoldOut,
    hide_all_but,
    hide_newest_fifth,
    hide_random_fifth,
    split_users,
)

Protocol: TypeAlias = Literal["S", "T", "DS", "few"]
PROTOCOLS: Final[tuple[Protocol, ...]] = get_args(Protocol)
FEW: Final = (1, 2, 3)
"""Games of a library that are visible by protocol few."""
MOST_OWNED: Final = 20
"""Games with most owners, which are left out where few is counted without them."""
GIGABYTE: Final = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class EvaluationOptions:
    """Which users are tested on, and by which protocols."""

    seed: int = 0
    protocols: Sequence[Protocol] = ("S", "T", "DS")
    users: int = TEST_USERS
    """At most that many test users; fewer are quicker and less certain."""
    part: Literal["test", "validation"] = "test"
    """Validation users are for tuning, test users for the final word."""


def evaluate_protocols(
    libraries: Libraries,
    catalogue: Catalogue,
    recommenders: Mapping[str, Recommender],
    options: EvaluationOptions | None = None,
    *,
    reporter: Reporter | None = None,
) -> dict[str, Any]:
    """Fit each recommender to the training users, and test it on the others.

    Returns:
        A document for JSON: how many users there were, and each recommender's metrics by protocol.
    """
    given = options or EvaluationOptions()
    reporter = reporter or Silent()
    with reporter.stage("divide the users"):
        evaluation = _Evaluation(libraries, catalogue, given)
    return {
        "seed": given.seed,
        "part": given.part,
        "cut": CUT,
        "games": libraries.games_count,
        "training_users": evaluation.training.users_count,
        "asked_users": evaluation.users_count,
        "models": {
            name: evaluation.run(recommender, reporter=reporter)
            for name, recommender in recommenders.items()
        },
    }


@dataclass(frozen=True)
class _Test:
    """What is visible of some users, and what counts of the rest."""

    hold_out: HoldOut
    targets: dict[str, Flags]
    """By the name of what is measured; marks of the hidden games."""
    left_out: Integers
    """Columns of games that may not be named."""


_ORDER: Final = ("S", "T", "DS", *(f"few-{count}{of}" for count in FEW for of in ("", "-rare")))


class _Evaluation:
    """The users and their hidden games, the same for each recommender."""

    def __init__(
        self, libraries: Libraries, catalogue: Catalogue, options: EvaluationOptions
    ) -> None:
        seed = options.seed
        split = split_users(libraries, seed=seed, test=TEST_USERS, validation=VALIDATION_USERS)
        self.training = split.training
        everybody = split.test if options.part == "test" else split.validation
        users = everybody.take(slice(0, options.users))
        self.users_count = users.users_count
        self._tests: list[_Test] = []
        nothing = np.empty(0, dtype=np.int64)
        wanted = options.protocols
        if "S" in wanted or "DS" in wanted:
            random = hide_random_fifth(users, seed=seed)
            targets = {"S": random.everything} if "S" in wanted else {}
            if "DS" in wanted:
                games = catalogue.take(catalogue.places_of(libraries.game_ids))
                targets["DS"] = random.discoveries(games.relations)
            self._tests.append(_Test(random, targets, nothing))
        if "T" in wanted:
            newest = hide_newest_fifth(users)
            self._tests.append(_Test(newest, {"T": newest.everything}, nothing))
        most_owned = self.training.by_popularity[:MOST_OWNED]
        for count in FEW if "few" in wanted else ():
            few = hide_all_but(users, count, seed=seed)
            names = f"few-{count}", f"few-{count}-rare"
            rare = ~np.isin(few.hidden.owned.indices, most_owned)
            self._tests.append(_Test(few, {names[0]: few.everything}, nothing))
            self._tests.append(_Test(few, {names[1]: rare}, most_owned))

    def run(self, recommender: Recommender, *, reporter: Reporter) -> dict[str, Any]:
        """Fit and test; a recommender that needs more memory than there is is skipped."""
        needed = recommender.needed_bytes(self.training.games_count)
        free = available_memory()
        if free is not None and needed > free:
            why = f"needs {needed / GIGABYTE:.1f} GB of memory, {free / GIGABYTE:.1f} GB are free"
            return {"title": recommender.title, "skipped": why}
        started = time.perf_counter()
        with reporter.stage(f"{recommender.title}: learn"):
            scorer = recommender.fit(self.training)
        seconds = time.perf_counter() - started
        total = self.users_count * len(self._tests)
        started = time.perf_counter()
        stage = reporter.stage(f"{recommender.title}: answer", total=total, is_bytes=False)
        with stage as advance:
            found: dict[str, Any] = {}
            for test in self._tests:
                lists = recommend_top_k(
                    scorer.without(test.left_out),
                    test.hold_out.visible,
                    by_popularity=self.training.by_popularity,
                    advance=advance,
                )
                for protocol, counted in test.targets.items():
                    found[protocol] = self._measure_lists(lists, test.hold_out, counted)
        return {
            "title": recommender.title,
            "weights": scorer.weights_count,
            "learn_seconds": round(seconds, 2),
            "answer_seconds": round(time.perf_counter() - started, 2),
            "protocols": {name: found[name] for name in _ORDER if name in found},
        }

    def _measure_lists(self, lists: Lists, hold_out: HoldOut, counted: Flags) -> dict[str, Any]:
        played = counted & hold_out.played
        means: dict[str, Mean] = {
            "recall": recall(lists, hold_out.hidden, counted),
            "ndcg": ndcg(lists, hold_out.hidden, counted),
            "played_recall": recall(lists, hold_out.hidden, played),
            "played_ndcg": ndcg(lists, hold_out.hidden, played),
        }
        return {
            **{name: asdict(mean) for name, mean in means.items()},
            "coverage": lists.coverage(),
            "median_popularity_rank": lists.median_rank(self.training.by_popularity),
        }
