"""Status of a database: what it is, the data that it serves, its last runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import URL

from db.engines import etl_connection, url_without_password
from db.errors import SchemaOutOfDate
from db.migrate import database_revision, newest_revision
from db.migrate.deploy import require_known_revision
from db.supervisor import Supervision

LAST_RUNS: Final = 5
SHOWN_WARNINGS: Final = 5

_DATA: Final = """
    select
        data_version,
        published_at,
        games_count,
        games_in_catalogue_count,
        users_count,
        items_count,
        reviews_count,
        titles_count,
        people_count,
        viewers_count,
        ratings_count
    from api.data_versions
"""
_EXAMPLES: Final = "select api.example_document() from api.data_versions"
_DOMAINS: Final = (
    ("games", "games_in_catalogue", "users", "items", "reviews"),
    ("titles", "people", "viewers", "ratings"),
)
_MODELS: Final = """
    select
        models.kind,
        models.model_id,
        models.data_version,
        models.finished_at,
        models.method,
        models.decision
    from (
        select models.*, max(models.model_id) over (partition by models.kind) as latest
        from api.models
    ) as models
    where
        models.status = 'published'
        or (models.status = 'aside' and models.model_id = models.latest)
    order by models.kind desc, models.model_id
"""
_RUNS: Final = """
    select
        loads.load_id,
        loads.kind,
        loads.status,
        loads.data_version,
        loads.started_at,
        loads.finished_at,
        (
            select coalesce(json_agg(load_files.name order by load_files.file_number), '[]')
            from api.load_files
            where load_files.load_id = loads.load_id
        ) as files,
        (
            select coalesce(json_object_agg(reasons.reason, reasons.rejects_count), '{}')
            from (
                select rejects.reason, count(*) as rejects_count
                from api.rejects
                where rejects.load_id = loads.load_id
                group by rejects.reason
            ) as reasons
        ) as rejected,
        loads.error
    from api.loads
    order by loads.load_id desc
    limit %s
"""
_WARNINGS: Final = """
    select
        load_warnings.file_name,
        load_warnings.field,
        load_warnings.kind,
        load_warnings.occurrences_count,
        load_warnings.present_count
    from api.load_warnings
    inner join api.data_versions on data_versions.last_load_id = load_warnings.load_id
    order by load_warnings.occurrences_count desc, load_warnings.file_name, load_warnings.field
"""
_SET_ASIDE: Final = """
    select path, sha256, reason, set_aside_at
    from core.set_aside_files
    order by set_aside_at desc
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """What is known about a database."""

    address: str
    """Without the password."""
    server_version: str
    revision: str | None
    """The migration it is at; None before the first."""
    revision_needed: str
    data: dict[str, Any] | None
    """The data being served; None before the first load."""
    models: list[dict[str, Any]]
    """The models in use, and a newer one that was kept aside."""
    runs: list[dict[str, Any]]
    """The last runs, latest first."""
    warnings: list[dict[str, Any]]
    """What the last load that was published could not read, the most frequent first."""
    set_aside: list[dict[str, Any]]
    """Files of watched folders that cannot be loaded, the latest first."""

    @property
    def is_up_to_date(self) -> bool:
        """Whether the migrations are those of this code."""
        return self.revision == self.revision_needed


def read_example_names(url: URL) -> dict[str, Any]:
    """Read the most prominent name of each kind that is loaded; none before the first load.

    Raises:
        DatabaseUnavailable: no server answers.
    """
    with etl_connection(url) as connection:
        row = connection.execute(_EXAMPLES).fetchone()
    return {} if row is None else dict(row[0])


def status(url: URL) -> Status:
    """Ask a database how it is.

    Raises:
        DatabaseUnavailable: no server answers.
        ConfigurationError: the login may not look.
    """
    revision, needed = database_revision(url), newest_revision()
    if revision != needed:
        version, data, models, runs, warnings, set_aside = (
            _server_version(url),
            None,
            [],
            [],
            [],
            [],
        )
    else:
        with etl_connection(url) as connection:
            version = connection.info.parameter_status("server_version") or ""
            cursor = connection.cursor(row_factory=dict_row)
            data = cursor.execute(_DATA).fetchone()
            models = cursor.execute(_MODELS).fetchall()
            runs = cursor.execute(_RUNS, [LAST_RUNS]).fetchall()
            warnings = cursor.execute(_WARNINGS).fetchall()
            set_aside = cursor.execute(_SET_ASIDE).fetchall()
    return Status(
        address=url_without_password(url),
        server_version=version,
        revision=revision,
        revision_needed=needed,
        data=data,
        models=models,
        runs=runs,
        warnings=warnings,
        set_aside=set_aside,
    )


def require_newest(url: URL) -> None:
    """Refuse a database that is at another revision than this code's.

    Raises:
        SchemaOutOfDate: the message names both and the command to run.
        DatabaseUnavailable: no server answers.
    """
    revision, needed = database_revision(url), newest_revision()
    require_known_revision(revision)
    if revision != needed:
        raise SchemaOutOfDate(
            f"The database {url_without_password(url)} is at revision {revision or 'none'}, "
            f"this version needs "
            f"{needed}; run `ludoteca db upgrade`"
        )


def status_lines(now: Status) -> Iterator[str]:
    """Write a status for a person."""
    yield f"Server     Postgres {now.server_version} at {now.address}"
    if not now.is_up_to_date:
        found, needed = now.revision or "none", now.revision_needed
        yield f"Schema     {found}; this version needs {needed}: {_upgrade_advice(now.revision)}"
        return
    yield f"Schema     {now.revision}, up to date"
    if now.data is None:
        yield "Data       none yet: ludoteca load DIR"
    else:
        published = _format_moment(now.data["published_at"])
        yield f"Data       version {now.data['data_version']} of {published}"
        yield from _count_lines(now.data)
    for number, model in enumerate(now.models):
        yield f"{'' if number else 'Models':10} {_model_line(model)}"
    for number, warning in enumerate(now.warnings[:SHOWN_WARNINGS]):
        yield f"{'' if number else 'Warnings':10} {_warning_line(warning)}"
    if len(now.warnings) > SHOWN_WARNINGS:
        yield f"{'':10} and {len(now.warnings) - SHOWN_WARNINGS} more in the view load_warnings"
    for number, file in enumerate(now.set_aside):
        yield f"{'' if number else 'Set aside':10} {file['path']}: {file['reason'].splitlines()[0]}"
    for number, run in enumerate(now.runs):
        yield f"{'' if number else 'Last runs':10} {_run_line(run)}"
        if run["error"]:
            yield f"{'':15}{run['error'].splitlines()[0]}"


def supervision_lines(up: Supervision | None) -> Iterator[str]:
    """Write for a person what `ludoteca up` did, where it runs."""
    if up is not None:
        yield f"Up         since {_format_moment(up.since)}, process {up.pid}"
        for each in up.restarts:
            yield f"{'':10} {each.process} started again {_format_moment(each.at)}: {each.reason}"


def _count_lines(data: dict[str, Any]) -> Iterator[str]:
    """Count the rows of each domain that holds any."""
    for domain in _DOMAINS:
        if any(data[f"{name}_count"] for name in domain):
            for name in domain:
                yield f"           {data[f'{name}_count']:>12,} {name.replace('_', ' ')}"


def _upgrade_advice(revision: str | None) -> str:
    try:
        require_known_revision(revision)
    except SchemaOutOfDate as error:
        return f"see below\n{error}"
    return "ludoteca db upgrade"


def _run_line(run: dict[str, Any]) -> str:
    seconds = (run["finished_at"] - run["started_at"]).total_seconds()
    text = f"{run['load_id']:>3} {run['kind']} {run['status']} {_format_moment(run['finished_at'])}"
    text += f", {seconds:.1f} s"
    if run["files"]:
        text += f", {', '.join(run['files'])}"
    if run["rejected"]:
        text += f", rejected {sum(run['rejected'].values()):,}"
    return text


def _model_line(model: dict[str, Any]) -> str:
    text = f"{model['model_id']:>3} {model['kind']} of data version {model['data_version']}"
    text += f", {_format_moment(model['finished_at'])}"
    if model["method"] == "content":
        text += ", by content: there were too few libraries to learn from"
    elif model["method"] == "baseline":
        text += ", baseline: nothing better than offsets was learnt"
    if model["decision"]:
        text += f", {model['decision']}"
    return text


def _warning_line(warning: dict[str, Any]) -> str:
    return (
        f"{warning['occurrences_count']:>12,} {warning['kind'].replace('_', ' ')} of "
        f"{warning['present_count']:,}: {warning['field']} in {warning['file_name']}"
    )


def _format_moment(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")


def _server_version(url: URL) -> str:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, connect_timeout=5) as connection:
        return connection.info.parameter_status("server_version") or ""
