"""The gate before publication: a new model and the published one on the same held-out units."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Values: TypeAlias = NDArray[np.floating[Any]]

ERRORS: Final = 2.0
"""Standard errors of a difference that are called chance."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What a new model reaches beside the published one, in the unit of the metric."""

    published: float
    new: float
    standard_error: float
    """Of the change, unit by unit."""

    @property
    def change(self) -> float:
        """New less published."""
        return self.new - self.published


def compare_means(published: Values, new: Values) -> Difference:
    """Compare a value per held-out unit, a user, a game or a rating, in pairs."""
    change = new - published
    return Difference(
        published=float(published.mean()), new=float(new.mean()), standard_error=_error(change)
    )


def compare_squares(published: Values, new: Values) -> Difference:
    """Compare squared errors in pairs, as roots of their means.

    The difference of two roots is that of the means, divided by the sum of the roots; so is its
    standard error.
    """
    before, after = float(published.mean()) ** 0.5, float(new.mean()) ** 0.5
    error = _error(new - published) / (before + after) if before + after else 0.0
    return Difference(published=before, new=after, standard_error=error)


def _error(change: Values) -> float:
    return float(change.std(ddof=1)) / len(change) ** 0.5 if len(change) > 1 else 0.0


@dataclass(frozen=True, kw_only=True)
class Gate:
    """Which metrics decide over a model, and by how much it must be worse to be kept aside."""

    titles: Mapping[str, str]
    """The metrics that decide, and how each is called."""
    least: float
    """A loss up to it counts for nothing, whatever its standard error."""
    is_error: bool = False
    """Less is better, and `least` is a share of the published model's error."""
    is_fixed: bool = False
    """A training's margin says something else."""

    def judge(
        self, found: Mapping[str, Difference] | str, *, model_id: int, least: float | None = None
    ) -> tuple[bool, dict[str, Any]]:
        """Refuse a model that is worse by more than two standard errors, and by more than `least`.

        Args:
            found: the differences by metric, or why there is nothing to compare with.
            model_id: the published model.
            least: None for the gate's own.

        Returns:
            Whether the new model may be published, and the comparison, for JSON.
        """
        given = self.least if least is None or self.is_fixed else least
        if isinstance(found, str):
            return True, {"model_id": model_id, "metrics": {}, "decision": f"published: {found}"}
        rows, worse = {}, []
        for name, both in found.items():
            unit = both.published if self.is_error else 1.0
            allowed = max(ERRORS * both.standard_error, given * unit)
            if (both.change if self.is_error else -both.change) > allowed:
                worse.append(self.titles[name])
            rows[name] = {
                "published": round(both.published, 4),
                "new": round(both.new, 4),
                "change": round(both.change, 4),
                "standard_error": round(both.standard_error, 5),
                f"allowed_{self._worse}": round(allowed, 4),
            }
        decision = (
            f"kept aside: worse than model {model_id} in {', '.join(worse)}, by more than "
            f"{ERRORS:g} standard errors and the least loss that counts"
            if worse
            else f"published: not worse than model {model_id} on the same held-out data"
        )
        return not worse, {
            "model_id": model_id,
            "margin": given,
            "metrics": rows,
            "decision": decision,
        }

    def compared(self, comparison: Mapping[str, Any]) -> Iterator[str]:
        """Say how a new model compares, a line per metric, and what was decided."""
        for name, row in comparison["metrics"].items():
            yield (
                f"{self.titles[name]} {row['new']:.4f} against {row['published']:.4f} of model "
                f"{comparison['model_id']} ({row['change']:+.4f} ± {row['standard_error']:.4f}; a "
                f"{self._worse} of {row[f'allowed_{self._worse}']:.4f} is allowed)."
            )
        yield f"{comparison['decision'].capitalize()}."

    @property
    def _worse(self) -> str:
        return "growth" if self.is_error else "loss"
