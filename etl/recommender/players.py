"""Players of each game: what Postgres needs to find similar users.

A user's playtimes become weights of length 1, so that the sum of two users' products, over the
games that both played, is the cosine between them.
"""

import struct
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import psycopg

from etl.recommender.libraries import Libraries
from etl.staging import END, SIGNATURE

_COPY: Final = (
    "copy staging.recommendation_players (game_id, user_keys, weights) from stdin (format binary)"
)
# COPY's binary format, big-endian: a row is the number of its fields, then each with its length. An
# array is its length in bytes, five integers (dimensions, flags, type, items, lower bound), and its
# items, each with its length.
_FIRST_FIELD: Final = struct.Struct(">hiq")
_ARRAY: Final = struct.Struct(">iiiiii")
_ITEM: Final = np.dtype([("length", ">i4"), ("value", ">i4")])
_INT4_OID: Final = 23
_PIECE: Final = 1 << 20  # bytes handed to the driver at once


def stage_players(connection: psycopg.Connection[Any], libraries: Libraries) -> int:
    """Copy the players of every game that somebody played; returns the number of games."""
    games = 0
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        piece = bytearray(SIGNATURE)
        for row in _rows(libraries):
            piece += row
            games += 1
            if len(piece) > _PIECE:
                copy.write(piece)
                piece.clear()
        copy.write(piece + END)
    return games


def weights(libraries: Libraries) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
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


def _rows(libraries: Libraries) -> Iterator[bytes]:
    scaled, played = weights(libraries)
    elements = np.flatnonzero(played)
    keys = libraries.user_keys[libraries.item_users[elements]]
    order = np.lexsort((keys, libraries.owned.indices[elements]))
    elements, users = elements[order], _items(keys[order])
    columns = libraries.owned.indices[elements]
    values = _items(scaled[elements])
    starts = np.searchsorted(columns, np.arange(libraries.games_count + 1))
    for column, game in enumerate(libraries.game_ids.tolist()):
        start, end = starts[column], starts[column + 1]
        if start == end:
            continue
        count = int(end - start)
        size = _ARRAY.size - 4 + count * _ITEM.itemsize
        head = _ARRAY.pack(size, 1, 0, _INT4_OID, count, 1)
        yield b"".join(
            (
                _FIRST_FIELD.pack(3, 8, game),
                head,
                users[start:end].tobytes(),
                head,
                values[start:end].tobytes(),
            )
        )


def _items(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    items = np.empty(len(values), dtype=_ITEM)
    items["length"] = 4
    items["value"] = values
    return items
