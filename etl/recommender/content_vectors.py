"""Content vectors of games: what the store says of each, and cosines between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse

from etl.recommender.catalogue import Catalogue
from etl.recommender.game_names import title_content_words
from etl.recommender.libraries import Floats

COMMON: Final = 800
"""Features of more games than this are multiplied densely, the others sparsely."""
FIRST_YEAR, LAST_YEAR = 1995, 2018
"""Years with a feature of their own; what is older or newer counts as these."""
_NEAR: Final = 3  # standard deviations
ENTRIES: Final = 40
"""Stretches of the same length into which the games are divided by id."""


@dataclass(frozen=True, kw_only=True)
class ContentWeights:
    """How much each kind of label says; the vector of each kind has length 1 before that."""

    tags: float = 1.0
    developers: float = 0.8
    genres: float = 0.35
    words: float = 0.8
    specs: float = 0.35
    publishers: float = 0.6
    series: float = 0.6
    """The stem of the title: what a game shares with its sequels."""
    years: float = 0.4
    """Nearness of the release."""
    entries: float = 0.0
    """Nearness of the entry into the store: ids rise with time."""
    tag_decay: float = 0.35
    """The k-th tag of a game counts k to the power of minus this."""
    rarity: float = 0.7
    """Exponent of the inverse document frequency."""


def content_vectors(
    catalogue: Catalogue, weights: ContentWeights | None = None
) -> sparse.csr_array:
    """Describe each game by a vector; the cosine of two says how much alike they are.

    Per kind of label: TF-IDF, ln((1 + games) / (1 + games with the label)) to the power of
    `rarity`, scaled to length 1 and then by the kind's weight; side by side, and scaled to length 1
    again.

    Returns:
        float32, games by features; a game of which nothing is known has an empty row.
    """
    given = weights or ContentWeights()
    games = len(catalogue.game_ids)
    kinds = {
        "tags": catalogue.tags,
        "developers": catalogue.developers,
        "genres": catalogue.genres,
        "words": bag_of_words_matrix(map(title_content_words, catalogue.words)),
        "specs": catalogue.specs,
        "publishers": catalogue.publishers,
        "series": catalogue.series,
    }
    parts = [
        np.float32(weight) * tf_idf(labels, given.tag_decay * (kind == "tags"), given.rarity)
        for kind, labels in kinds.items()
        if (weight := getattr(given, kind))
    ]
    years = np.clip(catalogue.released, FIRST_YEAR, LAST_YEAR)
    entries = np.arange(games) / max(games, 1) * ENTRIES
    moments = [(given.years, years, FIRST_YEAR, LAST_YEAR), (given.entries, entries, 0, ENTRIES)]
    parts += [
        np.float32(weight) * _moment_nearness(when, first, last)
        for weight, when, first, last in moments
        if weight
    ]
    return scale_to_unit_vectors(sparse.csr_array(sparse.hstack(parts, format="csr")))


def scale_to_unit_vectors(matrix: sparse.csr_array) -> sparse.csr_array:
    """Scale rows to length 1; empty rows stay empty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1), dtype=np.float64)).ravel()
    factors = (1 / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    scaled = matrix.copy()
    scaled.data *= np.repeat(factors, np.diff(matrix.indptr))
    return scaled


class Cosines:
    """Products with all rows of some unit vectors: dense for common features, sparse for others."""

    def __init__(self, vectors: sparse.csr_array) -> None:
        self._common = np.bincount(vectors.indices, minlength=vectors.shape[1]) > COMMON
        # turned before it is dense: the largest of all this is in memory once
        self._dense = sparse.csr_array(vectors[:, self._common].T).toarray()
        self._rare = sparse.csr_array(vectors[:, ~self._common].T)

    def block(self, vectors: sparse.csr_array, out: Floats | None = None) -> Floats:
        """Multiply rows of vectors with all of the prepared ones: float32, rows by those.

        `out` is memory for the result: blocks are large, and new memory costs more than the sums.
        """
        dense = vectors[:, self._common].toarray()
        products: Floats = np.matmul(dense, self._dense, out=out)
        rare = sparse.csr_array(vectors[:, ~self._common]) @ self._rare
        rows = np.repeat(np.arange(rare.shape[0]), np.diff(rare.indptr))
        products.ravel()[rows * products.shape[1] + rare.indices] += rare.data  # each place once
        return products


def bag_of_words_matrix(words: Iterable[Iterable[str]]) -> sparse.csr_array:
    """Make a matrix of documents by words, 1 where it has the word; words in alphabetical order."""
    bags = [sorted(set(bag)) for bag in words]
    places = {word: place for place, word in enumerate(sorted({w for bag in bags for w in bag}))}
    ends = np.append(0, np.cumsum([len(bag) for bag in bags], dtype=np.int64))
    columns = np.array([places[word] for bag in bags for word in bag], dtype=np.int64)
    ones = np.ones(len(columns), dtype=np.float32)
    return sparse.csr_array((ones, columns, ends), shape=(len(bags), len(places)))


def tf_idf(
    positions: sparse.csr_array, decay: float = 0.0, rarity: float = 1.0
) -> sparse.csr_array:
    """Weigh labels by their rarity, rows of length 1.

    Args:
        positions: documents by labels; a value is the label's place in the document's list.
        decay: the k-th label counts k to the power of minus this.
        rarity: exponent of the inverse document frequency.
    """
    games, labels = positions.shape
    frequencies = np.bincount(positions.indices, minlength=labels)
    idf = np.log((1 + games) / (1 + frequencies)) ** rarity
    values = positions.data.astype(np.float64) ** -decay * idf[positions.indices]
    shape: Any = (values.astype(np.float32), positions.indices, positions.indptr)
    return scale_to_unit_vectors(sparse.csr_array(shape, shape=positions.shape))


def _moment_nearness(moments: Floats, first: int, last: int) -> sparse.csr_array:
    """Describe moments by their nearness to whole ones: bell curves of standard deviation 1."""
    distances = moments[:, None] - np.arange(first, last + 1)
    near = np.where(np.abs(distances) < _NEAR, np.exp(-(distances**2) / 2), 0)  # NaN is not near
    return scale_to_unit_vectors(sparse.csr_array(near.astype(np.float32)))
