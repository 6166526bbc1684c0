"""Life cycle of a trained model: train, judge, publish or keep aside."""

import datetime as dt
import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any, Final, Literal, TypeAlias

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import URL

from db.engines import etl_connection
from etl.ledger import published_version
from etl.load_report import Stopwatch
from etl.merge import commit_block
from etl.models.gate import Difference, Gate
from etl.progress import Reporter, Silent
from etl.session import loader_session, translate_loader_errors

ModelTable: TypeAlias = Literal["recommendation_models", "price_models", "taste_models"]
"""The tables of `core` with a row per training."""

LOAD_WAIT_SECONDS: Final = 120.0  # seconds to wait for the end of a load before storing
_PACKAGES: Final = ("ludoteca", "numpy", "scipy")

# One that was kept aside counts: the same data would come to the same end.
_IS_BEHIND: Final = sql.SQL("""
    select
        newest.data_version is null
        or exists (
            select from core.loads
            cross join lateral jsonb_each(loads.counts -> 'merge') as merged
            where
                loads.kind = 'load'
                and newest.data_version < loads.data_version
                and (merged.key = any(%(streaming)s)) = %(is_streaming)s
                and coalesce((merged.value ->> 'inserted')::numeric, 0)
                + coalesce((merged.value ->> 'updated')::numeric, 0) > 0
        )
    from (select max(data_version) as data_version from core.{}) as newest
""")
_STREAMING: Final = ["titles", "title_labels", "scores", "ratings"]
"""The merges of a load that concern streaming titles; the others concern games."""
_HAS_SOURCE: Final = sql.SQL("select exists (select from core.{})")
_SOURCES: Final[dict[ModelTable, str]] = {
    "recommendation_models": "games",
    "price_models": "games",
    "taste_models": "ratings",
}
_PUBLISHED: Final = sql.SQL("select model_id, seed from core.{} where status = 'published'")


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingOptions:
    """How to train."""

    parameters: Any = None
    """Of the kind's own type; None for its defaults."""
    seed: int = 0
    margin: float | None = None
    """A loss against the published model up to it counts for nothing; None for the default."""
    force: bool = False
    """Publish whatever the comparison says."""
    threads: int | None = None
    """Threads at once, where a kind uses them; None for one a core, at most four."""


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What a training learnt, before it is judged and stored."""

    data_version: int
    """Version of the data that it learnt from."""
    parameters: Any
    """The dataclass that it was trained with."""
    metrics: dict[str, Any]
    """What it reached on held-out data, for JSON."""
    counts: dict[str, int]
    """Sizes, for the report."""
    stage: Callable[[psycopg.Connection[Any]], None]
    """Copies the model into schema `staging`, over the loader's connection."""
    columns: dict[str, Any] = field(default_factory=dict)
    """What else its row holds."""
    held_out: Any = None
    """What it predicted unseen, or on whom it can be measured, for its kind's `compare`."""
    faults: tuple[str, ...] = ()
    """Why it may not be published, whatever the published one is like."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedModel:
    """The model in use."""

    model_id: int
    seed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingReport:
    """What a training did."""

    model_id: int
    status: str
    data_version: int
    counts: dict[str, int]
    metrics: dict[str, Any]
    comparison: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class ModelKind:
    """A kind of model."""

    table: ModelTable
    functions: Literal["model", "price_model", "taste_model"]
    """staging.clear_…() and staging.publish_…() of this name."""
    learn: Callable[[URL, TrainingOptions, Stopwatch], Trained]
    gate: Gate
    compare: Callable[
        [psycopg.Connection[Any], PublishedModel, Trained], Mapping[str, Difference] | str
    ]
    """Measures the published model and the new one on the same held-out data, as they are now.

    Gives the reason instead where the published one cannot be measured on them.
    """
    told: Callable[[TrainingReport], Iterator[str]]
    """Says what was learnt, a line at a time."""
    refused: str
    """Said where nothing could be learnt."""
    packages: tuple[str, ...] = ()
    """Whose versions are kept, beside the usual ones."""


def train_model(
    kind: ModelKind,
    url: URL,
    *,
    options: TrainingOptions | None = None,
    reporter: Reporter | None = None,
) -> TrainingReport:
    """Learn from the published data, and store what was learnt, all at once.

    Readers and loads are not disturbed: the data are read in one snapshot, and only storing waits
    for the end of a load.

    Raises:
        NotLoaded: there is too little to learn from.
        TrainingRefused: this machine cannot, for its memory or what is installed.
        LoadFailed: a load is under way and does not end; nothing was changed.
    """
    given = options or TrainingOptions()
    margin = kind.gate.least if given.margin is None else given.margin
    started_at = dt.datetime.now(dt.UTC)
    watch = Stopwatch(reporter=reporter or Silent())
    learnt = kind.learn(url, given, watch)
    with watch.stage("compare"), model_data_snapshot(url) as (connection, _):
        is_fine, comparison = _judge(connection, kind, learnt, margin=margin)
    if given.force and comparison and not is_fine:
        comparison["decision"] = f"published by force; else {comparison['decision']}"
    status = "published" if is_fine or given.force else "aside"
    with loader_session(url, patience=LOAD_WAIT_SECONDS) as connection, watch.stage("store"):
        document = {
            **learnt.columns,
            "status": status,
            "started_at": started_at.isoformat(),
            "data_version": learnt.data_version,
            "seed": given.seed,
            "parameters": asdict(learnt.parameters) | {"margin": margin},
            "metrics": learnt.metrics,
            "comparison": comparison,
            "timings": {stage.name: round(stage.seconds, 3) for stage in watch.stages},
            "versions": {name: version(name) for name in (*_PACKAGES, *kind.packages)}
            | {"python": platform.python_version()},
        }
        model_id = _store_model(connection, kind, learnt, document)
    return TrainingReport(
        model_id=model_id,
        status=status,
        data_version=learnt.data_version,
        counts=learnt.counts,
        metrics=learnt.metrics,
        comparison=comparison,
    )


@contextmanager
def model_data_snapshot(url: URL) -> Iterator[tuple[psycopg.Connection[Any], int | None]]:
    """Read the data as they are at one moment; gives a connection and their published version."""
    with translate_loader_errors(url), etl_connection(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield connection, published_version(connection)


def summarize_training(kind: ModelKind, report: TrainingReport) -> Iterator[str]:
    """Say what a training came to, a line at a time."""
    yield from kind.told(report)
    if report.comparison:
        yield from kind.gate.compared(report.comparison)
    if report.status == "published":
        yield "It is published."
    else:
        yield "It was kept aside; --force publishes it."


def is_model_outdated(url: URL, table: ModelTable) -> bool:
    """Tell whether no model was learnt from the newest load that changed what it learns from."""
    given = {"streaming": _STREAMING, "is_streaming": table == "taste_models"}
    with translate_loader_errors(url), etl_connection(url) as connection:
        row = connection.execute(_IS_BEHIND.format(sql.Identifier(table)), given).fetchone()
    return row is None or bool(row[0])


def has_training_data(url: URL, table: ModelTable) -> bool:
    """Tell whether there are games, or ratings, to learn from: one domain may be absent."""
    question = _HAS_SOURCE.format(sql.Identifier(_SOURCES[table]))
    with translate_loader_errors(url), etl_connection(url) as connection:
        row = connection.execute(question).fetchone()
    return row is not None and bool(row[0])


def _judge(
    connection: psycopg.Connection[Any], kind: ModelKind, learnt: Trained, *, margin: float
) -> tuple[bool, dict[str, Any] | None]:
    """Tell whether a model may be published, and how it compares; None for the first."""
    row = connection.execute(_PUBLISHED.format(sql.Identifier(kind.table))).fetchone()
    is_fine, comparison = True, None
    if row is not None:
        published = PublishedModel(model_id=row[0], seed=row[1])
        found = kind.compare(connection, published, learnt)
        is_fine, comparison = kind.gate.judge(found, model_id=published.model_id, least=margin)
    if learnt.faults:
        comparison = {"metrics": {}} | (comparison or {})
        worse = [] if is_fine else [comparison["decision"].removeprefix("kept aside: ")]
        comparison["decision"] = f"kept aside: {'; '.join([*learnt.faults, *worse])}"
    return is_fine and not learnt.faults, comparison


def _store_model(
    connection: psycopg.Connection[Any], kind: ModelKind, learnt: Trained, document: dict[str, Any]
) -> int:
    """Stage a model, and publish or keep it in one transaction; returns its id."""
    clear, publish = (
        sql.SQL("select staging.{}").format(sql.Identifier(f"{verb}_{kind.functions}"))
        for verb in ("clear", "publish")
    )
    connection.execute(clear + sql.SQL("()"))
    reuse_pages(connection)
    learnt.stage(connection)
    run = {"started_at": document["started_at"], "timings": document["timings"]}
    with commit_block(connection):
        row = connection.execute(
            publish + sql.SQL("(%s, %s)"), [Jsonb(document), Jsonb(run)]
        ).fetchone()
    return int(row[0]) if row else 0


def reuse_pages(connection: psycopg.Connection[Any]) -> None:
    """Vacuum the tables of models before they are filled again.

    Autovacuum did so after the training before, but the pages of indexes that a vacuum frees are
    used again only after the next one. Before Postgres 17 none but the owner may: Postgres warns.
    """
    names = connection.execute("select * from staging.model_tables()").fetchall()
    tables = sql.SQL(", ").join(sql.Identifier("core", name) for (name,) in names)
    connection.execute(sql.SQL("vacuum {}").format(tables))
