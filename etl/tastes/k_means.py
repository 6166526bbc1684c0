"""k-means of vectors, the silhouette of its clusters, and how alike two of them are."""

from typing import Final

import numpy as np
from scipy import sparse

from etl.recommender.libraries import Floats, Integers

_PASSES: Final = 100
_DISTANCES: Final = 1 << 22  # held at once


def k_means(
    vectors: Floats, weights: Integers, count: int, *, seed: int, tries: int = 10
) -> Integers:
    """Deal vectors to clusters so that the squared distances to their means are small.

    The first means are drawn by k-means++; of several tries the best is kept.

    Args:
        vectors: float64, points by dimensions.
        weights: how often each point is there.
        count: of clusters; of fewer different vectors some stay empty.
        seed: of the draws.
        tries: how often it begins anew.

    Returns:
        The cluster of each vector, from 0.
    """
    random = np.random.default_rng(seed)
    found = [_one_k_means(vectors, weights, count, random) for _ in range(tries)]
    return min(found, key=lambda each: each[1])[0]


def silhouette(vectors: Floats, clusters: Integers, *, sample: Integers) -> float:
    """Average (b - a) / max(a, b) over a sample of the vectors.

    a is the mean distance to the others of the vector's cluster, b the least mean distance to those
    of another cluster, both within the sample; it is 0 where a vector is alone in its cluster.
    """
    points = vectors[sample]
    labels = np.unique(clusters[sample], return_inverse=True)[1]
    sizes = np.bincount(labels)
    if len(sizes) < 2:  # noqa: PLR2004 - one cluster has no other
        return 0.0
    members = np.zeros((len(points), len(sizes)))
    members[np.arange(len(points)), labels] = 1
    total = 0.0
    for start in range(0, len(points), max(1, _DISTANCES // len(points))):
        block = slice(start, start + max(1, _DISTANCES // len(points)))
        sums = np.sqrt(_squared_distances(points[block], points)) @ members
        rows, own = np.arange(len(sums)), labels[block]
        alone = sizes[own] == 1
        inside = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
        means = sums / sizes
        means[rows, own] = np.inf
        outside = means.min(axis=1)
        largest = np.maximum(inside, outside)
        values = np.divide(outside - inside, largest, out=np.zeros(len(own)), where=largest > 0)
        total += float(values[~alone].sum())
    return total / len(points)


def adjusted_rand_index(one: Integers, other: Integers) -> float:
    """Tell how alike two ways to deal the same things are: 1 is the same, 0 is chance."""
    _, first = np.unique(one, return_inverse=True)
    _, second = np.unique(other, return_inverse=True)
    width = int(second.max(initial=0)) + 1
    together = _count_pairs(np.bincount(first * width + second))
    firsts, seconds = _count_pairs(np.bincount(first)), _count_pairs(np.bincount(second))
    expected = firsts * seconds / max(_count_pairs(np.array([len(first)])), 1)
    possible = (firsts + seconds) / 2
    return 1.0 if possible == expected else (together - expected) / (possible - expected)


def _count_pairs(sizes: Integers) -> float:
    return float((sizes * (sizes - 1) // 2).sum())


def _one_k_means(
    vectors: Floats, weights: Integers, count: int, random: np.random.Generator
) -> tuple[Integers, float]:
    """Run once; returns clusters and the sum of the squared distances."""
    means = _first_means(vectors, weights, count, random)
    rows = np.arange(len(vectors))
    clusters = np.full(len(vectors), -1)
    for _ in range(_PASSES):
        # of the squared distances what differs between means, halved and negative
        nearness = vectors @ means.T
        nearness -= (means**2).sum(axis=1) / 2
        nearest = nearness.argmax(axis=1)
        if (nearest == clusters).all():
            break
        clusters = nearest
        members = sparse.csr_array((weights, (clusters, rows)), shape=(len(means), len(rows)))
        sizes = members.sum(axis=1)
        means[sizes > 0] = (members @ vectors)[sizes > 0] / sizes[sizes > 0, None]
    return clusters, float(weights @ ((vectors - means[clusters]) ** 2).sum(axis=1))


def _first_means(
    vectors: Floats, weights: Integers, count: int, random: np.random.Generator
) -> Floats:
    """Draw vectors, each by its squared distance to the nearest of those before."""
    means = vectors[random.choice(len(vectors), p=weights / weights.sum(), size=1)]
    nearest = weights * _squared_distances(vectors, means)[:, 0]
    while len(means) < count and nearest.sum() > 0:
        drawn = vectors[random.choice(len(vectors), p=nearest / nearest.sum(), size=1)]
        nearest = np.minimum(nearest, weights * _squared_distances(vectors, drawn)[:, 0])
        means = np.concatenate([means, drawn])
    return means


def _squared_distances(points: Floats, others: Floats) -> Floats:
    squares = (points**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)
    distances: Floats = (squares - 2 * points @ others.T).clip(min=0)
    return distances
