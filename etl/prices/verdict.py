"""A new price model's errors and the published one's in; whether it may be published, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

DECIDING: Final = ("random", "studios")
_ERRORS: Final = 2.0  # standard errors of the difference that are called chance


@dataclass(frozen=True)
class Verdict:
    """Whether a model may be published, and why."""

    publish: bool
    comparison: dict[str, Any] | None


def judge(
    metrics: Mapping[str, Any], published: Mapping[str, Any] | None, *, margin: float
) -> Verdict:
    """Compare mean absolute errors: more by more than the margin, and chance, is refused.

    Args:
        metrics: of the new model, as `training.measured` gives them.
        published: of the published model: its `model_id` and `metrics`; None for the first.
        margin: a share of the published model's error.
    """
    if published is None:
        return Verdict(publish=True, comparison=None)
    rows, fine = {}, True
    for name in DECIDING:
        before = published["metrics"].get(name, {}).get("model")
        after = metrics[name]["model"]
        if not before:
            continue
        chance = (before["standard_error"] ** 2 + after["standard_error"] ** 2) ** 0.5
        allowed = round(margin * before["mae"] + _ERRORS * chance, 4)
        change = round(after["mae"] - before["mae"], 4)
        rows[name] = {
            "published": before["mae"],
            "new": after["mae"],
            "change": change,
            "allowed_growth": allowed,
        }
        fine &= change <= allowed
    return Verdict(
        publish=fine,
        comparison={"model_id": published["model_id"], "margin": margin, "metrics": rows},
    )
