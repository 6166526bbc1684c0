"""Schedule of what is computed anew: models and aggregates, by age or by how much has changed."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from psycopg.rows import class_row
from sqlalchemy import URL

from db.engines import etl_connection
from db.errors import LudotecaError
from etl.load import refresh_and_publish
from etl.models.commands import Name
from etl.models.lifecycle import ModelKind, has_training_data, train_model
from etl.prices.training import PRICES
from etl.recommender.training import RECOMMENDATIONS
from etl.session import translate_loader_errors
from etl.tastes.training import TASTES

MODELS: Final[dict[Name, ModelKind]] = {
    "similarities": RECOMMENDATIONS,
    "prices": PRICES,
    "tastes": TASTES,
}
_PERCENT: Final = 100.0
_DAY: Final = dt.timedelta(days=1)

_AGES: Final = """
    select kind, model_id, trained_at, changed_count, rows_count
    from api.model_ages
    where kind = any(%s)
    order by kind desc
"""
# A load that is followed by a refresh is no reason for another one; the first load computes all.
_REFRESHED: Final = """
    with

    computed as (
        select finished_at
        from core.loads
        where
            status = 'published'
            and (
                kind = 'refresh'
                or data_version = (select min(data_version) from core.loads)
            )
    )

    select
        max(computed.finished_at),
        exists (
            select from core.loads
            where
                status = 'published'
                and kind in ('load', 'forget')
                and finished_at > (select max(finished_at) from computed)
        )
        or exists (
            select from core.events
            where recorded_at > (select max(finished_at) from computed)
        )
    from computed
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """When to compute something anew; nothing is while its data are the same."""

    retrain_after: dt.timedelta
    """The age of a model at which any change is enough."""
    changed_percent: float
    """The share of its data at which its age does not matter."""
    refresh_after: dt.timedelta | None = None
    """The time since all aggregates were last computed whole; None for never."""
    models: Sequence[Name] = ("similarities", "prices", "tastes")


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelAge:
    """How far a model is behind the data; a row of api.model_ages."""

    kind: Name
    model_id: int | None
    trained_at: dt.datetime | None
    changed_count: int
    rows_count: int

    def changed_percent(self) -> float:
        """Give the share of the data that has changed since."""
        return _PERCENT * self.changed_count / max(self.rows_count, 1)

    def reason(self, schedule: Schedule, *, now: dt.datetime) -> str | None:
        """Say why it is due; None where it is not."""
        if self.trained_at is None:
            return "there is none yet"
        changed = f"{self.changed_percent():.1f} % of its data changed"
        if self.changed_count and self.changed_percent() >= schedule.changed_percent:
            return changed
        age = now - self.trained_at
        if self.changed_count and age >= schedule.retrain_after:
            return f"it is {age / _DAY:.1f} days old and {changed}"
        return None


def model_ages(url: URL, names: Sequence[Name]) -> list[ModelAge]:
    """Tell how far models are behind the data, in the order in which they are trained."""
    with translate_loader_errors(url), etl_connection(url) as connection:
        rows = connection.cursor(row_factory=class_row(ModelAge))
        return rows.execute(_AGES, [list(names)]).fetchall()


def run_due_computations(url: URL, schedule: Schedule) -> Iterator[str]:
    """Compute what is due, and say of each thing in a line what was done and why.

    What fails is told, and does not keep the rest from being done; a model worse than the published
    one is kept aside as ever.
    """
    now = dt.datetime.now(dt.UTC)
    for age in model_ages(url, schedule.models):
        if not has_training_data(url, MODELS[age.kind].table):
            continue
        reason = age.reason(schedule, now=now)
        if reason is None:
            share = f"{age.changed_percent():.1f} % of its data changed"
            yield f"{age.kind}: model {age.model_id} stays, {share}"
            continue
        try:
            report = train_model(MODELS[age.kind], url)
        except LudotecaError as error:
            yield f"{age.kind}: not trained, {reason}: {error}"
        else:
            ended = "published" if report.status == "published" else "kept aside, as it is worse"
            yield f"{age.kind}: model {report.model_id} trained and {ended}, {reason}"
    if schedule.refresh_after is not None:
        yield _refresh_if_due(url, schedule.refresh_after, now)


def _refresh_if_due(url: URL, after: dt.timedelta, now: dt.datetime) -> str:
    with translate_loader_errors(url), etl_connection(url) as connection:
        refreshed_at, has_changes = connection.execute(_REFRESHED).fetchone() or (None, False)
    if refreshed_at is None:
        return "aggregates: nothing is loaded yet"
    days = f"{(now - refreshed_at) / _DAY:.1f} days ago"
    if not has_changes or now - refreshed_at < after:
        return f"aggregates: stay, computed whole {days}"
    try:
        version = refresh_and_publish(url)
    except LudotecaError as error:
        return f"aggregates: not computed, they were {days}: {error}"
    return f"aggregates: computed whole, before that {days}; data version {version}"
