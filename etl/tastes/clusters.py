"""Clusters of titles of like content, and what a viewer's ratings say of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from threadpoolctl import threadpool_limits

from etl.recommender.libraries import Floats, Integers
from etl.tastes.k_means import adjusted_rand_index, k_means, silhouette
from etl.tastes.ratings import Ratings
from etl.tastes.title_features import TitleCatalogue, component_vectors, top_terms

DAMPING: Final = 10.0
"""Ratings of 0 that damp a viewer's mean in a cluster."""
COMPONENTS: Final = 30
FEWEST, MOST = 5, 40
"""Numbers of clusters that are tried."""
STABLE: Final = 0.8
"""Adjusted Rand index that two seeds must reach."""
_SAMPLE: Final = 2000  # titles whose silhouette is taken
_TERMS: Final = 5


@dataclass(frozen=True, eq=False)
class TitleClusters:
    """The cluster of each title, the largest first."""

    clusters: Integers
    """int64, one a title, from 0."""
    terms: tuple[tuple[str, ...], ...]
    """What marks each cluster most."""
    choice: dict[str, Any]
    """How their number was chosen, for JSON."""

    @property
    def sizes(self) -> Integers:
        """Titles in each cluster."""
        return np.bincount(self.clusters, minlength=len(self.terms))

    def evidence(
        self, ratings: Ratings, residuals: Floats, viewers: Integers, titles: Integers
    ) -> Floats:
        """Give the damped mean residual of each viewer in the cluster of each title, in stars."""
        width = len(self.terms)
        cells = ratings.viewers * np.int64(width) + self.clusters[ratings.titles]
        size = ratings.viewers_count * width
        means = np.bincount(cells, residuals, size) / (np.bincount(cells, minlength=size) + DAMPING)
        evidence: Floats = means[viewers * np.int64(width) + self.clusters[titles]]
        return evidence


def cluster_titles(
    catalogue: TitleCatalogue,
    *,
    seed: int,
    count: int | None = None,
    advance: Callable[[int], None] = lambda _: None,
) -> TitleClusters:
    """Deal titles to clusters by their content.

    Args:
        catalogue: at least one title.
        seed: of the draws.
        count: of clusters; None chooses from 5 to 40 (or
            as many as there are different titles) the one with the best silhouette of those
            that come out alike for two seeds (or, if none does, that come out most alike).
        advance: told of each number that was tried.
    """
    vectors = component_vectors(catalogue.terms, components=COMPONENTS)
    # titles of the same terms are one point: a fourth of the work
    _, firsts, points, sizes = np.unique(
        catalogue.terms.toarray() > 0,
        axis=0,
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    random = np.random.default_rng(seed)
    sample = np.sort(random.permutation(len(vectors))[:_SAMPLE])
    most = min(MOST, len(firsts))
    counts = range(min(FEWEST, most), most + 1) if count is None else [count]
    tried = []
    for number in counts:
        with threadpool_limits(1, user_api="blas"):  # more of them wait for each other
            seeds = (seed, seed + 1)
            ways = [k_means(vectors[firsts], sizes, number, seed=each)[points] for each in seeds]
        alike = adjusted_rand_index(*ways)
        tried.append((alike >= STABLE, silhouette(vectors, ways[0], sample=sample), alike, ways[0]))
        advance(1)
    stable = [each for each in tried if each[0]]
    best = max(stable, key=lambda each: each[1]) if stable else max(tried, key=lambda each: each[2])
    _, score, alike, labels = best
    order = np.argsort(-np.bincount(labels), kind="stable")
    order = order[np.bincount(labels)[order] > 0]
    places = np.zeros(int(labels.max()) + 1, dtype=np.int64)
    places[order] = np.arange(len(order))
    clusters = places[labels]
    return TitleClusters(
        clusters=clusters,
        terms=tuple(
            tuple(top_terms(catalogue, np.flatnonzero(clusters == each), most=_TERMS))
            for each in range(len(order))
        ),
        choice={
            "count": len(order),
            "silhouette": round(score, 4),
            "stability": round(alike, 4),
            "is_given": count is not None,
        },
    )
