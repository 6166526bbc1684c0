"""Libraries and families in, one document with every measure of protocols S, T and DS out."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

from etl.memory import available_memory
from etl.progress import Silent
from etl.recommender.evaluation.metrics import CUT, ndcg, recall, recommend
from etl.recommender.evaluation.splits import (
    TEST_USERS,
    VALIDATION_USERS,
    divide,
    hide_at_random,
    hide_newest,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from etl.progress import Reporter
    from etl.recommender.evaluation.families import Family
    from etl.recommender.evaluation.metrics import Lists, Mean
    from etl.recommender.evaluation.splits import Asked
    from etl.recommender.facts import GameFacts
    from etl.recommender.libraries import Flags, Libraries

Protocol: TypeAlias = Literal["S", "T", "DS"]
PROTOCOLS: Final[tuple[Protocol, ...]] = get_args(Protocol)
GIGABYTE: Final = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Questions:
    """Whom to ask, and what."""

    seed: int = 0
    protocols: Sequence[Protocol] = PROTOCOLS
    users: int = TEST_USERS
    """At most that many of those who are asked; fewer are quicker and less certain."""
    part: Literal["test", "validation"] = "test"
    """Validation users are for tuning, test users for the final word."""


def evaluate(
    libraries: Libraries,
    facts: GameFacts,
    families: Mapping[str, Family],
    questions: Questions | None = None,
    *,
    reporter: Reporter | None = None,
) -> dict[str, Any]:
    """Let each family learn from the training users, and ask it for those who are held out.

    Args:
        libraries: everybody's.
        facts: of the games of the libraries' columns, in their order.
        families: by name; they come out in this order.
        questions: whom to ask, and what.
        reporter: who hears of the progress.

    Returns:
        A document for JSON: who learnt, who was asked, and each family's measures by protocol.
    """
    asked_for = questions or Questions()
    reporter = reporter or Silent()
    with reporter.stage("divide the users"):
        exam = _Exam(libraries, facts, asked_for)
    return {
        "seed": asked_for.seed,
        "part": asked_for.part,
        "cut": CUT,
        "games": libraries.games_count,
        "training_users": exam.training.users_count,
        "asked_users": exam.users_count,
        "models": {name: exam.take(family, reporter=reporter) for name, family in families.items()},
    }


class _Exam:
    """The questions, the same for each family."""

    def __init__(self, libraries: Libraries, facts: GameFacts, questions: Questions) -> None:
        seed = questions.seed
        held_out = divide(libraries, seed=seed, test=TEST_USERS, validation=VALIDATION_USERS)
        self.training = held_out.training
        users = (held_out.test if questions.part == "test" else held_out.validation).take(
            slice(0, questions.users)
        )
        self.users_count = users.users_count
        self._sheets: list[tuple[Asked, dict[Protocol, Flags]]] = []
        wanted = questions.protocols
        if "S" in wanted or "DS" in wanted:
            asked = hide_at_random(users, seed=seed)
            targets: dict[Protocol, Flags] = {"S": asked.everything} if "S" in wanted else {}
            if "DS" in wanted:
                targets["DS"] = asked.discoveries(facts)
            self._sheets.append((asked, targets))
        if "T" in wanted:
            newest = hide_newest(users)
            self._sheets.append((newest, {"T": newest.everything}))

    def take(self, family: Family, *, reporter: Reporter) -> dict[str, Any]:
        """Let a family learn and answer; one that needs more memory than there is does not."""
        needed = family.needed_bytes(self.training.games_count)
        free = available_memory()
        if free is not None and needed > free:
            why = f"needs {needed / GIGABYTE:.1f} GB of memory, {free / GIGABYTE:.1f} GB are free"
            return {"title": family.title, "skipped": why}
        started = time.perf_counter()
        with reporter.stage(f"{family.title}: learn"):
            scorer = family.learn(self.training)
        seconds = time.perf_counter() - started
        total = self.users_count * len(self._sheets)
        started = time.perf_counter()
        with reporter.stage(f"{family.title}: answer", total=total, is_bytes=False) as advance:
            answers: dict[str, Any] = {}
            for asked, targets in self._sheets:
                lists = recommend(
                    scorer,
                    asked.visible,
                    by_popularity=self.training.by_popularity,
                    advance=advance,
                )
                for protocol, counted in targets.items():
                    answers[protocol] = self._marks(lists, asked, counted)
        return {
            "title": family.title,
            "weights": scorer.weights_count,
            "learn_seconds": round(seconds, 2),
            "answer_seconds": round(time.perf_counter() - started, 2),
            "protocols": {name: answers[name] for name in PROTOCOLS if name in answers},
        }

    def _marks(self, lists: Lists, asked: Asked, counted: Flags) -> dict[str, Any]:
        played = counted & asked.played
        means: dict[str, Mean] = {
            "recall": recall(lists, asked.hidden, counted),
            "ndcg": ndcg(lists, asked.hidden, counted),
            "played_recall": recall(lists, asked.hidden, played),
            "played_ndcg": ndcg(lists, asked.hidden, played),
        }
        return {
            **{name: asdict(mean) for name, mean in means.items()},
            "coverage": lists.coverage(),
            "median_popularity_rank": lists.median_rank(self.training.by_popularity),
        }
