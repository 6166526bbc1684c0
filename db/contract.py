"""The schema `api` as SQLAlchemy Core objects: what readers may ask, and nothing else.

A test compares every name, argument and column here with what Postgres says is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    cast,
    extract,
    func,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import UserDefinedType

if TYPE_CHECKING:
    from sqlalchemy import Executable, Label, Select
    from sqlalchemy.types import TypeEngine

SCHEMA: Final = "api"
_DIALECT: Final = postgresql.dialect()  # type: ignore[no-untyped-call]

metadata: Final = MetaData(schema=SCHEMA)
"""Apart from the tables' MetaData: Alembic must never see these."""

data_versions: Final = Table(
    "data_versions",
    metadata,
    Column("data_version", BigInteger),
    Column("published_at", DateTime(timezone=True)),
    Column("games_count", BigInteger),
    Column("games_in_catalogue_count", BigInteger),
    Column("users_count", BigInteger),
    Column("items_count", BigInteger),
    Column("reviews_count", BigInteger),
)


def published_at() -> Label[str]:
    """When the data were published, to compare with another such answer: it need not be read.

    In seconds, which every session writes alike: a time, each in its own time zone and style.
    """
    return cast(extract("epoch", data_versions.c.published_at), Text).label("published_at")


class Document(UserDefinedType[bytes]):
    """A `json` answer, carried as the bytes that Postgres wrote (see db.engines)."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:  # noqa: ANN401 - SQLAlchemy's signature
        """Name the Postgres type."""
        return "json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A function of schema `api` that answers with one JSON document."""

    name: str
    arguments: tuple[tuple[str, TypeEngine[Any]], ...]

    @property
    def signature(self) -> str:
        """The function as Postgres finds it: `api.name(text, integer)`."""
        types = ", ".join(type_.compile(_DIALECT).lower() for _, type_ in self.arguments)
        return f"{SCHEMA}.{self.name}({types})"

    def statement(self) -> Select[*tuple[Any, ...]]:
        """The question and the data version it is answered from, in one statement.

        No row comes back where nothing is published.
        """
        arguments = (bindparam(name, type_=type_) for name, type_ in self.arguments)
        function = getattr(getattr(func, SCHEMA), self.name)
        answer = function(*arguments, type_=Document()).label("document")
        return select(data_versions.c.data_version, answer).select_from(data_versions)


_GENRE: Final = ("p_genre", Text())
_STUDIO: Final = ("p_studio", Text())
_YEAR: Final = ("p_year", Integer())
_YEAR_OF: Final = ("p_year_of", Text())
_USER: Final = ("p_user_id", Text())
_FROM: Final = ("p_from", Date())
_TO: Final = ("p_to", Date())
_PAGE: Final = ("p_page", Integer())

PLAY_TIME_GENRE: Final = Question(name="classic_play_time_genre", arguments=(_GENRE,))
USER_FOR_GENRE: Final = Question(name="classic_user_for_genre", arguments=(_GENRE,))
USERS_RECOMMEND: Final = Question(name="classic_users_recommend", arguments=(_YEAR, _YEAR_OF))
USERS_NOT_RECOMMEND: Final = Question(
    name="classic_users_not_recommend", arguments=(_YEAR, _YEAR_OF)
)
USERS_WORST_DEVELOPER: Final = Question(
    name="classic_users_worst_developer", arguments=(_YEAR, _YEAR_OF)
)
BEST_DEVELOPER_YEAR: Final = Question(
    name="classic_best_developer_year", arguments=(_YEAR, _YEAR_OF)
)
SENTIMENT_BY_STUDIO: Final = Question(name="classic_sentiment_by_studio", arguments=(_STUDIO,))
SENTIMENT_BY_YEAR: Final = Question(name="classic_sentiment_by_year", arguments=(_YEAR,))
DEVELOPER_REVIEWS_ANALYSIS: Final = Question(
    name="classic_developer_reviews_analysis", arguments=(_STUDIO,)
)
DEVELOPER: Final = Question(name="classic_developer", arguments=(_STUDIO,))
USERDATA: Final = Question(name="classic_userdata", arguments=(_USER,))
COUNTREVIEWS: Final = Question(name="classic_countreviews", arguments=(_FROM, _TO))
GENRE: Final = Question(name="classic_genre", arguments=(_GENRE,))
USERFORGENRE: Final = Question(name="classic_userforgenre", arguments=(_GENRE,))
GENERO: Final = Question(name="classic_genero", arguments=(_YEAR,))
JUEGOS: Final = Question(name="classic_juegos", arguments=(_YEAR, _PAGE))
SPECS: Final = Question(name="classic_specs", arguments=(_YEAR,))
EARLYACCES: Final = Question(name="classic_earlyacces", arguments=(_YEAR,))
SENTIMENT: Final = Question(name="classic_sentiment", arguments=(_YEAR,))
METASCORE: Final = Question(name="classic_metascore", arguments=(_YEAR,))
RECOMENDACION_JUEGO: Final = Question(
    name="classic_recomendacion_juego", arguments=(("p_game_id", BigInteger()),)
)
RECOMENDACION_USUARIO: Final = Question(name="classic_recomendacion_usuario", arguments=(_USER,))
PREDICCION: Final = Question(
    name="classic_prediccion",
    arguments=(
        _GENRE,
        ("p_early_access", Boolean()),
        _YEAR,
        _STUDIO,
        ("p_metascore", Integer()),
    ),
)

QUESTIONS: Final = (
    PLAY_TIME_GENRE,
    USER_FOR_GENRE,
    USERS_RECOMMEND,
    USERS_NOT_RECOMMEND,
    USERS_WORST_DEVELOPER,
    BEST_DEVELOPER_YEAR,
    SENTIMENT_BY_STUDIO,
    SENTIMENT_BY_YEAR,
    DEVELOPER_REVIEWS_ANALYSIS,
    DEVELOPER,
    USERDATA,
    COUNTREVIEWS,
    GENRE,
    USERFORGENRE,
    GENERO,
    JUEGOS,
    SPECS,
    EARLYACCES,
    SENTIMENT,
    METASCORE,
    RECOMENDACION_JUEGO,
    RECOMENDACION_USUARIO,
    PREDICCION,
)

_closest = getattr(func, SCHEMA).closest_names(
    bindparam("p_kind", type_=Text()),
    bindparam("p_name", type_=Text()),
    bindparam("p_count", type_=Integer()),
)
_found = _closest.table_valued(Column("name", Text), Column("similarity"), name="found")

CLOSEST_NAMES: Final[Executable] = select(_found.c.name).order_by(
    _found.c.similarity.desc(), _found.c.name
)
"""Known names of a kind, nearest first: p_kind, p_name, p_count."""

SIGNATURES: Final = (
    *(question.signature for question in QUESTIONS),
    f"{SCHEMA}.closest_names(text, text, integer)",
)
"""Every function of the contract, as Postgres finds it."""
