"""Content of titles as terms: common genres, kind, decade and audience rating."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
from scipy import sparse

from etl.recommender.content_vectors import bag_of_words_matrix
from etl.recommender.libraries import Floats, Integers


@dataclass(frozen=True, eq=False)
class TitleCatalogue:
    """What there is to rate; one place per title."""

    title_keys: Integers
    """int64, ascending."""
    numbers: Integers
    """int64: what no load changes about a title, for draws."""
    terms: sparse.csr_array
    """float32, titles by terms: 1 for each that describes the title."""
    term_names: tuple[str, ...]
    """In ascending order."""


def describe_titles(
    title_keys: Integers, numbers: Integers, terms: Sequence[Iterable[str]]
) -> TitleCatalogue:
    """Make a catalogue of titles, by ascending keys."""
    described = list(map(frozenset, terms))
    names = tuple(sorted(frozenset().union(*described)))
    return TitleCatalogue(title_keys, numbers, bag_of_words_matrix(described), names)


def decade_terms(year: float | None) -> list[str]:
    """Name the decade of a release, such as "1990s"; none where it is unknown."""
    return [] if year is None else [f"{int(year) // 10 * 10}s"]


def read_title_catalogue(connection: psycopg.Connection[Any]) -> TitleCatalogue:
    """Read every title, rated or not."""
    rows = connection.execute("""
        select
            titles.title_key,
            titles.platform_id::bigint << 32 | titles.show_number,
            titles.kind,
            titles.release_year,
            titles.audience_rating,
            (
                select coalesce(array_agg(distinct categories.genre), '{}')
                from core.title_categories
                inner join core.categories using (category_id)
                where
                    title_categories.title_key = titles.title_key
                    and categories.genre is not null
            )
        from core.titles
        order by titles.title_key
    """).fetchall()
    terms = [
        [*genres, kind, *decade_terms(year), *([audience] if audience else [])]
        for _, _, kind, year, audience, genres in rows
    ]
    keys, numbers = (np.array([row[at] for row in rows], dtype=np.int64) for at in range(2))
    return describe_titles(keys, numbers, terms)


def component_vectors(terms: sparse.csr_array, *, components: int) -> Floats:
    """Reduce TF-IDF vectors of terms to their main components, each scaled to length 1.

    TF-IDF: ln((1 + titles) / (1 + titles with the term)) + 1, scaled to length 1.

    Returns:
        float64, titles by components; of titles without a term zeros.
    """
    count = terms.shape[0]
    frequency = np.bincount(terms.indices, minlength=terms.shape[1])
    weighted = terms @ sparse.diags_array(np.log((1 + count) / (1 + frequency)) + 1)
    scaled = _unit_rows(weighted.toarray())
    _, axes = np.linalg.eigh(scaled.T @ scaled)  # ascending
    return _unit_rows(scaled @ axes[:, ::-1][:, :components])


def top_terms(catalogue: TitleCatalogue, members: Integers, *, most: int) -> list[str]:
    """Name the terms that mark some titles most: by how much more frequent they are among them."""
    among = Counter(catalogue.terms[members].indices.tolist())
    everywhere = np.bincount(catalogue.terms.indices, minlength=len(catalogue.term_names))
    total = max(len(catalogue.title_keys), 1)

    def excess(term: int) -> float:
        return float(among[term] / len(members) - everywhere[term] / total)

    best = sorted(among, key=lambda term: (-excess(term), term))
    return [catalogue.term_names[term] for term in best[:most] if excess(term) > 0]


def _unit_rows(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return scaled
