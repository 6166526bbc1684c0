"""Libraries: what is read from the database, and what can be chosen of them."""

import hashlib
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL

from db.engines import etl_connection
from etl.pgcopy import END, SIGNATURE, decode_array_rows
from etl.recommender.libraries import read_libraries
from tests.etl.recommender.making import Item, dense, items, libraries_from, owning, pairs


@pytest.fixture
def connection(loaded_url: URL) -> Iterator[psycopg.Connection]:
    with etl_connection(loaded_url) as found:
        yield found


def test_what_is_read_is_what_sql_says(connection: psycopg.Connection) -> None:
    found = read_libraries(connection)
    rows = connection.execute(
        """
        select user_key, game_id, playtime_minutes, position
        from core.items
        order by user_key, game_id
        """
    ).fetchall()
    assert sorted(pairs(found)) == rows
    users = connection.execute("select user_key, user_id from core.users").fetchall()
    hash_of = {key: _hash_of(name) for key, name in users}
    hashes = [hash_of[key] for key in found.user_keys.tolist()]
    assert found.user_hashes.tolist() == hashes == sorted(hashes, key=_as_signed)
    assert (found.owned.data == 1).all()
    assert found.owned.data.dtype == np.float32
    assert found.game_ids.tolist() == sorted({row[1] for row in rows})


def _hash_of(name: str) -> int:
    return int.from_bytes(hashlib.md5(name.encode(), usedforsecurity=False).digest()[:8])


def _as_signed(value: int) -> int:
    return (value ^ 2**63) - 2**63


@given(
    cuts=st.lists(st.integers(1, 400), min_size=1, max_size=40),
    piece=st.integers(1, 900),
)
def test_rows_may_arrive_in_any_pieces(cuts: list[int], piece: int) -> None:
    wanted = [(7, -5, [3, 5, 9]), (90, 0, [1]), (8, 2**62, list(range(20)))]
    sent = SIGNATURE
    for user, hashed, games in wanted:
        sent += (5).to_bytes(2) + (4).to_bytes(4) + user.to_bytes(4)
        sent += (8).to_bytes(4) + hashed.to_bytes(8, signed=True)
        for size in (8, 4, 4):
            head = (1, 0, 20, len(games), 1)
            values = b"".join(size.to_bytes(4) + game.to_bytes(size) for game in games)
            sent += (20 + len(values)).to_bytes(4) + b"".join(map(_int, head)) + values
    sent += END
    ends = [0, *np.cumsum(cuts).tolist(), len(sent)]
    parts = [sent[start:end] for start, end in pairwise(ends) if start < end]
    users, hashes, sizes, *columns = decode_array_rows(
        parts, scalars=("int4", "int8"), arrays=("int8", "int4", "int4"), piece=piece
    )
    assert (users.tolist(), sizes.tolist()) == ([7, 90, 8], [3, 1, 20])
    assert hashes.tolist() == [-5, 0, 2**62]
    for column in columns:
        assert column.tolist() == [game for *_, games in wanted for game in games]


def _int(value: int) -> bytes:
    return value.to_bytes(4)


def test_an_empty_database_has_no_libraries(empty_url: URL) -> None:
    with etl_connection(empty_url) as connection:
        found = read_libraries(connection)
    assert (found.users_count, found.games_count, found.owned.nnz) == (0, 0, 0)
    assert found.owned.shape == (0, 0)


@given(items=items, dice=st.randoms())
def test_the_order_of_items_does_not_matter(items: list[Item], dice: object) -> None:
    shuffled = list(items)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert pairs(libraries_from(shuffled)) == pairs(libraries_from(items)) == sorted(items)


@given(items=items, rows=st.lists(st.integers(0, 9), max_size=6))
def test_chosen_users_keep_their_items(items: list[Item], rows: list[int]) -> None:
    every = libraries_from(items)
    rows = [row for row in rows if row < every.users_count]
    chosen = every.take(np.array(rows, dtype=int))
    assert (dense(chosen) == dense(every)[rows]).all()
    keys = every.user_keys[rows].tolist()
    assert pairs(chosen) == [item for key in keys for item in pairs(every) if item[0] == key]


@given(items=items)
def test_chosen_items_leave_users_and_games(items: list[Item]) -> None:
    every = libraries_from(items)
    played = every.where(every.minutes > 100)
    assert pairs(played) == [item for item in pairs(every) if item[2] > 100]
    assert played.owned.shape == every.owned.shape
    assert played.sizes.sum() == played.owners.sum() == played.owned.nnz


@given(items=items)
def test_forgotten_games_lose_their_column(items: list[Item]) -> None:
    every = libraries_from(items)
    rest = every.without_games(np.flatnonzero(every.game_ids % 3 == 0))
    assert pairs(rest) == [item for item in pairs(every) if item[1] % 3]
    assert rest.owned.shape == (every.users_count, (every.game_ids % 3 > 0).sum())


def test_popularity_breaks_ties_by_id() -> None:
    every = owning({1: [30, 20], 2: [30, 10], 3: [10]})
    assert every.game_ids[every.by_popularity].tolist() == [10, 30, 20]
