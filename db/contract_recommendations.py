"""Recommendations in schema `api` as SQLAlchemy Core: what readers may ask, and nothing else.

A test compares every name, argument and column here with what Postgres says is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from db.contract import SCHEMA, Question
from db.contract_rows import game_details

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

_Arguments = tuple[tuple[str, "TypeEngine[Any]"], ...]

_GAME: Final = ("p_game_id", BigInteger())
_USER: Final = ("p_user_id", Text())
_COUNT: Final = ("p_count", Integer())
_WISHES: Final[_Arguments] = (
    ("p_year_from", Integer()),
    ("p_genre", Text()),
    ("p_price_to", Numeric()),
    ("p_free_only", Boolean()),
    ("p_early_access", Boolean()),
    ("p_in_catalogue", Boolean()),
)
_RANKING: Final[_Arguments] = (
    _COUNT,
    ("p_goal", Text()),
    ("p_method", Text()),
    *_WISHES,
    ("p_diversity", Double()),
    ("p_newcomers", Integer()),
)

SIMILAR_GAMES: Final = Question(name="similar_games_document", arguments=(_GAME, _COUNT, *_WISHES))
GAMES_FOR_USER: Final = Question(name="recommended_games_document", arguments=(_USER, *_RANKING))
GAMES_FOR_LIST: Final = Question(
    name="recommended_games_for_document",
    arguments=(
        ("p_games", ARRAY(BigInteger())),
        ("p_minutes", ARRAY(Integer())),
        *_RANKING,
    ),
)

DOCUMENTS: Final = (SIMILAR_GAMES, GAMES_FOR_USER, GAMES_FOR_LIST)
SIGNATURES: Final = tuple(document.signature for document in DOCUMENTS)
"""Every function asked for here, as Postgres finds it."""

metadata: Final = MetaData(schema=SCHEMA)
"""Apart from the tables' MetaData: Alembic must never see these."""

recommendation_models: Final = Table(
    "recommendation_models", metadata, Column("model_id", Integer), Column("status", Text)
)
"""With the columns that are asked for; it has more."""

IS_TRAINED: Final = (
    select(recommendation_models.c.model_id)
    .where(recommendation_models.c.status == "published")
    .exists()
)
"""Whether a model is published, without which every answer is empty."""

_given = func.unnest(bindparam("p_games", type_=ARRAY(BigInteger())))
_ids = _given.table_valued("game_id", with_ordinality="place", name="given").render_derived()

MISSING_GAMES: Final = (
    select(_ids.c.game_id)
    .where(~select(game_details.c.game_id).where(game_details.c.game_id == _ids.c.game_id).exists())
    .order_by(_ids.c.place)
)
"""Those of p_games that no game has, in their order."""
