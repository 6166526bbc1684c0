"""A trained model and users who taught it nothing in; its offline metrics, and a verdict, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from etl.recommender.evaluation.families.ours import summed_weights
from etl.recommender.evaluation.metrics import Mean, ndcg, recall, recommend
from etl.recommender.evaluation.splits import divide, hide_at_random, hide_newest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from etl.recommender.goals import Goal
    from etl.recommender.libraries import Libraries
    from etl.recommender.weights import Weights

HELD_OUT_USERS: Final = 2_000
DECIDING: Final = ("own_ndcg", "play_ndcg")
_ERRORS: Final = 2.0  # standard errors of the difference that are called chance


@dataclass(frozen=True)
class Verdict:
    """Whether a model may be published, and why."""

    publish: bool
    comparison: dict[str, Any] | None


def hold_out(libraries: Libraries, *, seed: int) -> tuple[Libraries, Libraries]:
    """Draw users to ask later; returns the libraries to learn from, and theirs."""
    division = divide(libraries, seed=seed, test=HELD_OUT_USERS, validation=0)
    return division.training, division.test


def measured(
    weights: Weights, training: Libraries, held_out: Libraries, *, seed: int
) -> dict[str, Any]:
    """Ask the model for games hidden from it; a document of means for `recommendation_models`.

    `own_*` are of protocol S (a random fifth hidden), `newest_recall` of T (the newest fifth);
    `play_ndcg` counts hidden games that were played for more than an hour, by the weights to play.
    """
    asked, newest = hide_at_random(held_out, seed=seed), hide_newest(held_out)
    means: dict[str, Mean] = {}
    for goal in ("own", "play"):
        lists = recommend(
            _scorer(weights, training, goal), asked.visible, by_popularity=training.by_popularity
        )
        if goal == "own":
            means["own_recall"] = recall(lists, asked.hidden, asked.everything)
            means["own_ndcg"] = ndcg(lists, asked.hidden, asked.everything)
        else:
            means["play_ndcg"] = ndcg(lists, asked.hidden, asked.played)
    lists = recommend(
        _scorer(weights, training, "own"), newest.visible, by_popularity=training.by_popularity
    )
    means["newest_recall"] = recall(lists, newest.hidden, newest.everything)
    return {
        "cut": 10,
        "users": held_out.users_count,
        **{
            name: {"value": round(mean.value, 4), "standard_error": round(mean.standard_error, 4)}
            for name, mean in means.items()
        },
    }


def _scorer(weights: Weights, training: Libraries, goal: Goal) -> Any:  # noqa: ANN401 - a Scorer
    return summed_weights(weights, goal=goal, games_count=training.games_count)


def judge(
    metrics: Mapping[str, Any], published: Mapping[str, Any] | None, *, margin: float
) -> Verdict:
    """Compare with the published model: worse by more than the margin, and chance, is refused.

    Args:
        metrics: of the new model, as `measured` gives them.
        published: of the published model: its `model_id` and `metrics`; None for the first.
        margin: of NDCG@10, in its own unit: 0 to 1.
    """
    if published is None:
        return Verdict(publish=True, comparison=None)
    rows, fine = {}, True
    for name in DECIDING:
        before, after = published["metrics"].get(name), metrics[name]
        if not before:
            continue
        chance = (before["standard_error"] ** 2 + after["standard_error"] ** 2) ** 0.5
        allowed = round(margin + _ERRORS * chance, 4)
        change = round(after["value"] - before["value"], 4)
        rows[name] = {
            "published": before["value"],
            "new": after["value"],
            "change": change,
            "allowed_loss": allowed,
        }
        fine &= change >= -allowed
    return Verdict(
        publish=fine,
        comparison={"model_id": published["model_id"], "margin": margin, "metrics": rows},
    )
