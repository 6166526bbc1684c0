"""Prices in schema `api` as SQLAlchemy Core: what readers may ask, and nothing else.

A test compares every name, argument and column here with what Postgres says is there.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from db.contract import SCHEMA, Question

PRICE: Final = Question(
    name="price_document",
    arguments=(
        ("p_genres", ARRAY(Text())),
        ("p_tags", ARRAY(Text())),
        ("p_specs", ARRAY(Text())),
        ("p_developer", Text()),
        ("p_publisher", Text()),
        ("p_title", Text()),
        ("p_release_year", Integer()),
        ("p_early_access", Boolean()),
        ("p_metascore", Integer()),
        ("p_store_sentiment", Text()),
        ("p_reviews_count", Integer()),
        ("p_recommended_percent", Numeric()),
    ),
)
GAME_PRICE: Final = Question(name="game_price_document", arguments=(("p_game_id", BigInteger()),))

DOCUMENTS: Final = (PRICE, GAME_PRICE)
SIGNATURES: Final = tuple(document.signature for document in DOCUMENTS)
"""Every function asked for here, as Postgres finds it."""

metadata: Final = MetaData(schema=SCHEMA)
"""Apart from the tables' MetaData: Alembic must never see these."""

price_models: Final = Table(
    "price_models", metadata, Column("model_id", Integer), Column("status", Text)
)
"""With the columns that are asked for; it has more."""

IS_TRAINED: Final = (
    select(price_models.c.model_id).where(price_models.c.status == "published").exists()
)
"""Whether a price model is published, without which every answer is empty."""
