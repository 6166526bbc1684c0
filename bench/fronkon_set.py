"""A generated set in the shape of FronkonGames' "Steam Games Dataset", of any size.

The games are those of the sample generator: series, studios, and tags that go with genres. The
votes of tags fall from the first to the last, as there, and the file names them in no order.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any, Final

import click
import numpy as np

from bench.harness import HELP
from etl.clean.labels import split_studios
from etl.sample.games import Game, plan_sample_games

GAMES: Final = 80_000


def write_set(path: Path, *, games: int, seed: int = 1) -> None:
    """Write games.json: one object, a game under each app id."""
    draw = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8") as file:
        opening = "{\n"
        for game in plan_sample_games(seed, count=games, total=games):
            document = json.dumps(_document(game, draw), indent=4, ensure_ascii=False)
            file.write(f'{opening}"{game.game_id}": {document}')
            opening = ",\n"
        file.write("\n}\n")


def _document(game: Game, draw: np.random.Generator) -> dict[str, Any]:
    raw: dict[str, Any] = game.raw
    price = raw["price"]
    tags = list(raw["tags"] or [])
    votes = np.sort(draw.geometric(0.01, len(tags)))[::-1].tolist()
    voted = dict(zip(tags, votes, strict=True))
    return {
        "name": game.name,
        "release_date": _date(raw["release_date"]),
        "required_age": 0,
        "price": price if isinstance(price, float) else 0.0,
        "dlc_count": 0,
        "detailed_description": f"A game called {game.name}.",
        "about_the_game": f"A game called {game.name}.",
        "windows": True,
        "metacritic_score": game.extra.get("metascore", 0),
        "recommendations": 0,
        "developers": split_studios(str(raw["developer"] or "")),
        "publishers": split_studios(str(raw["publisher"] or "")),
        "categories": raw["specs"] or [],
        "genres": [genre.replace("&amp;", "&") for genre in raw["genres"] or []],
        "positive": int(draw.geometric(0.01)),
        "negative": int(draw.geometric(0.03)),
        "estimated_owners": "0 - 20000",
        "average_playtime_forever": 0,
        "tags": dict(sorted(voted.items())),
    }


def _date(text: Any) -> str:  # noqa: ANN401 - a value of a raw record
    if not text:
        return ""
    day = dt.date.fromisoformat(text)
    return f"{day:%b} {day.day}, {day.year}"


@click.command(context_settings=HELP)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--games", default=GAMES, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True)
def main(folder: Path, *, games: int, seed: int) -> None:
    """Write a generated catalogue of today."""
    folder.mkdir(parents=True, exist_ok=True)
    write_set(folder / "games.json", games=games, seed=seed)
    click.echo(f"Wrote {games:,} games; load and serve them with: ludoteca up --data {folder}")


if __name__ == "__main__":
    main()
