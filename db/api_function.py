"""A function of schema `api` as SQLAlchemy Core."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    TableValuedAlias,
    bindparam,
    column,
    extract,
    func,
    literal,
    select,
    table,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine, UserDefinedType, to_instance

Type: TypeAlias = TypeEngine[Any] | type[TypeEngine[Any]]

SCHEMA: Final = "api"
_DIALECT: Final = postgresql.dialect()  # type: ignore[no-untyped-call]
_VERSIONS: Final = table(
    "data_versions",
    column("data_version", BigInteger),
    column("published_at", DateTime(timezone=True)),
    column("followed_events_count", BigInteger),
    column("applied_events_count", BigInteger),
    schema=SCHEMA,
)


def publication_column(versions: FromClause, *, is_live: bool) -> ColumnElement[str]:
    """Name what an answer is from: `7.0f3a91c2.40`, or `7.0f3a91c2.40.42` of what is live.

    That is the data version and a digest of database and time, as a database that is made anew
    repeats the version alone; how many events the aggregates show; and of what shows an event at
    once, how many it shows. Each number only grows as long as those before it stay.

    Args:
        versions: api.data_versions.
        is_live: whether the answer shows events before the aggregates do.
    """
    published_at = extract("epoch", versions.c.published_at)
    digest = func.md5(func.concat(func.current_database(), published_at))
    parts = [versions.c.data_version, ".", func.left(digest, 8)]
    parts += [".", versions.c.followed_events_count]
    if is_live:
        parts += [".", versions.c.applied_events_count]
    return func.concat(*parts).label("publication")


class Json(UserDefinedType[bytes]):
    """A `json` document, carried as the bytes that Postgres wrote (see db.engines)."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:  # noqa: ANN401 - SQLAlchemy's signature
        """Name the Postgres type."""
        return "json"


@dataclass(frozen=True, slots=True, eq=False)
class ApiFunction:
    """A function; each argument is a parameter of its own name in a statement."""

    name: str
    arguments: Mapping[str, Type]
    result: Type = Json
    """What it answers, where that is one value."""
    columns: Sequence[Column[Any]] = ()
    """What it answers, where that is a table."""
    is_live: bool = False
    """Whether it shows events before the aggregates do."""

    @property
    def signature(self) -> str:
        """The function as Postgres finds it: `api.name(text, integer)`."""
        types = ", ".join(
            to_instance(type_).compile(_DIALECT).lower() for type_ in self.arguments.values()
        )
        return f"{SCHEMA}.{self.name}({types})"

    def statement(self) -> Select[*tuple[Any, ...]]:
        """Select the document and the publication it is answered from.

        No row comes back where nothing is published.
        """
        document = self.value().label("document")
        publication = publication_column(_VERSIONS, is_live=self.is_live)
        return select(publication, document).select_from(_VERSIONS)

    def value(self) -> ColumnElement[Any]:
        """Call it for its one value."""
        value: ColumnElement[Any] = self._function(*self._parameters({}), type_=self.result)
        return value

    def rows(self, **values: object) -> TableValuedAlias:
        """Call it for its table.

        Args:
            values: of the arguments that are the same in every execution.
        """
        rows: TableValuedAlias = self._function(*self._parameters(values)).table_valued(
            *(Column(one.name, one.type, nullable=one.nullable) for one in self.columns),
            name=self.name,
        )
        return rows.render_derived()

    @property
    def _function(self) -> Any:  # noqa: ANN401 - SQLAlchemy's own generator of functions
        return getattr(getattr(func, SCHEMA), self.name)

    def _parameters(self, values: Mapping[str, object]) -> list[BindParameter[Any]]:
        return [
            literal(values[name], type_) if name in values else bindparam(name, type_=type_)
            for name, type_ in self.arguments.items()
        ]
