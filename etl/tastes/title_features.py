"""Content of titles as terms: common genres, kind, decade and audience rating."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
from scipy import sparse

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
    described = [sorted(set(some)) for some in terms]
    names = sorted({name for some in described for name in some})
    places = {name: place for place, name in enumerate(names)}
    columns = [places[name] for some in described for name in some]
    ends = np.append(0, np.cumsum([len(some) for some in described], dtype=np.int64))
    matrix = sparse.csr_array(
        (np.ones(len(columns), dtype=np.float32), np.array(columns, dtype=np.int64), ends),
        shape=(len(described), len(names)),
    )
    return TitleCatalogue(
        title_keys=title_keys, numbers=numbers, terms=matrix, term_names=tuple(names)
    )


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
