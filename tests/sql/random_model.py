"""A random model of the games and libraries of a loaded database."""

import math
import random
from collections import defaultdict

from sqlalchemy import URL, Connection, NullPool, create_engine, text

from tests.sql.modelled import (
    Model,
    known,
    newcomer,
    players,
    publish_model,
    similar,
    variant,
    weight,
)
from tests.sql.recommending import Library, World, library_weight


def random_model(
    games: list[int],
    catalogue: list[int],
    libraries: dict[str, Library],
    keys: dict[str, int],
    chance: random.Random,
) -> Model:
    owners: defaultdict[int, int] = defaultdict(int)
    played: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for user, library in libraries.items():
        weights = {game: library_weight("play", minutes) for game, minutes in library.items()}
        length = math.sqrt(sum(weights[game] ** 2 for game, minutes in library.items() if minutes))
        for game, minutes in library.items():
            owners[game] += 1
            if minutes:
                played[game].append((keys[user], round(1_000_000 * weights[game] / length)))
    held = sorted(owners)
    few = [game for game in games if owners[game] < 2]
    return Model(
        games=[
            known(
                game,
                rank,
                owners=owners[game],
                newcomer=game in few,
                own_bias=chance.choice((0, 0, 0, 0, 0, -200, 300)),
                play_bias=chance.choice((0, 0, 0, 0, 0, -300, 200)),
                few_bias=chance.choice((None, 0, 100, 400)),
            )
            for rank, game in enumerate(sorted(games, key=lambda of: (-owners[of], of)), start=1)
        ],
        weights=[
            weight(
                game,
                other,
                50 * chance.randint(-3, 6),
                50 * chance.randint(-3, 6),
                chance.choice((None, -50, 100)),
            )
            for game in held
            for other in chance.sample(held, 15)
            if other != game
        ],
        variants=[
            variant(game, is_extra=chance.random() < 0.1, series=chance.choice((None, 1, 2, 3)))
            for game in chance.sample(games, len(games) // 2)
        ],
        newcomers=[
            newcomer(game, other, 50 * chance.randint(1, 5))
            for other in few
            for game in chance.sample(held, 10)
            if game != other
        ],
        players=[players(game, *sorted(found)) for game, found in played.items()],
        similarities=[
            row
            for game in catalogue
            for row in similar(
                game,
                *(
                    (other, round(1 - place / 20, 4))
                    for place, other in enumerate(chance.sample(games, 12))
                    if other != game
                ),
                players=chance.choice((0.0, 0.25, 0.7)),
            )
        ],
    )


def read_world(connection: Connection, seed: int) -> World:
    """Read the sample, and make a model of it from small whole numbers: many scores are equal."""
    games = {
        row.game_id: dict(row._mapping)
        for row in connection.execute(
            text(
                "select games.*, array(select lower(genre) from api.game_genres"
                " where game_genres.game_id = games.game_id) as genres,"
                " array(select lower(tag) from api.game_tags"
                " where game_tags.game_id = games.game_id) as tags from api.games"
            )
        )
    }
    libraries: defaultdict[str, Library] = defaultdict(dict)
    for user, game, minutes in connection.execute(
        text("select user_id, game_id, playtime_minutes from api.items")
    ):
        libraries[user][game] = minutes
    keys = {
        row.user_id: row.user_key
        for row in connection.execute(text("select user_id, user_key from core.users"))
    }
    catalogue = [game for game, row in games.items() if row["is_in_catalogue"]]
    chance = random.Random(seed)  # noqa: S311
    model = random_model(list(games), catalogue, libraries, keys, chance)
    return World(games=games, libraries=dict(libraries), user_keys=keys, model=model)


def publish_random_model(url: URL, seed: int = 4) -> tuple[World, int]:
    """Publish a model of what is loaded; everything that it is made of, and its id."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        world = read_world(connection, seed)
        return world, publish_model(connection, world.model)
