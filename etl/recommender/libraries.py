"""Libraries of all users, as one sparse matrix of users by games."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self, TypeAlias

import numpy as np
import psycopg
from scipy import sparse

from etl.pgcopy import decode_array_rows

Integers: TypeAlias = np.ndarray[Any, np.dtype[np.integer[Any]]]
Floats: TypeAlias = np.ndarray[Any, np.dtype[np.floating[Any]]]
Flags: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

# One row a user, so that the driver is asked 70,000 times and not 5,000,000 times. A load numbers
# users as they come; their ids alone say who they are, and in which order they stand here.
_COPY: Final = """
    copy (
        select
            owned.user_key,
            ('x' || left(md5(users.user_id), 16))::bit(64)::bigint,
            owned.games,
            owned.minutes,
            owned.positions
        from (
            select
                user_key,
                array_agg(game_id order by game_id) as games,
                array_agg(playtime_minutes order by game_id) as minutes,
                array_agg(position order by game_id) as positions
            from core.items
            group by user_key
        ) as owned
        inner join core.users as users on users.user_key = owned.user_key
        order by 2, users.user_id collate "C"
    ) to stdout (format binary)
"""


@dataclass(frozen=True, eq=False)
class Libraries:
    """Who owns what; rows are users, columns are games, in the order of hashes and of ids.

    `minutes` and `positions` stand beside `owned.data`: one for each stored element, rows one after
    the other, columns ascending within a row.
    """

    game_ids: Integers
    """int64: the games that some library holds, ascending."""
    user_keys: Integers
    """int64: the users that own something, by the numbers that a load gave them."""
    user_hashes: Integers
    """uint64: a hash of each user's public id, which no load changes."""
    owned: sparse.csr_array
    """float32, users by games: 1 for each game owned."""
    minutes: Integers
    """int32: minutes played."""
    positions: Integers
    """int32: place in the raw library."""

    @property
    def users_count(self) -> int:
        """Number of users."""
        return len(self.user_keys)

    @property
    def games_count(self) -> int:
        """Number of games."""
        return len(self.game_ids)

    @cached_property
    def sizes(self) -> Integers:
        """Games in each library."""
        sizes: Integers = np.diff(self.owned.indptr)
        return sizes

    @cached_property
    def owners(self) -> Integers:
        """Owners of each game."""
        return np.bincount(self.owned.indices, minlength=self.games_count)

    @cached_property
    def by_popularity(self) -> Integers:
        """The columns, most owners first, then the lower id: the order of equal scores."""
        return np.lexsort((self.game_ids, -self.owners))

    @cached_property
    def item_users(self) -> Integers:
        """The row of each stored element."""
        return np.repeat(np.arange(self.users_count), self.sizes)

    def with_values(self, values: Integers | Floats) -> sparse.csr_array:
        """Give users by games with a value for each stored element instead of 1."""
        owned = self.owned
        return sparse.csr_array((values, owned.indices, owned.indptr), shape=owned.shape)

    def take(self, rows: Integers | slice) -> Self:
        """Choose users; the games stay what they are."""
        chosen = np.arange(self.users_count)[rows]
        sizes = self.sizes[chosen]
        ends = np.cumsum(sizes)
        items = np.arange(sizes.sum()) + np.repeat(self.owned.indptr[chosen] - ends + sizes, sizes)
        return self._copy_with_items(chosen, items, np.append(0, ends))

    def where(self, items: Flags) -> Self:
        """Keep some of the elements; users and games stay what they are, some with nothing left."""
        ends = np.append(0, np.cumsum(items))[self.owned.indptr]
        return self._copy_with_items(slice(None), np.flatnonzero(items), ends)

    def without_games(self, columns: Integers) -> Self:
        """Forget some games and their column."""
        kept = np.ones(self.games_count, dtype=bool)
        kept[columns] = False
        rest = self.where(kept[self.owned.indices])
        return type(self)(
            game_ids=self.game_ids[kept],
            user_keys=self.user_keys,
            user_hashes=self.user_hashes,
            owned=_ownership_matrix(
                (np.cumsum(kept) - 1)[rest.owned.indices], rest.owned.indptr, int(kept.sum())
            ),
            minutes=rest.minutes,
            positions=rest.positions,
        )

    def _copy_with_items(self, rows: Integers | slice, items: Integers, ends: Integers) -> Self:
        return type(self)(
            game_ids=self.game_ids,
            user_keys=self.user_keys[rows],
            user_hashes=self.user_hashes[rows],
            owned=_ownership_matrix(self.owned.indices[items], ends, self.games_count),
            minutes=self.minutes[items],
            positions=self.positions[items],
        )


def _ownership_matrix(columns: Integers, ends: Integers, games: int) -> sparse.csr_array:
    ones = np.ones(len(columns), dtype=np.float32)
    indices, indptr = columns.astype(np.int32), ends.astype(np.int32)
    return sparse.csr_array((ones, indices, indptr), shape=(len(ends) - 1, games))


def no_libraries() -> Libraries:
    """Make libraries of nobody."""
    nothing = np.empty(0, dtype=np.int64)
    return Libraries(
        game_ids=nothing,
        user_keys=nothing,
        user_hashes=nothing.astype(np.uint64),
        owned=_ownership_matrix(nothing, np.zeros(1, dtype=np.int64), 0),
        minutes=nothing,
        positions=nothing,
    )


def read_libraries(connection: psycopg.Connection[Any]) -> Libraries:
    """Read every library; users without items and games without owners are left out."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        user_keys, hashes, sizes, games, minutes, positions = decode_array_rows(
            copy, scalars=("int4", "int8"), arrays=("int8", "int4", "int4")
        )
    game_ids = np.unique(games)
    return Libraries(
        game_ids=game_ids,
        user_keys=user_keys,
        user_hashes=hashes.copy().view(np.uint64),
        owned=_ownership_matrix(
            np.searchsorted(game_ids, games), np.append(0, np.cumsum(sizes)), len(game_ids)
        ),
        minutes=minutes,
        positions=positions,
    )
