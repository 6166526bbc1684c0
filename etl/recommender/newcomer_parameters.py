"""Numbers in, how games that few or none own are weighed out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from etl.recommender.content import ContentWeights

NEWCOMER_CONTENT: Final = ContentWeights(
    tags=1.0,
    developers=0.6,
    genres=0.1,
    words=0.8,
    specs=0.35,
    publishers=0.6,
    series=0.6,
    years=0.4,
    entries=0.4,
    tag_decay=0.35,
    rarity=0.35,
)
"""What makes games be owned by the same people, by `evaluation.cold` on validation games."""


@dataclass(frozen=True, kw_only=True)
class NewcomerParameters:
    """How newcomers get their weights; every default was chosen on validation games and users."""

    enough_owners: int = 5
    """Owners with which a game is no newcomer."""
    mean_weights: int = 20
    """Weights per newcomer, on average."""
    least_weights: int = 5
    """Weights of each newcomer, if so many games resemble it."""
    most_weights: int = 100
    alike: int = 30
    """Games that speak for a newcomer because they are like it,"""
    alike_power: float = 3.5
    """with their cosine to the power of this,"""
    alike_rarity: float = 0.45
    """times their owners to the power of minus this."""
    teachers: int = 1500
    """Best-known games, from which is learnt how weights follow from what a game is."""
    kernel_power: float = 1.5
    """How near two games are for that: their cosine to the power of this."""
    ridge: float = 0.2
    """What is added to the nearness of each teacher to itself."""
    alike_share: float = 0.7
    """What likeness counts, beside what is learnt."""
    expected: float = 0.5
    """Both are divided by the owners that they promise to the power of this."""
    popularity: float = 0.4
    """Times e to the power of this times the predicted ln(1 + owners)."""
    reach: float = 0.8
    """Weights are chosen by their size times the owners of who speaks to the power of this."""
    content: ContentWeights = NEWCOMER_CONTENT
