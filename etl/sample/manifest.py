"""What a sample holds: the writer's plan goes in, the numbers a correct load must show come out."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """One raw file as it was written.

    Attributes:
        lines: lines in the file, empty ones included.
        empty: lines whose values are all NaN; neither kept nor rejected.
        records: accepted records: games, library items or reviews.
        rejects: refused pieces by reason.
    """

    lines: int
    empty: int
    records: int
    rejects: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Named answers to ask for, one or a few of each trap; an absent trap leaves its field empty.

    Attributes:
        genre_spellings: genre as shown, for each genre of the catalogue.
        studio_spellings: lower-case studio name to the spelling shown, where spellings differ.
        game_names: game id to name after cleaning, where the raw name needs it (None: no name).
        release_years: release text to the year it stands for.
        prices: price text to USD (None: unknown).
        playtimes: (user, game, minutes that count) where repeated items differ.
        reviews: (user, game, ISO date that stays) where repeated reviews differ.
        outside_names: id to name of games that no games file lists (the trap's own ones).
        shared_steam_id: the two users of one account number.
        case_users: users whose names differ in case only.
        reviews_only_users: users that only the reviews file knows.
        leap_day: (user, game) of a review posted on a February 29 without a year.
    """

    genre_spellings: tuple[str, ...] = ()
    studio_spellings: dict[str, str] = field(default_factory=dict)
    game_names: dict[int, str | None] = field(default_factory=dict)
    release_years: dict[str, int | None] = field(default_factory=dict)
    prices: dict[str, float | None] = field(default_factory=dict)
    playtimes: tuple[tuple[str, int, int], ...] = ()
    reviews: tuple[tuple[str, int, str], ...] = ()
    outside_names: dict[int, str | None] = field(default_factory=dict)
    shared_steam_id: tuple[str, ...] = ()
    case_users: tuple[str, ...] = ()
    reviews_only_users: tuple[str, ...] = ()
    leap_day: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Every number that a load of the whole folder must show.

    Attributes:
        seed: the seed the sample was made with.
        files: facts of each raw file, by name.
        games_in_catalogue: games that a games file lists.
        games_total: these and the games only a library or a review mentions.
        games_repeated: ids that occur twice within a games file.
        games_without_year: catalogue games without a known release year.
        games_without_date: catalogue games without a full, possible release date.
        games_free: catalogue games with a known price of 0.
        games_without_price: catalogue games with an unknown price.
        games_early_access: catalogue games in early access.
        games_by_genre: genre as shown to its number of catalogue games.
        studios: studios, ignoring case, over both roles.
        users: users of both files.
        users_only_in_reviews: users without a line in the items file.
        users_with_items: users that own at least one game.
        items: (user, game) pairs.
        items_in_catalogue: those whose game is in the catalogue.
        playtime_minutes: total playtime of the pairs.
        reviews: (user, game) pairs reviewed.
        reviews_recommended: those that recommend.
        reviews_inferred_year: those posted without a year.
        crawl_year: the year these belong to; None without reviews.
        sentiments: number of reviews by sentiment, keys 0, 1 and 2.
        rejects: refused pieces of all files by kind, then reason; a game that is refused in both
            games files counts once.
        facts: named answers.
    """

    seed: int
    files: dict[str, FileFacts]
    games_in_catalogue: int
    games_total: int
    games_repeated: int
    games_without_year: int
    games_without_date: int
    games_free: int
    games_without_price: int
    games_early_access: int
    games_by_genre: dict[str, int]
    studios: int
    users: int
    users_only_in_reviews: int
    users_with_items: int
    items: int
    items_in_catalogue: int
    playtime_minutes: int
    reviews: int
    reviews_recommended: int
    reviews_inferred_year: int
    crawl_year: int | None
    sentiments: dict[int, int]
    rejects: dict[str, dict[str, int]]
    facts: Facts

    @property
    def items_collapsed(self) -> int:
        """Accepted item records beyond the first of each (user, game)."""
        return self.files["users_items.json.gz"].records - self.items

    @property
    def reviews_collapsed(self) -> int:
        """Accepted review records beyond the first of each (user, game)."""
        return self.files["user_reviews.json.gz"].records - self.reviews

    def as_dict(self) -> dict[str, Any]:
        """Give everything as plain dictionaries and lists."""
        return asdict(self)


@dataclass(slots=True)
class Tally:
    """Counts that grow while a sample is written; keys are field names of Manifest."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    sentiments: Counter[int] = field(default_factory=Counter)
    games_by_genre: dict[str, int] = field(default_factory=dict)
    rejects: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # file, kind, reason
    facts: dict[str, Any] = field(default_factory=dict)
    outside: set[int] = field(default_factory=set)

    def rejects_of(self, file: str) -> dict[str, int]:
        """Give the refused pieces of one file by reason."""
        return {r: count for (name, _, r), count in self.rejects.items() if name == file}

    def rejects_by_kind(self) -> dict[str, dict[str, int]]:
        """Give the refused pieces of all files by kind, then reason."""
        result: dict[str, dict[str, int]] = {}
        for (_, kind, reason), count in self.rejects.items():
            of_kind = result.setdefault(kind, {})
            before = of_kind.get(reason, 0)
            # Both games files hold the same games, so also the same refused ones.
            of_kind[reason] = max(before, count) if kind == "game" else before + count
        return result
