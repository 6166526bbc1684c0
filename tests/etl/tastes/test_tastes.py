"""What is learnt from ratings, beside the slow way to compute the same."""

import itertools
import math
from typing import Any

import numpy as np
import pytest

from etl.recommender.libraries import Floats
from etl.recommender.splits import Purpose
from etl.tastes import neighbours, title_weights
from etl.tastes.held_out import (
    hide_newest_ratings,
    hide_random_ratings,
    judge_predictions,
    permute_titles,
)
from etl.tastes.hybrid import Evidence, Factors, cross_tuned_predictions, gain_over_baseline
from etl.tastes.offsets import Offsets, fit_offsets
from etl.tastes.ratings import Ratings, arrange_ratings
from etl.tastes.title_weights import WeightParameters, fit_title_weights
from tests.etl.tastes.making import chance_ratings, genre_catalogue, taste_ratings

SOME = {"viewers": 14, "titles": 9, "count": 70}


def as_dict(ratings: Ratings, values: Any) -> dict[tuple[int, int], float]:  # noqa: ANN401
    """Values by (viewer, title)."""
    pairs = zip(ratings.viewers.tolist(), ratings.titles.tolist(), strict=True)
    return dict(zip(pairs, map(float, values), strict=True))


def all_pairs(ratings: Ratings) -> tuple[Any, Any]:
    pairs = itertools.product(range(ratings.viewers_count), range(ratings.titles_count))
    viewers, titles = zip(*pairs, strict=True)
    return np.array(viewers), np.array(titles)


def test_ratings_stand_in_order_and_the_last_of_a_pair_stays() -> None:
    found = arrange_ratings(
        np.array([9, 4, 9, 4]),
        np.array([1, 2, 1, 0]),
        np.array([1.0, 2.0, 3.0, 4.5]),
        np.array([5, 6, 7, 8]),
        titles_count=3,
    )
    assert found.viewer_ids.tolist() == [4, 9]
    assert as_dict(found, found.stars) == {(0, 0): 4.5, (0, 2): 2.0, (1, 1): 3.0}
    assert found.moments.tolist() == [8, 6, 7]


def test_offsets_are_those_of_ten_passes() -> None:
    ratings = chance_ratings(**SOME, seed=1)
    stars = as_dict(ratings, ratings.stars)
    mean = sum(stars.values()) / len(stars)
    viewers, titles = [0.0] * ratings.viewers_count, [0.0] * ratings.titles_count
    for _ in range(10):
        for title in range(len(titles)):
            left = [r - mean - viewers[v] for (v, t), r in stars.items() if t == title]
            titles[title] = sum(left) / (len(left) + 5)
        for viewer in range(len(viewers)):
            left = [r - mean - titles[t] for (v, t), r in stars.items() if v == viewer]
            viewers[viewer] = sum(left) / (len(left) + 3)
    found = fit_offsets(ratings)
    assert found.mean == pytest.approx(mean)
    assert found.viewers.tolist() == pytest.approx(viewers)
    assert found.titles.tolist() == pytest.approx(titles)


def slow_weights(
    ratings: Ratings,
    residuals: Floats,
    most: int,
) -> dict[int, list[tuple[int, float]]]:
    """Of each title the others with a positive weight, best first."""
    known = as_dict(ratings, residuals)
    columns: dict[int, dict[int, float]] = {}
    for (viewer, title), value in known.items():
        columns.setdefault(title, {})[viewer] = value
    found: dict[int, list[tuple[int, float]]] = {}
    for one, other in itertools.permutations(columns, 2):
        common = columns[one].keys() & columns[other].keys()
        size = math.sqrt(
            sum(e * e for e in columns[one].values()) * sum(e * e for e in columns[other].values())
        )
        product = sum(columns[one][viewer] * columns[other][viewer] for viewer in common)
        n = len(common) - 1
        if n > 0 and product > 0:
            found.setdefault(one, []).append((other, product / size * n / (n + 100)))
    return {
        title: sorted(rows, key=lambda row: (-row[1], row[0]))[:most]
        for title, rows in found.items()
    }


@pytest.mark.parametrize(("seed", "most", "at_once"), [(1, 3, 1 << 20), (2, 50, 4), (3, 2, 1)])
def test_weights_between_titles_equal_the_slow_ones(
    monkeypatch: pytest.MonkeyPatch, seed: int, most: int, at_once: int
) -> None:
    monkeypatch.setattr(title_weights, "_PAIRS_AT_ONCE", at_once)
    monkeypatch.setattr(title_weights, "_CELLS", 40)
    ratings = chance_ratings(**SOME, seed=seed)
    residuals = fit_offsets(ratings).residuals(ratings)
    found = fit_title_weights(ratings, residuals, WeightParameters(most=most))
    expected = slow_weights(ratings, residuals, most)
    assert expected
    for title in range(ratings.titles_count):
        rows = dict(zip(found.others[title].tolist(), found.weights[title].tolist(), strict=True))
        rows = {other: weight for other, weight in rows.items() if weight > 0}
        assert rows == pytest.approx(dict(expected.get(title, [])))
    viewers, titles = all_pairs(ratings)
    evidence, reached = found.evidence(ratings, residuals, viewers, titles)
    known = as_dict(ratings, residuals)
    for viewer, title, value, some in zip(viewers, titles, evidence, reached, strict=True):
        rated = [
            (weight, known[viewer, other])
            for other, weight in expected.get(int(title), [])
            if (viewer, other) in known
        ]
        total = sum(weight for weight, _ in rated)
        assert some == (total > 0)
        assert value == pytest.approx(sum(w * e for w, e in rated) / (total + 0.1), abs=1e-6)


def correlation(pairs: list[tuple[float, float]]) -> float:
    ours, theirs = (np.array([pair[at] for pair in pairs]) for at in range(2))
    if len(pairs) < 2 or min(np.ptp(ours), np.ptp(theirs)) < 1e-9:
        return 0.0
    return float(np.corrcoef(ours, theirs)[0, 1])


def common_values(
    known: dict[tuple[int, int], float], own: dict[tuple[int, int], float], one: int, other: int
) -> list[tuple[float, float]]:
    return [
        (value, known[other, title])
        for (viewer, title), value in own.items()
        if viewer == one and (other, title) in known
    ]


@pytest.mark.parametrize(("seed", "newest"), [(1, 500), (2, 3)])
def test_viewers_alike_equal_the_slow_ones(
    monkeypatch: pytest.MonkeyPatch, seed: int, newest: int
) -> None:
    monkeypatch.setattr(neighbours, "NEWEST", newest)
    ratings = chance_ratings(**SOME, seed=seed)
    residuals = fit_offsets(ratings).residuals(ratings)
    known = as_dict(ratings, residuals)
    moments = as_dict(ratings, ratings.moments)
    own: dict[tuple[int, int], float] = {}
    for one in range(ratings.viewers_count):
        rated = sorted((-moments[pair], pair[1]) for pair in known if pair[0] == one)[:newest]
        own |= {(one, title): known[one, title] for _, title in rated}
    viewers, titles = all_pairs(ratings)
    found, reached = neighbours.user_pearson(ratings, residuals, viewers, titles)
    for viewer, title, value, some in zip(viewers, titles, found, reached, strict=True):
        rows = []
        for other in range(ratings.viewers_count):
            common = common_values(known, own, viewer, other)
            alike = correlation(common)
            n = len(common)
            if other != viewer and (other, title) in known and n >= 3 and alike > 0:
                rows.append((alike * (n - 1) / (n - 1 + 50), known[other, title]))
        total = sum(weight for weight, _ in rows)
        assert some == bool(rows)
        assert value == pytest.approx(sum(s * e for s, e in rows) / (total + 0.3))


def test_the_original_recipe_equals_the_slow_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "ORIGINAL_CANDIDATES", 8)
    monkeypatch.setattr(neighbours, "ORIGINAL_NEIGHBOURS", 4)
    ratings = chance_ratings(**SOME, seed=4)
    known = as_dict(ratings, ratings.stars)
    viewers, titles = all_pairs(ratings)
    found, _ = neighbours.original_recipe(ratings, viewers, titles)
    for viewer, title, value in zip(viewers, titles, found, strict=True):
        others = [other for other in range(ratings.viewers_count) if other != viewer]
        common = {other: common_values(known, known, viewer, other) for other in others}
        nearest = sorted(filter(common.get, others), key=lambda other: -len(common[other]))[:8]
        alike = {other: correlation(common[other]) for other in nearest}
        best = sorted(alike, key=lambda other: -alike[other])[:4]
        rows = [(alike[o], known[o, title]) for o in best if (o, title) in known and alike[o] > 0]
        mine = [stars for (who, _), stars in known.items() if who == viewer]
        expected = sum(s * r for s, r in rows) / sum(s for s, _ in rows) if rows else np.mean(mine)
        assert value == pytest.approx(expected)


def test_a_fifth_of_each_viewer_is_hidden() -> None:
    ratings = taste_ratings(viewers=12, each=13)
    few = ratings.where((ratings.viewers > 0) | (np.arange(len(ratings)) < 4))
    numbers = np.arange(few.titles_count)
    split = hide_random_ratings(few, numbers, seed=3, purpose=Purpose.HIDDEN)
    assert split.hidden.sizes.tolist() == [0] + [3] * 11
    together = as_dict(split.hidden, split.hidden.stars) | as_dict(
        split.visible, split.visible.stars
    )
    assert together == as_dict(few, few.stars)
    again = hide_random_ratings(few, numbers, seed=3, purpose=Purpose.HIDDEN)
    other = hide_random_ratings(few, numbers, seed=3, purpose=Purpose.TUNED)
    assert again.hidden.titles.tolist() == split.hidden.titles.tolist()
    assert other.hidden.titles.tolist() != split.hidden.titles.tolist()
    newest = hide_newest_ratings(few)
    for viewer in range(1, 12):
        seen = newest.visible.moments[newest.visible.viewers == viewer]
        assert newest.hidden.moments[newest.hidden.viewers == viewer].min() >= seen.max()


def test_permuting_titles_leaves_viewers_and_stars() -> None:
    ratings = taste_ratings(viewers=20)
    found = permute_titles(ratings, seed=1)
    pairs = list(zip(found.viewers.tolist(), found.titles.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert 0.7 * len(ratings) < len(found) < len(ratings)
    for viewer in range(20):
        kept = found.stars[found.viewers == viewer].tolist()
        there = ratings.stars[ratings.viewers == viewer].tolist()
        assert all(kept.count(stars) <= there.count(stars) for stars in kept)


def test_measures_are_those_of_the_definition() -> None:
    hidden = arrange_ratings(
        np.array([1, 1, 1, 2]),
        np.array([0, 1, 2, 0]),
        np.array([4.0, 2.0, 5.0, 3.5]),
        np.zeros(4, dtype=int),
        titles_count=3,
    )
    predicted = np.array([4.5, 4.25, 3.0, 3.5])
    found = judge_predictions(predicted, hidden, np.array([True, True, False, False]))
    gains = [2**stars - 1 for stars in (4, 2, 5)]
    given = gains[0] + gains[1] / math.log2(3) + gains[2] / 2
    ideal = gains[2] + gains[0] / math.log2(3) + gains[1] / 2
    assert found["rmse"] == pytest.approx(math.sqrt((0.25 + 2.25**2 + 4) / 4))
    assert found["mae"] == pytest.approx((0.5 + 2.25 + 2) / 4)
    assert found["ndcg"] == pytest.approx((given / ideal + 1) / 2)
    assert (found["precision"], found["recall"], found["f1"]) == (0.5, 0.5, 0.5)
    assert (found["best_f1"], found["reached"]) == (pytest.approx(2 / 3), 0.5)
    assert found["best_threshold"] == 0.5


def test_shares_are_found_and_nothing_is_gained_by_chance() -> None:
    random = np.random.default_rng(1)
    rows = len(hidden := taste_ratings(viewers=100))
    baseline, weights, clusters = 3 + 0.01 * random.normal(size=(3, rows)) * [[1], [20], [20]]
    weights, clusters = weights - 3, clusters - 3
    evidence = Evidence(
        baseline=baseline, weights=weights, clusters=clusters, reached=np.ones(rows, dtype=bool)
    )
    stars = baseline + 0.5 * weights + 2 * clusters
    exact = arrange_ratings(
        hidden.viewers, hidden.titles, stars, hidden.moments, titles_count=hidden.titles_count
    )
    found = evidence.tune(exact)
    assert (found.weights, found.clusters) == pytest.approx((0.5, 2), rel=1e-3)
    better = cross_tuned_predictions(evidence, exact)
    assert better == pytest.approx(exact.stars, abs=1e-3)
    assert gain_over_baseline(better, baseline, exact.stars)[0] > 0.9
    nothing = cross_tuned_predictions(evidence, hidden)
    share, is_beyond_chance = gain_over_baseline(nothing, baseline, hidden.stars)
    assert share < 0.01
    assert not is_beyond_chance


def test_predictions_stay_among_the_stars() -> None:
    evidence = Evidence(
        baseline=np.array([4.9, 0.6]),
        weights=np.array([1.0, -1.0]),
        clusters=np.zeros(2),
        reached=np.ones(2, dtype=bool),
    )
    assert evidence.predict(Factors(weights=1)).tolist() == [5, 0.5]
    assert evidence.predict(Factors()).tolist() == [4.9, 0.6]


def test_a_viewer_without_ratings_gets_the_title() -> None:
    offsets = Offsets(mean=3.0, viewers=np.array([0.0]), titles=np.array([0.5]))
    assert offsets.predict(np.array([0]), np.array([0])).tolist() == [3.5]


def test_titles_of_like_tastes_get_weights() -> None:
    ratings = taste_ratings()
    found = fit_title_weights(ratings, fit_offsets(ratings).residuals(ratings))
    best = found.others[:, 0]
    assert ((best % 3) == (np.arange(60) % 3)).mean() > 0.95
    assert len(genre_catalogue().title_keys) == len(best)
