"""What a model should recommend, by brute force over the rows that it is made of."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.sql.modelled import Model

Library = dict[int, int | None]
POPULAR = 200

ANYTHING: dict[str, Any] = {
    "year_from": None,
    "genre": None,
    "price_to": None,
    "free_only": False,
    "early_access": True,
    "in_catalogue": True,
}


@dataclass(kw_only=True)
class World:
    """The rows that recommendations are made of, as plain Python holds them."""

    games: dict[int, dict[str, Any]] = field(default_factory=dict)
    libraries: dict[str, Library] = field(default_factory=dict)
    user_keys: dict[str, int] = field(default_factory=dict)
    model: Model = field(default_factory=Model)

    def __post_init__(self) -> None:
        self.rank = {row["game_id"]: row["popularity_rank"] for row in self.model.games}
        self.biases = {row["game_id"]: row for row in self.model.games}
        self.similarity: defaultdict[tuple[int, int], float] = defaultdict(float)
        for row in self.model.similarities:
            pair = (row["game_id"], row["similar_game_id"])
            for key in (pair, pair[::-1]):
                self.similarity[key] = max(self.similarity[key], row["score"])

    def offered(self, **filters: Any) -> set[int]:  # noqa: ANN401 - as many types as filters
        one = ANYTHING | filters

        def fits(game: dict[str, Any]) -> bool:
            year, price = game["release_year"], game["price_usd"]
            genre = one["genre"]
            return (
                (game["is_in_catalogue"] or not one["in_catalogue"])
                and (one["year_from"] is None or (year is not None and year >= one["year_from"]))
                and (one["price_to"] is None or (price is not None and price <= one["price_to"]))
                and (price == 0 or not one["free_only"])
                and (not game["is_early_access"] or one["early_access"])
                and (genre is None or genre.strip().lower() in game["genres"])
            )

        return {game_id for game_id, game in self.games.items() if fits(game)}

    def scores(self, library: Library, goal: str) -> dict[int, int]:
        """Score what the library speaks of, and the 200 most popular, in millionths."""
        sums: defaultdict[int, int] = defaultdict(int)
        for row in self.model.weights:
            if row["game_id"] in library:
                own = library_weight(goal, library[row["game_id"]])
                sums[row["recommended_game_id"]] += own * row[f"{goal}_weight"]
        if not sums:
            return {}
        return {
            game: sums.get(game, 0) + 1000 * row[f"{goal}_bias"]
            for game, row in self.biases.items()
            if game not in library
            and (game in sums or (row["owners_count"] > 0 and row["popularity_rank"] <= POPULAR))
        }

    def speaks(self, library: Library, game: int, goal: str) -> bool:
        """Tell whether anything in the library speaks for a game."""
        return any(
            row["recommended_game_id"] == game
            and row["game_id"] in library
            and row[f"{goal}_weight"] > 0
            for row in self.model.weights
        )

    def cold_start_scores(self, library: Library, goal: str) -> dict[int, int]:
        sums: defaultdict[int, int] = defaultdict(int)
        for row in self.model.newcomers:
            if row["game_id"] in library:
                own = library_weight(goal, library[row["game_id"]])
                sums[row["recommended_game_id"]] += own * row["weight"]
        return {game: total for game, total in sums.items() if game not in library}

    def best(
        self, scores: dict[int, int], allowed: Collection[int], count: int
    ) -> list[tuple[int, int]]:
        """Give the best (game, score), equal ones by owners, then id."""
        found = [(game, score) for game, score in scores.items() if game in allowed]
        return sorted(found, key=lambda each: (-each[1], self.rank[each[0]], each[0]))[:count]

    def popular(self, but: Iterable[int], allowed: Collection[int], count: int) -> list[int]:
        left_out = set(but)
        found = [game for game in self.rank if game in allowed and game not in left_out]
        return sorted(found, key=lambda game: (self.rank[game], game))[:count]

    def diverse(self, best: list[tuple[int, int]], count: int, diversity: float) -> list[int]:
        """Take greedily what is good and unlike what was taken."""
        taken: list[int] = []
        worst = best[-1][1]
        span = max(best[0][1] - worst, 1)
        left = [(game, (1 - diversity) * (score - worst) / span) for game, score in best]
        while left and len(taken) < count:
            worth = [
                value
                - diversity * max((self.similarity[game, other] for other in taken), default=0)
                for game, value in left
            ]
            taken.append(left.pop(worth.index(max(worth)))[0])
        return taken


def library_weight(goal: str, minutes: int | None) -> int:
    if goal == "own":
        return 1000
    return round(400 + 70 * math.log(1 + (60 if minutes is None else minutes)))


def expected(  # noqa: PLR0913 - as many as the function has
    world: World,
    user: str,
    *,
    count: int = 10,
    goal: str = "own",
    newcomers: int = 0,
    diversity: float = 0,
    **filters: object,
) -> list[tuple[int, int, str]]:
    library, allowed = world.libraries.get(user, {}), world.offered(**filters)
    new = world.best(world.cold_start_scores(library, goal), allowed, min(newcomers, count))
    scores = world.scores(library, goal)
    room, others = count - len(new), allowed - {game for game, _ in new}
    if diversity:
        best = world.best(scores, others, max(room, 100))
        found = [(game, scores[game]) for game in world.diverse(best, room, diversity)]
    else:
        found = world.best(scores, others, room)
    said = {game for game, score in scores.items() if score} | {game for game, _ in found}
    popular = world.popular(said | library.keys(), others, room - len(found))
    return [
        *(
            (game, score, "weights" if world.speaks(library, game, goal) else "popularity")
            for game, score in found
        ),
        *((game, 0, "popularity") for game in popular),
        *((game, score, "newcomers") for game, score in new),
    ]
