"""Clusters of titles, and the measures that choose their number."""

import itertools

import numpy as np
import pytest

from etl.recommender.libraries import Floats, Integers
from etl.tastes.clusters import cluster_titles
from etl.tastes.k_means import adjusted_rand_index, k_means, silhouette
from etl.tastes.offsets import fit_offsets
from etl.tastes.title_features import component_vectors, describe_titles
from tests.etl.tastes.making import chance_ratings, genre_catalogue


def blobs(count: int, each: int) -> tuple[Floats, Integers]:
    random = np.random.default_rng(5)
    centres = 5 * np.eye(count)
    labels = np.repeat(np.arange(count), each)
    return centres[labels] + random.normal(0, 0.2, (count * each, count)), labels


def test_k_means_finds_what_lies_together() -> None:
    points, labels = blobs(4, 25)
    found = k_means(points, np.ones(100, dtype=int), 4, seed=1)
    assert adjusted_rand_index(found, labels) == 1
    assert k_means(points[:2], np.ones(2, dtype=int), 5, seed=1).max() <= 1


def test_a_point_that_is_there_often_counts_as_often() -> None:
    points = np.array([[0.0], [1.0], [10.0]])
    found = k_means(points, np.array([1, 1, 1000]), 2, seed=0)
    assert found[0] == found[1] != found[2]


def test_the_silhouette_is_that_of_the_definition() -> None:
    random = np.random.default_rng(2)
    points, labels = random.normal(size=(30, 3)), random.integers(0, 4, 30)
    labels[0] = 9  # alone
    values = []
    for one in range(30):
        distances = np.linalg.norm(points - points[one], axis=1)
        own = (labels == labels[one]) & (np.arange(30) != one)
        if not own.any():
            values.append(0.0)
            continue
        inside = distances[own].mean()
        outside = min(distances[labels == label].mean() for label in set(labels) - {labels[one]})
        values.append((outside - inside) / max(inside, outside))
    found = silhouette(points, labels, sample=np.arange(30))
    assert found == pytest.approx(np.mean(values))
    assert silhouette(points, np.zeros(30, dtype=int), sample=np.arange(30)) == 0


def test_the_rand_index_counts_pairs() -> None:
    random = np.random.default_rng(3)
    one, other = random.integers(0, 4, (2, 40))
    pairs = list(itertools.combinations(range(40), 2))
    both = sum(one[a] == one[b] and other[a] == other[b] for a, b in pairs)
    first, second = (sum(each[a] == each[b] for a, b in pairs) for each in (one, other))
    expected = first * second / len(pairs)
    found = adjusted_rand_index(one, other)
    assert found == pytest.approx((both - expected) / ((first + second) / 2 - expected))
    assert adjusted_rand_index(one, (one + 1) % 4) == 1
    assert adjusted_rand_index(np.zeros(5, dtype=int), np.zeros(5, dtype=int)) == 1


def test_components_keep_what_titles_have_in_common() -> None:
    catalogue = describe_titles(
        np.arange(4), np.arange(4), [["crime"], ["crime"], ["crime", "drama"], []]
    )
    assert catalogue.term_names == ("crime", "drama")
    found = component_vectors(catalogue.terms, components=30)
    assert np.linalg.norm(found, axis=1).tolist() == pytest.approx([1, 1, 1, 0])
    weights = np.log(5 / 4) + 1, np.log(5 / 2) + 1
    cosine = weights[0] / np.hypot(*weights)
    assert found[0] @ found[1] == pytest.approx(1)
    assert found[0] @ found[2] == pytest.approx(cosine)


def test_the_number_of_clusters_is_chosen_or_given() -> None:
    names = [f"genre {number}" for number in range(7)]
    keys = np.arange(210)
    catalogue = describe_titles(keys, keys, [[names[title % 7], "movie"] for title in keys])
    chosen = cluster_titles(catalogue, seed=1)
    assert chosen.choice["count"] == 7
    assert chosen.choice["stability"] == 1
    assert sorted(terms[0] for terms in chosen.terms) == names
    assert chosen.sizes.tolist() == [30] * 7
    given = cluster_titles(genre_catalogue(), seed=1, count=2)
    assert given.choice["is_given"]
    assert given.sizes.tolist() == [40, 20]


def test_a_viewer_likes_a_cluster_by_the_mean_of_his_residuals() -> None:
    clusters = cluster_titles(genre_catalogue(9), seed=1, count=3)
    ratings = chance_ratings(viewers=5, titles=9, count=30, seed=1)
    residuals = fit_offsets(ratings).residuals(ratings)
    for viewer, title in itertools.product(range(5), range(9)):
        own = (ratings.viewers == viewer) & (ratings.titles % 3 == title % 3)
        found = clusters.evidence(ratings, residuals, np.array([viewer]), np.array([title]))
        assert found[0] == pytest.approx(residuals[own].sum() / (own.sum() + 10))
