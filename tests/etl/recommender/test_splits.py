"""Who is asked and what is hidden: nothing leaks, the numbers are right, seeds repeat."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from etl.recommender.libraries import Libraries
from etl.recommender.splits import (
    HoldOut,
    hide_all_but,
    hide_newest_fifth,
    hide_random_fifth,
    split_users,
)
from tests.etl.recommender.making import Item, crowd, items, libraries_from, named, owning, pairs


def keys(libraries: Libraries) -> set[int]:
    return set(libraries.user_keys.tolist())


def test_nobody_is_in_two_groups() -> None:
    every = crowd(users=300)
    groups = split_users(every, seed=4, test=30, validation=20)
    parts = (groups.training, groups.validation, groups.test)
    assert sum(part.users_count for part in parts) == every.users_count
    assert keys(groups.training) | keys(groups.validation) | keys(groups.test) == keys(every)
    assert (groups.test.users_count, groups.validation.users_count) == (30, 20)
    assert min(groups.test.sizes.min(), groups.validation.sizes.min()) >= 5
    assert sorted(item for part in parts for item in pairs(part)) == pairs(every)


def test_small_sets_give_up_a_fifth_and_a_tenth() -> None:
    every = owning({user: range(5 if user < 100 else 4) for user in range(150)})
    groups = split_users(every, seed=0)
    assert (groups.test.users_count, groups.validation.users_count) == (20, 10)
    assert groups.training.users_count == 120
    nobody = split_users(owning({1: range(9)}), seed=0)
    assert (nobody.test.users_count, nobody.training.users_count) == (0, 1)


def test_seeds_repeat() -> None:
    every = crowd()
    first, again, other = (split_users(every, seed=seed).test for seed in (1, 1, 2))
    assert pairs(first) == pairs(again) != pairs(other)
    hidden, same, others = (pairs(hide_random_fifth(every, seed=seed).hidden) for seed in (1, 1, 2))
    assert hidden == same != others


@given(items=items, seed=st.integers(0, 5))
def test_what_is_hidden_is_not_visible(items: list[Item], seed: int) -> None:
    every = libraries_from(items)
    for asked in (hide_random_fifth(every, seed=seed), hide_newest_fifth(every)):
        assert sorted(pairs(asked.visible) + pairs(asked.hidden)) == pairs(every)
        fifths = np.floor(every.sizes / 5 + 0.5)
        assert (asked.hidden.sizes == np.maximum(fifths, 1)).all()
        assert asked.hidden.user_keys.tolist() == asked.visible.user_keys.tolist()
        assert asked.everything.sum() == asked.hidden.owned.nnz


def test_the_newest_are_the_last_in_the_file() -> None:
    every = owning({1: [50, 40, 30, 20, 10], 2: [7], 3: list(range(8))})
    assert pairs(hide_newest_fifth(every).hidden) == [
        (1, 10, 100, 5),
        (2, 7, 100, 1),
        (3, 6, 100, 7),
        (3, 7, 100, 8),
    ]


def test_played_is_more_than_an_hour() -> None:
    every = libraries_from([(1, 1, 60, 1), (2, 1, 61, 1), (3, 1, 0, 1)])
    assert hide_newest_fifth(every).played.tolist() == [False, True, False]


def test_discoveries_share_neither_studio_nor_stem_with_what_is_visible() -> None:
    games = named(
        {1: "Portal", 2: "Portal 2", 3: "Half-Life", 4: "Braid", 5: None, 6: "Portal 3", 7: None},
        studios=[(1, 10), (3, 10), (3, 11), (4, 12)],
    )
    every = libraries_from(
        # Visible: Portal and a game without name or studio; user 2 sees Braid alone.
        [(1, game, 0, place) for place, game in enumerate((1, 7), 1)]
        + [(1, game, 99, place) for place, game in enumerate((2, 3, 4, 5), 3)]
        + [(2, 4, 0, 1), (2, 6, 99, 2), (2, 3, 99, 3)]
    )
    is_hidden = every.minutes > 0
    asked = HoldOut(visible=every.where(~is_hidden), hidden=every.where(is_hidden))
    found = asked.discoveries(games.take(games.places_of(every.game_ids)).relations)
    discovered = [item[:2] for item, flag in zip(pairs(asked.hidden), found, strict=True) if flag]
    assert discovered == [(1, 4), (1, 5), (2, 3), (2, 6)]


def test_all_but_a_few_games_are_hidden() -> None:
    libraries = crowd()
    seen = [hide_all_but(libraries, count, seed=1) for count in (1, 2, 3)]
    for count, one in enumerate(seen, start=1):
        assert one.visible.sizes.tolist() == np.minimum(libraries.sizes, count).tolist()
        assert (one.visible.sizes + one.hidden.sizes).tolist() == libraries.sizes.tolist()
    fewer, more = (set(zip(*one.visible.owned.nonzero(), strict=True)) for one in seen[1:])
    assert fewer < more
