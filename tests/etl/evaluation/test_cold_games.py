"""Cold games: their owners are hidden, and they are ranked among themselves."""

import numpy as np
import pytest

from etl.evaluation.cold_start import (
    cold_recall,
    cold_split,
    evaluate_cold,
    random_cold_model,
)
from tests.etl.recommender.making import crowd, pairs


def test_cold_games_are_nowhere_but_hidden() -> None:
    every = crowd(users=200)
    split = cold_split(every, owners=(5, 60), seed=3)
    cold = set(split.cold_ids.tolist())
    assert len(cold) == int(((every.owners >= 5) & (every.owners <= 60)).sum() * 0.2)
    assert pairs(split.known) == [item for item in pairs(every) if item[1] not in cold]
    assert not cold & set(split.known.game_ids.tolist())
    owners = every.owners[np.searchsorted(every.game_ids, split.cold_ids)]
    assert owners.min() >= 5
    assert owners.max() <= 60
    asked = set(split.visible.user_keys.tolist())
    assert split.hidden.user_keys.tolist() == split.visible.user_keys.tolist()
    owning_cold = {user for user, game, *_ in pairs(every) if game in cold}
    owning_others = {user for user, game, *_ in pairs(every) if game not in cold}
    assert asked == owning_cold & owning_others
    assert pairs(split.hidden) == [i for i in pairs(every) if i[1] in cold and i[0] in asked]


def test_validation_games_are_others() -> None:
    every = crowd(users=200)
    test, again, tuning, other = (
        set(cold_split(every, seed=seed, part=part, games=6).cold_ids.tolist())  # type: ignore[arg-type]
        for seed, part in ((1, "test"), (1, "test"), (1, "validation"), (2, "test"))
    )
    assert test == again
    assert not test & tuning
    assert test != other


def test_recall_is_that_of_the_definition() -> None:
    split = cold_split(crowd(users=200), owners=(5, None), seed=3)
    dice = np.random.default_rng(1)
    scores = dice.random(split.hidden.owned.shape, dtype=np.float32)
    scores_of = dict(zip(split.visible.user_keys.tolist(), scores, strict=True))
    owned = split.hidden.owned.toarray() > 0
    wanted = [
        row[np.argsort(-score)[:3]].sum() / min(3, row.sum())
        for row, score in zip(owned, scores, strict=True)
    ]
    found = cold_recall(
        split, lambda v: np.array([scores_of[key] for key in v.user_keys.tolist()]), count=3
    )
    assert found.value == pytest.approx(np.mean(wanted))
    assert found.users_count == len(wanted)


def test_who_knows_finds_all_and_who_guesses_does_not() -> None:
    every = crowd(users=200)
    known = dict(zip(every.user_keys.tolist(), every.owned, strict=True))

    def oracle(_: object, cold_ids: np.ndarray[tuple[int], np.dtype[np.int64]]) -> object:
        columns = np.searchsorted(every.game_ids, cold_ids)
        rows = {key: row.toarray().ravel()[columns] for key, row in known.items()}
        return lambda v: np.array([rows[key] for key in v.user_keys.tolist()])

    models = {"oracle": oracle, "random": random_cold_model()}
    document = evaluate_cold(every, models, draws=2)  # type: ignore[arg-type]  # the oracle's own types
    assert list(document) == ["5 to 100 owners", "any owners"]
    for scores in document.values():
        assert scores["oracle"]["value"] == 1
        assert 0 < scores["random"]["value"] <= 1
        assert len(scores["random"]["draws"]) == 2
    assert evaluate_cold(every, models, draws=2) == document  # type: ignore[arg-type]  # as above
