"""Players of each game: what Postgres needs to find similar users.

A user's playtimes become weights of length 1, so that the sum of two users' products, over the
games that both played, is the cosine between them.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import psycopg

from etl.pgcopy import END, PIECE, SIGNATURE, encode_array_field, encode_items, encode_row_start
from etl.recommender.libraries import Libraries

_COPY: Final = (
    "copy staging.recommendation_players (game_id, user_keys, weights) from stdin (format binary)"
)


def stage_similar_users(connection: psycopg.Connection[Any], libraries: Libraries) -> int:
    """Copy the players of every game that somebody played; returns the number of games."""
    games = 0
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        piece = bytearray(SIGNATURE)
        for row in _encode_player_rows(libraries):
            piece += row
            games += 1
            if len(piece) > PIECE:
                copy.write(piece)
                piece.clear()
        copy.write(piece + END)
    return games


def similar_user_weights(libraries: Libraries) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Weigh each element, in millionths of the user's length of 1, and say which were played.

    The weight before that is the one of `api.library_weight('play', minutes)`.
    """
    played = libraries.minutes > 0
    plain = np.rint(400 + 70 * np.log(1.0 + libraries.minutes)) * played
    users = libraries.item_users
    squares = np.bincount(users, weights=plain * plain, minlength=libraries.users_count)
    lengths = np.sqrt(squares)[users]
    scaled = np.rint(np.divide(1e6 * plain, lengths, out=np.zeros_like(plain), where=played))
    return scaled.astype(np.int32), played


def _encode_player_rows(libraries: Libraries) -> Iterator[bytes]:
    scaled, played = similar_user_weights(libraries)
    elements = np.flatnonzero(played)
    keys = libraries.user_keys[libraries.item_users[elements]]
    order = np.lexsort((keys, libraries.owned.indices[elements]))
    elements, users = elements[order], encode_items(keys[order], kind="int4")
    columns = libraries.owned.indices[elements]
    values = encode_items(scaled[elements], kind="int4")
    starts = np.searchsorted(columns, np.arange(libraries.games_count + 1))
    for column, game in enumerate(libraries.game_ids.tolist()):
        start, end = starts[column], starts[column + 1]
        if start < end:
            arrays = (encode_array_field(each[start:end], kind="int4") for each in (users, values))
            yield b"".join((encode_row_start(3, game), *arrays))
