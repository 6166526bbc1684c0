"""What a model should recommend, by brute force over the rows that it is made of."""

import math
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from tests.sql.modelled import Model

Library = dict[int, int | None]
FEW = 3

ANYTHING: dict[str, Any] = {
    "year_from": None,
    "genre": None,
    "price_to": None,
    "free_only": False,
    "early_access": True,
    "in_catalogue": True,
    "genres": (),
    "genres_any": None,
    "genres_none": (),
    "tags": (),
    "tags_any": None,
    "tags_none": (),
    "exclude": (),
    "not_interested": (),
    "extras": True,
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
        self.variants = {row["game_id"]: row for row in self.model.variants}
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

            def has(kind: str) -> bool:
                names, own = f"{kind}s", set(game[f"{kind}s"])
                every, some, none = (
                    None if wanted is None else {name.strip().lower() for name in wanted}
                    for wanted in (one[names], one[f"{names}_any"], one[f"{names}_none"])
                )
                return (
                    own >= (every or set())
                    and (some is None or bool(own & some))
                    and not own & (none or set())
                )

            return (
                (game["is_in_catalogue"] or not one["in_catalogue"])
                and (one["year_from"] is None or (year is not None and year >= one["year_from"]))
                and (one["price_to"] is None or (price is not None and price <= one["price_to"]))
                and (price == 0 or not one["free_only"])
                and (not game["is_early_access"] or one["early_access"])
                and (genre is None or genre.strip().lower() in game["genres"])
                and has("genre")
                and has("tag")
                and game["game_id"] not in {*one["exclude"], *one["not_interested"]}
                and (one["extras"] or not self.is_extra(game["game_id"]))
            )

        return {game_id for game_id, game in self.games.items() if fits(game)}

    def is_extra(self, game: int) -> bool:
        return game in self.variants and self.variants[game]["is_extra"]

    def scores(self, library: Library, goal: str, play: int | None = None) -> dict[int, int]:
        """Score every game that the model knows, in millionths, for a goal or between them."""
        for_playing = {"own": 0, "play": 1000}[goal] if play is None else play
        sums: defaultdict[int, int] = defaultdict(int)
        for row in self.model.weights:
            if row["game_id"] in library:
                played = for_playing * library_weight("play", library[row["game_id"]]) // 1000
                own = self.of_few(library, row, "weight")
                sums[row["recommended_game_id"]] += (1000 - for_playing) * own
                sums[row["recommended_game_id"]] += played * row["play_weight"]
        return {
            game: sums.get(game, 0)
            + (1000 - for_playing) * self.of_few(library, row, "bias")
            + for_playing * (row["play_bias"] if len(library) <= FEW else 0)
            for game, row in self.biases.items()
            if game not in library and (row["owners_count"] > 0 or row["own_bias"])
        }

    def of_few(self, library: Library, row: dict[str, Any], kind: str) -> int:
        """Give a row's weight or bias to own, that of a library of a few games where it has one."""
        few = row[f"few_{kind}"] if len(library) <= FEW else None
        value: int = row[f"own_{kind}"] if few is None else few
        return value

    def speaks(self, library: Library, game: int, goal: str) -> bool:
        """Tell whether anything in the library speaks for a game."""
        return any(
            row["recommended_game_id"] == game
            and row["game_id"] in library
            and (self.of_few(library, row, "weight") if goal == "own" else row["play_weight"]) > 0
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

    def of_each_series(self, best: list[tuple[int, int]], most: int) -> list[tuple[int, int]]:
        """Leave out what comes after so many of its series."""
        seen: defaultdict[int, int] = defaultdict(int)
        kept = []
        for game, score in best:
            series = self.variants.get(game, {}).get("series_id")
            if series is not None:
                seen[series] += 1
            if series is None or seen[series] <= most:
                kept.append((game, score))
        return kept

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
    per_series: int | None = None,
    **filters: Any,  # noqa: ANN401 - as many types as filters
) -> list[tuple[int, int, str]]:
    everything, allowed = world.libraries.get(user, {}), world.offered(**filters)
    library = {
        game: minutes
        for game, minutes in everything.items()
        if game not in filters.get("not_interested", ())
    }
    new = world.best(world.cold_start_scores(library, goal), allowed, min(newcomers, count))
    scores = world.scores(library, goal)
    room, others = count - len(new), allowed - {game for game, _ in new}
    if diversity:
        best = world.best(scores, others, max(room, 100))
        found = [(game, scores[game]) for game in world.diverse(best, room, diversity)]
    elif per_series is not None:
        found = world.of_each_series(world.best(scores, others, len(scores)), per_series)[:room]
    else:
        found = world.best(scores, others, room)
    return [
        *(
            (game, score, "weights" if world.speaks(library, game, goal) else "popularity")
            for game, score in found
        ),
        *((game, score, "newcomers") for game, score in new),
    ]
