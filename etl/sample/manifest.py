"""Manifest of a sample: the numbers and named answers that a load of it must show.

Counted while the sample is written, in the same place where each line is made.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final

FIRST_GAMES: Final = "steam_games.json.gz"
SECOND_GAMES: Final = "steam_games_v1.json.gz"
REVIEWS: Final = "user_reviews.json.gz"
ITEMS: Final = "users_items.json.gz"
FILES: Final = (FIRST_GAMES, SECOND_GAMES, REVIEWS, ITEMS)
CRAWL_YEAR: Final = 2016


@dataclass(slots=True, kw_only=True)
class FileFacts:
    """One raw file: lines (empty ones too), accepted records, refused pieces by reason."""

    lines: int = 0
    empty: int = 0
    records: int = 0
    rejects: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True, kw_only=True)
class Facts:
    """Named answers to ask for, one or a few of each trap; an absent trap leaves its field empty.

    None stands for what is unknown after cleaning.
    """

    genre_spellings: tuple[str, ...] = ()
    studio_spellings: dict[str, str] = field(default_factory=dict)
    """Lower-case name to the spelling shown, where spellings differ."""
    game_names: dict[int, str | None] = field(default_factory=dict)
    """Game id to name after cleaning, where the raw name needs it."""
    release_years: dict[str, int | None] = field(default_factory=dict)
    prices: dict[str, float | None] = field(default_factory=dict)
    playtimes: tuple[tuple[str, int, int], ...] = ()
    """(user, game, minutes that count) where repeated items differ."""
    reviews: tuple[tuple[str, int, str], ...] = ()
    """(user, game, ISO date that stays) where repeated reviews differ."""
    outside_names: dict[int, str | None] = field(default_factory=dict)
    """Games that no games file lists."""
    shared_steam_id: tuple[str, ...] = ()
    case_users: tuple[str, ...] = ()
    reviews_only_users: tuple[str, ...] = ()
    leap_day: tuple[str, int] | None = None
    """(user, game) of a review posted on a February 29 without a year."""


@dataclass(slots=True, kw_only=True)
class Manifest:
    """Every number that a load of the whole folder must show; (user, game) pairs count once."""

    seed: int
    games_in_catalogue: int
    users: int
    files: dict[str, FileFacts] = field(
        default_factory=lambda: {name: FileFacts() for name in FILES}
    )
    games_outside: int = 0
    """Games that only a library or a review mentions."""
    games_repeated: int = 0
    games_without_year: int = 0
    games_without_date: int = 0
    games_free: int = 0
    games_without_price: int = 0
    games_early_access: int = 0
    games_by_genre: dict[str, int] = field(default_factory=dict)
    studios: int = 0
    users_only_in_reviews: int = 0
    users_with_items: int = 0
    items: int = 0
    items_in_catalogue: int = 0
    playtime_minutes: int = 0
    reviews: int = 0
    reviews_recommended: int = 0
    reviews_inferred_year: int = 0
    sentiments: dict[int, int] = field(default_factory=lambda: dict.fromkeys((0, 1, 2), 0))
    rejects: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Refused pieces by kind, then reason; a game refused in both games files counts once."""
    facts: Facts = field(default_factory=Facts)

    @property
    def games_total(self) -> int:
        """Games of the catalogue, and those only a library or a review mentions."""
        return self.games_in_catalogue + self.games_outside

    @property
    def crawl_year(self) -> int | None:
        """The year of reviews without one."""
        return CRAWL_YEAR if self.reviews else None

    @property
    def items_collapsed(self) -> int:
        """Accepted item records beyond the first of each (user, game)."""
        return self.files[ITEMS].records - self.items

    @property
    def reviews_collapsed(self) -> int:
        """Accepted review records beyond the first of each (user, game)."""
        return self.files[REVIEWS].records - self.reviews

    def add_review(self, *, sentiment: int, recommends: bool, is_undated: bool) -> None:
        """Count one review that stays."""
        self.reviews += 1
        self.reviews_recommended += recommends
        self.reviews_inferred_year += is_undated
        self.sentiments[sentiment] += 1

    def reject(self, file: str, kind: str, reason: str, count: int = 1) -> None:
        """Count refused pieces."""
        self.files[file].rejects[reason] += count
        if file != SECOND_GAMES:  # it holds the same games as the first, so the same refused ones
            self.rejects[kind][reason] += count
