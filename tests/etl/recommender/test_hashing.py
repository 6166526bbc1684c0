"""Draws depend on each user and game alone; related games leak what a library holds of them."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from etl.recommender.game_names import number_name_stems
from etl.recommender.libraries import Libraries
from etl.recommender.logistic_regression import (
    LogisticParameters,
    logistic_dropout_mask,
    logistic_inputs_and_counts,
)
from etl.recommender.splits import (
    Purpose,
    hide_random_fifth,
    item_split_fractions,
    leaked_games,
    newest_fifth_mask,
    split_users,
    user_split_fractions,
)
from tests.etl.recommender.making import Item, crowd, items, libraries_from, named, owning


def renumbered(libraries: Libraries, numbers: np.ndarray) -> Libraries:
    """Give users other numbers, as another load does, and let them stay who they are."""
    return replace(libraries, user_keys=numbers)


def test_draws_are_even_and_differ_by_purpose_and_seed() -> None:
    libraries = crowd(users=500)
    drawn = item_split_fractions(libraries, Purpose.HIDDEN, seed=0)
    assert 0 <= drawn.min() < 0.01
    assert 0.99 < drawn.max() < 1
    np.testing.assert_allclose(np.histogram(drawn, 5, (0, 1))[0] / len(drawn), 0.2, atol=0.02)
    others = [
        item_split_fractions(libraries, Purpose.DROPPED_OUT, seed=0),
        item_split_fractions(libraries, Purpose.HIDDEN, seed=1),
    ]
    for other in others:
        assert abs(np.corrcoef(drawn, other)[0, 1]) < 0.05


def test_who_is_asked_for_what_depends_on_no_number_and_on_nobody_else() -> None:
    libraries = crowd(users=300)
    other = renumbered(
        libraries, np.random.default_rng(1).permutation(10_000)[: libraries.users_count]
    )
    one, two = (split_users(every, seed=3, test=30, validation=20) for every in (libraries, other))
    assert one.test.user_hashes.tolist() == two.test.user_hashes.tolist()
    assert one.training.user_hashes.tolist() == two.training.user_hashes.tolist()
    hidden, again = (hide_random_fifth(group.test, seed=3).hidden for group in (one, two))
    np.testing.assert_array_equal(hidden.owned.toarray(), again.owned.toarray())
    np.testing.assert_array_equal(
        user_split_fractions(libraries.take(slice(7, 90)), Purpose.HELD_OUT, seed=3),
        user_split_fractions(libraries, Purpose.HELD_OUT, seed=3)[7:90],
    )


def test_related_games_share_a_studio_or_a_stem() -> None:
    games = named(
        {1: "Portal", 2: "Portal 2", 3: "Half-Life", 4: "Braid", 5: None, 6: None},
        studios=[(1, 10), (3, 10), (4, 12)],
    )
    labels = games.relations
    assert (labels @ labels.T).toarray().astype(bool).tolist() == [
        [True, True, True, False, False, False],
        [True, True, False, False, False, False],
        [True, False, True, False, False, False],
        [False] * 6,
        [False] * 6,
        [False] * 6,
    ]


@given(items=items, seed=st.integers(0, 9))
def test_given_away_is_what_brute_force_says(items: list[Item], seed: int) -> None:
    libraries = libraries_from(items)
    dice = np.random.default_rng(seed)
    labels = sparse.csr_array((dice.random((libraries.games_count, 4)) < 0.3).astype(np.float32))
    seen = dice.random(libraries.owned.nnz) < 0.7
    said = labels.toarray() > 0
    users, games = libraries.item_users, libraries.owned.indices
    expected = [
        any(
            seen[other] and users[other] == users[item] and (said[game] & said[games[other]]).any()
            for other in range(len(games))
            if other != item
        )
        for item, game in enumerate(games)
    ]
    assert leaked_games(libraries, seen, labels).tolist() == expected


def test_stems_are_numbered_in_the_order_of_the_alphabet() -> None:
    assert number_name_stems(["portal", "", "braid", "portal"]).tolist() == [1, -1, 0, 1]
    assert number_name_stems([]).tolist() == []


def test_discoveries_count_more_and_nobody_else_differently() -> None:
    libraries = owning({user: [1, 2, 3] for user in range(400)})
    labels = sparse.csr_array(np.array([[1], [1], [0]], dtype=np.float32))
    how = LogisticParameters(visible=0.5, owner_weight=0.2, discovery=3.0, newest=0.0)
    seen, counts = logistic_inputs_and_counts(libraries, labels, how, seed=1)
    np.testing.assert_array_equal(seen, logistic_dropout_mask(libraries, share=0.5, seed=1))
    by_user, worth = seen.reshape(-1, 3), counts.reshape(-1, 3)
    np.testing.assert_allclose(worth[:, 2], 0.6, rtol=1e-6)
    np.testing.assert_allclose(worth[:, 0], np.where(by_user[:, 1], 0.2, 0.6), rtol=1e-6)
    np.testing.assert_allclose(worth[:, 1], np.where(by_user[:, 0], 0.2, 0.6), rtol=1e-6)


def test_of_a_few_users_the_newest_fifth_is_out_of_sight() -> None:
    libraries = crowd(users=2000)
    nothing = sparse.csr_array((libraries.games_count, 0))
    how = LogisticParameters(newest=0.1)
    seen, counts = logistic_inputs_and_counts(libraries, nothing, how, seed=1)
    usual, same = logistic_inputs_and_counts(libraries, nothing, replace(how, newest=0.0), seed=1)
    drawn = (user_split_fractions(libraries, Purpose.NEWEST, seed=1) < 0.1)[libraries.item_users]
    assert 0.08 < drawn.mean() < 0.12
    newest = newest_fifth_mask(libraries)
    np.testing.assert_array_equal(seen, np.where(drawn, ~newest, usual))
    np.testing.assert_array_equal(counts, np.where(drawn, newest, same))
