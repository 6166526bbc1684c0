"""Catalogue of games: what the store says of each, and how they are related."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final, Self

import numpy as np
import psycopg
from scipy import sparse

from etl.pgcopy import decode_rows
from etl.recommender.game_names import name_stem, name_words, number_name_stems, sequel_number
from etl.recommender.libraries import Flags, Floats, Integers

ADDITIONS: Final = frozenset({"downloadable content", "game demo"})
"""Specs, in lower case, of what belongs to another game."""

PROGRAMS: Final = frozenset(
    {
        *("accounting", "animation & modeling", "audio production", "design & illustration"),
        *("education", "photo editing", "software training", "utilities", "video production"),
        "web publishing",
    }
)
"""Genres, in lower case, of programs."""
_OF_BOTH: Final = frozenset({"early access", "free to play", "indie"})
FILMS: Final = frozenset({"360 video", "documentary", "feature film", "movie", "short"})
"""Tags, in lower case, of films where no genre says that it is a game."""

_GAMES: Final = """
    select
        game_id,
        name,
        is_in_catalogue,
        coalesce(
            extract(year from released_on) + (extract(doy from released_on) - 1) / 366,
            release_year
        )::float8,
        price_usd::float8,
        coalesce(is_early_access, false),
        metascore::float8,
        coalesce(store_sentiment, '')
    from core.games
    order by game_id
"""
# Columns by name and not by surrogate key: the same labels, loaded in another order, are the same.
_LABELS: Final = """
    copy (
        select links.game_id, labels.place, links.position
        from {links} as links
        inner join (
            select {key}, (row_number() over (order by name_key collate "C") - 1)::integer as place
            from {labels}
        ) as labels using ({key})
        {where}
        order by 1, 2
    ) to stdout (format binary)
"""
_NAMES: Final = 'select name_key from core.{labels} order by name_key collate "C"'
_LINK: Final = (("game", "int8"), ("label", "int4"), ("position", "int2"))


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """What the store says of games; one place per game, ids ascending.

    The label matrices are games by labels, the labels in the order of their names; a value is the
    label's place in the store's list, from 1.
    """

    game_ids: Integers
    """int64, ascending."""
    names: tuple[str | None, ...]
    """Names as the store writes them, else as libraries do."""
    is_in_catalogue: Flags
    """False for games that only libraries or reviews mention."""
    is_addition: Flags
    """True for downloadable content and demos, by the store's own spec."""
    is_program_or_film: Flags
    """True for what the store sells and is no game, by its genres and tags."""
    released: Floats
    """Release in years, 2010.5 is mid-2010; NaN is unknown."""
    prices: Floats
    """US dollars, 0 is free; NaN is unknown."""
    is_early_access: Flags
    """Sold before it is finished."""
    metascores: Floats
    """Metacritic scores, 0 to 100; NaN is unknown."""
    store_sentiments: tuple[str, ...]
    """The store's own summary of its reviews; empty is unknown."""
    tags: sparse.csr_array
    """Most given first."""
    genres: sparse.csr_array
    specs: sparse.csr_array
    developers: sparse.csr_array
    publishers: sparse.csr_array
    """Studios have the same column as in `developers`."""

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The words of each name."""
        return tuple(map(name_words, self.names))

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """What each title has in common with its sequels."""
        return tuple(map(name_stem, self.names))

    @cached_property
    def series(self) -> sparse.csr_array:
        """Games by title stems, 1 for the game's own; the stems in the order of the alphabet."""
        numbers = number_name_stems(self.stems)
        named = np.flatnonzero(numbers >= 0)
        shape = (len(numbers), int(numbers.max(initial=0)) + 1)
        ones = np.ones(len(named), dtype=np.float32)
        return sparse.csr_array((ones, (named, numbers[named])), shape=shape)

    @cached_property
    def sequel_numbers(self) -> Integers:
        """The number of each sequel (`game_names.sequel_number`), 0 without one."""
        return np.array([sequel_number(name) or 0 for name in self.names], dtype=np.int64)

    @cached_property
    def relations(self) -> sparse.csr_array:
        """Games by what relates them to others: the title stem, and every developer.

        What no two games have in common is left out.
        """
        labels = sparse.csc_array(sparse.hstack([self.series, self.developers]))
        return sparse.csr_array(labels[:, np.flatnonzero(np.diff(labels.indptr) > 1)])

    def take(self, places: Integers) -> Self:
        """Choose games, by ascending places; the labels stay what they are."""
        chosen: dict[str, Any] = {
            name: values[places]
            if isinstance(values, np.ndarray | sparse.csr_array)
            else tuple(values[place] for place in places.tolist())
            for name, values in ((field.name, getattr(self, field.name)) for field in fields(self))
        }
        return type(self)(**chosen)

    def find_places(self, game_ids: Integers) -> Integers:
        """Find the place of each game, -1 where an id is not here."""
        places = np.searchsorted(self.game_ids, game_ids)
        return np.where(np.append(self.game_ids, -1)[places] == game_ids, places, -1)

    def places_of(self, game_ids: Integers) -> Integers:
        """Find the place of each game; an id that is not here is an error."""
        places = self.find_places(game_ids)
        if (places < 0).any():
            raise KeyError(f"no such game: {np.asarray(game_ids)[places < 0][0]}")
        return places


def read_catalogue(connection: psycopg.Connection[Any]) -> Catalogue:
    """Read what is known of every game, of the catalogue or not, and of its labels."""
    games = connection.execute(_GAMES).fetchall()
    columns: list[tuple[Any, ...]] = list(zip(*games, strict=True)) or [()] * 8
    game_ids = np.array(columns[0], dtype=np.int64)

    def labels(name: str, role: str | None = None) -> sparse.csr_array:
        statement = _LABELS.format(
            links=f"core.game_{name}s",
            labels=f"core.{name}s",
            key=f"{name}_id",
            where=f"where links.role = '{role}'" if role else "",
        )
        with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            rows = decode_rows(b"".join(copy), _LINK)
        places = np.searchsorted(game_ids, rows["game"])
        shape = (len(game_ids), int(rows["label"].max(initial=-1)) + 1)
        return catalogue_label_matrix(places, rows["label"], rows["position"], shape)

    def names(labels: str) -> list[str]:
        return [name for (name,) in connection.execute(_NAMES.format(labels=labels).encode())]

    positions, genres, tags = labels("spec"), labels("genre"), labels("tag")
    return Catalogue(
        game_ids=game_ids,
        names=tuple(columns[1]),
        is_in_catalogue=np.array(columns[2], dtype=bool),
        is_addition=catalogue_addition_flags(positions, names("specs")),
        is_program_or_film=program_or_film_flags(genres, names("genres"), tags, names("tags")),
        released=np.array(columns[3], dtype=np.float64),
        prices=np.array(columns[4], dtype=np.float64),
        is_early_access=np.array(columns[5], dtype=bool),
        metascores=np.array(columns[6], dtype=np.float64),
        store_sentiments=tuple(columns[7]),
        tags=tags,
        genres=genres,
        specs=positions,
        developers=labels("studio", "developer"),
        publishers=labels("studio", "publisher"),
    )


def catalogue_addition_flags(specs: sparse.csr_array, names: Sequence[str]) -> Flags:
    """Tell which games have a spec (of these names, the columns of `specs`) of `ADDITIONS`."""
    return _have_label_of(specs, names, ADDITIONS)


def program_or_film_flags(
    genres: sparse.csr_array,
    genre_names: Sequence[str],
    tags: sparse.csr_array,
    tag_names: Sequence[str],
) -> Flags:
    """Tell what has only genres of programs, or a tag of films and no genre of any kind."""
    others = frozenset(name.casefold() for name in genre_names) - PROGRAMS - _OF_BOTH
    programs = _have_label_of(genres, genre_names, PROGRAMS)
    films = _have_label_of(tags, tag_names, FILMS) & (np.diff(genres.indptr) == 0)
    found: Flags = (programs & ~_have_label_of(genres, genre_names, others)) | films
    return found


def _have_label_of(labels: sparse.csr_array, names: Sequence[str], wanted: frozenset[str]) -> Flags:
    says_so = np.array([name.casefold() in wanted for name in names], dtype=np.float32)
    found: Flags = labels @ says_so[: labels.shape[1]] > 0
    return found


def catalogue_label_matrix(
    games: Integers, labels: Integers, positions: Integers, shape: tuple[int, int]
) -> sparse.csr_array:
    """Make games by labels, each with its position in the game's list."""
    matrix = sparse.csr_array(
        (positions.astype(np.float32), (games.astype(np.int64), labels.astype(np.int64))),
        shape=shape,
    )
    matrix.sort_indices()
    return matrix
