"""Small libraries with known answers."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from hypothesis import strategies as st

from etl.recommender.catalogue import Catalogue
from etl.recommender.gram_matrix import gram_matrix, invert_gram_matrix
from etl.recommender.libraries import Floats, Integers, Libraries, _ownership_matrix
from tests.etl.recommender.games import catalogue_of

Item = tuple[int, int, int, int]
"""User, game, minutes, position."""


def libraries_of(
    users: Integers, games: Integers, minutes: Integers, positions: Integers
) -> Libraries:
    """Make libraries of one element per item; each (user, game) once, in any order.

    The users' numbers stand for the hashes of their ids too.
    """
    order = np.lexsort((games, users))
    user_keys, sizes = np.unique(users, return_counts=True)
    game_ids = np.unique(games)
    return Libraries(
        game_ids=game_ids.astype(np.int64),
        user_keys=user_keys.astype(np.int64),
        user_hashes=user_keys.astype(np.uint64),
        owned=_ownership_matrix(
            np.searchsorted(game_ids, games[order]), np.append(0, np.cumsum(sizes)), len(game_ids)
        ),
        minutes=minutes[order].astype(np.int32),
        positions=positions[order].astype(np.int32),
    )


def libraries_from(items: Iterable[Item]) -> Libraries:
    array = np.array(list(items), dtype=np.int64).reshape(-1, 4)
    return libraries_of(*array.T)


def owning(owned: Mapping[int, Sequence[int]], *, minutes: int = 100) -> Libraries:
    """Make libraries of games by user, in the order given."""
    return libraries_from(
        (user, game, minutes, position)
        for user, games in owned.items()
        for position, game in enumerate(games, 1)
    )


def checkerboard(users: int = 30, games: int = 12) -> Libraries:
    """Make users who own every game of their own parity."""
    return owning({u: [g for g in range(games) if g % 2 == u % 2] for u in range(users)})


def crowd(*, users: int = 120, games: int = 60, seed: int = 1) -> Libraries:
    """Make users who prefer popular games, in no order at all."""
    dice = np.random.default_rng(seed)
    chances = 1 / np.arange(2, games + 2)
    items: list[Item] = []
    for user in range(users):
        owned = np.flatnonzero(dice.random(games) < chances * dice.uniform(1, 8))
        items += [
            (user, int(game) * 10, int(dice.integers(0, 300)), place)
            for place, game in enumerate(dice.permutation(owned), 1)
        ]
    return libraries_from(items)


def named(names: Mapping[int, str | None], studios: Iterable[tuple[int, int]] = ()) -> Catalogue:
    """Make a catalogue of games by id and name, with pairs of (game, studio)."""
    pairs_ = list(studios)
    return catalogue_of(
        {
            "game_id": game,
            "name": name,
            "developers": [str(studio) for other, studio in pairs_ if other == game],
        }
        for game, name in names.items()
    )


def dense(libraries: Libraries) -> Floats:
    found: Floats = libraries.owned.toarray()
    return found


def precision_of(libraries: Libraries) -> Floats:
    """Invert the Gram matrix of plain counts: exactly the same one for users in any order."""
    matrix = gram_matrix(libraries, np.ones(libraries.users_count, dtype=np.float32))
    np.fill_diagonal(matrix, matrix.diagonal() * 1.3 + 15)
    return invert_gram_matrix(matrix)


def pairs(libraries: Libraries) -> list[tuple[int, int, int, int]]:
    """Give back the items: user, game, minutes, position."""
    columns: tuple[Integers, ...] = (
        libraries.user_keys[libraries.item_users],
        libraries.game_ids[libraries.owned.indices],
        libraries.minutes,
        libraries.positions,
    )
    return list(zip(*(column.tolist() for column in columns), strict=True))


items = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 14), st.integers(0, 200), st.integers(1, 99)),
    unique_by=lambda item: item[:2],
    max_size=80,
)
"""Items of a few users and games."""
