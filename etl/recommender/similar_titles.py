"""Titles most like each title of the streaming platforms, by what they are."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import psycopg
from scipy import sparse

from etl.recommender.content_vectors import (
    Cosines,
    bag_of_words_matrix,
    scale_to_unit_vectors,
    tf_idf,
)
from etl.recommender.game_names import name_words, title_content_words
from etl.recommender.libraries import Floats, Integers
from etl.recommender.nearest_neighbours import NOBODY, nearest_neighbours
from etl.recommender.parallel import run_parallel
from etl.staging import Stager

LIST_LENGTH: Final = 20
_CANDIDATES: Final = 2 * LIST_LENGTH  # most works are on one platform
_BLOCK: Final = 128  # rows at a time
_THREADS: Final = 2

# In the order of lower ids, which decides between equals. A category without a common genre
# speaks for itself.
_TITLES: Final = """
    select
        titles.title_key,
        titles.work_id,
        array(
            select distinct coalesce(categories.genre, categories.name)
            from core.title_categories as links
            inner join core.categories using (category_id)
            where links.title_key = titles.title_key
        ),
        array(
            select distinct people.name_key
            from core.title_credits as credits
            inner join core.people using (person_id)
            where credits.title_key = titles.title_key
        ),
        titles.name,
        coalesce(titles.description, ''),
        array_remove(array[titles.kind, (titles.release_year / 10)::text], null)
    from core.titles
    order by titles.platform_id, titles.show_number
"""


_WEIGHTS: Final = (1.0, 0.6, 0.5, 0.5, 0.3)
"""How much genres, people, words of the name, words of the description, and kind and decade say;
the vector of each has length 1 before that."""


def store_similar_titles(connection: psycopg.Connection[Any]) -> None:
    """Compute the lists of all titles anew."""
    rows = connection.execute(_TITLES).fetchall()
    keys, works, *texts = zip(*rows, strict=True) if rows else [()] * 7
    title_keys = np.array(keys, dtype=np.int64)
    places, ranks, similar, scores = similar_titles(title_vectors(*texts), np.array(works))
    Stager(connection).copy_columns(
        "title_similarities",
        title_key=title_keys[places],
        rank=ranks,
        similar_title_key=title_keys[similar],
        score=scores,
    )
    connection.execute("select staging.store_title_similarities()")


def title_vectors(
    genres: Sequence[Sequence[str]],
    people: Sequence[Sequence[str]],
    names: Sequence[str],
    descriptions: Sequence[str],
    kinds_and_decades: Sequence[Sequence[str]],
) -> sparse.csr_array:
    """Describe each title by a vector; the cosine of two says how much alike they are.

    Per kind of feature TF-IDF, ln((1 + titles) / (1 + titles with the feature)), scaled to length 1
    and then by the kind's weight; side by side, and scaled to length 1 again.

    Returns:
        float32, titles by features.
    """
    words = [map(title_content_words, map(name_words, texts)) for texts in (names, descriptions)]
    kinds = zip(_WEIGHTS, (genres, people, *words, kinds_and_decades), strict=True)
    parts = [np.float32(weight) * tf_idf(bag_of_words_matrix(bags)) for weight, bags in kinds]
    return scale_to_unit_vectors(sparse.csr_array(sparse.hstack(parts, format="csr")))


def similar_titles(
    vectors: sparse.csr_array, work_ids: Integers
) -> tuple[Integers, Integers, Integers, Floats]:
    """List the titles most like each title, best first.

    Nothing of the same work is in a title's list, and of another work only the title most like it.
    Of equal scores the lower id is better.

    Returns:
        One element per place of a list: place of the title, rank from 1, place of the similar
        title, and their cosine, 0 to 1.
    """
    count = vectors.shape[0]
    cosines = Cosines(vectors)
    _, works = np.unique(work_ids, return_inverse=True)
    ones = np.ones(count, dtype=np.float32)
    of_works = sparse.csr_array((ones, (np.arange(count), works)), shape=(count, count))
    same_work = sparse.csr_array(of_works @ of_works.T)
    similar = np.full((count, LIST_LENGTH), NOBODY, dtype=np.int64)
    scores = np.zeros((count, LIST_LENGTH), dtype=np.float32)

    def fill_some(starts: range) -> None:
        memory = np.empty((_BLOCK, count), dtype=np.float32)
        for start in starts:
            rows = slice(start, min(start + _BLOCK, count))
            block = cosines.block(vectors[rows], out=memory[: rows.stop - rows.start])
            block[same_work[rows].nonzero()] = -1
            # as if all stood before the first: then the lower id is the nearer one
            nowhere = np.zeros(len(block), dtype=np.int64)
            columns = np.arange(count)
            found, values = nearest_neighbours(block, _CANDIDATES, rows=nowhere, columns=columns)
            similar[rows], scores[rows] = _each_work_once(found, values, works)

    starts = [range(n * _BLOCK, count, _THREADS * _BLOCK) for n in range(_THREADS)]
    run_parallel(fill_some, starts, threads=_THREADS)
    places, ranks = np.nonzero(similar != NOBODY)
    return places, ranks + 1, similar[places, ranks], scores[places, ranks]


def _each_work_once(found: Integers, values: Floats, works: Integers) -> tuple[Integers, Floats]:
    """Keep the first title of each work, and of each list its first LIST_LENGTH places."""
    of = np.where(found == NOBODY, NOBODY, works[found])
    order = np.argsort(of, axis=1, kind="stable")
    ordered = np.take_along_axis(of, order, axis=1)
    again = np.zeros(found.shape, dtype=bool)
    np.put_along_axis(
        again, order[:, 1:], (ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0), axis=1
    )
    places = np.argsort(again | (found == NOBODY), axis=1, kind="stable")[:, :LIST_LENGTH]
    kept = np.where(again, NOBODY, found)
    return np.take_along_axis(kept, places, axis=1), np.take_along_axis(values, places, axis=1)
