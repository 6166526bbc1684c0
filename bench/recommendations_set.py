"""A generated set in the shape of "Game Recommendations on Steam", of any size.

The real one has 41,154,794 recommendations by 14,306,064 users of 50,872 games. Each row here is of
another user and game, as there; users come back as late as can be, so that nothing helps a loader
that holds few of them.
"""

import json
from pathlib import Path
from typing import Final

import click
import numpy as np
import pandas as pd

from bench.harness import HELP

ROWS: Final = 41_154_794
GAMES: Final = 50_872
ROWS_PER_USER: Final = 2.877
_CHUNK: Final = 500_000
_DAYS: Final = np.arange("2010-10-15", "2023-01-01", dtype="datetime64[D]").astype(str)
_RATINGS: Final = ("Overwhelmingly Positive", "Very Positive", "Mixed", "Mostly Negative")
_TAGS: Final = ("Indie", "Action", "Casual", "Adventure", "Strategy", "RPG", "Puzzle")


def write_set(folder: Path, *, rows: int, seed: int = 1) -> None:
    """Write games.csv, games_metadata.json, users.csv and recommendations.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(seed)
    games = max(1, min(GAMES, rows))
    users = max(1, round(rows / ROWS_PER_USER))
    _write_games(folder, games, draw)
    pd.DataFrame(
        {"user_id": np.arange(users), "products": draw.integers(1, 400, users), "reviews": 1}
    ).to_csv(folder / "users.csv", index=False)
    path = folder / "recommendations.csv"
    for start in range(0, rows, _CHUNK):
        review = np.arange(start, min(rows, start + _CHUNK))
        count = len(review)
        user, turn = review % users, review // users
        chunk = pd.DataFrame(
            {
                "app_id": 10 * (1 + (user * 7_919 + turn) % games),
                "helpful": draw.geometric(0.3, count) - 1,
                "funny": draw.geometric(0.6, count) - 1,
                "date": draw.choice(_DAYS, count),
                "is_recommended": np.where(draw.random(count) < 0.86, "true", "false"),
                "hours": draw.exponential(100, count).round(1),
                "user_id": user,
                "review_id": review,
            }
        )
        chunk.to_csv(path, index=False, header=not start, mode="a" if start else "w")


def _write_games(folder: Path, games: int, draw: np.random.Generator) -> None:
    ids = 10 * np.arange(1, games + 1)
    price = draw.choice([0.0, 0.99, 4.99, 9.99, 19.99, 59.99], games)
    pd.DataFrame(
        {
            "app_id": ids,
            "title": [f"Game {number}" for number in ids],
            "date_release": draw.choice(_DAYS, games),
            "win": "true",
            "mac": "false",
            "linux": "false",
            "rating": draw.choice(_RATINGS, games),
            "positive_ratio": draw.integers(0, 101, games),
            "user_reviews": draw.integers(10, 10_000, games),
            "price_final": price,
            "price_original": price,
            "discount": 0.0,
            "steam_deck": "true",
        }
    ).to_csv(folder / "games.csv", index=False)
    with (folder / "games_metadata.json").open("w") as file:
        for number in ids.tolist():
            tags = draw.choice(_TAGS, 3, replace=False).tolist()
            file.write(json.dumps({"app_id": number, "description": "", "tags": tags}) + "\n")


@click.command(context_settings=HELP)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--rows", default=ROWS, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True)
def main(folder: Path, *, rows: int, seed: int) -> None:
    """Write a generated set of recommendations."""
    write_set(folder, rows=rows, seed=seed)
    click.echo(f"Wrote {rows:,} recommendations; load them with: ludoteca load {folder}")


if __name__ == "__main__":
    main()
