"""The listings of genres, tags, specs and studios, and of what a search finds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from db.lists.listing import Listing
from db.schema import games_by_spec as specs
from db.schema import games_by_studio as studios
from db.schema import games_by_tag as tags
from db.schema import matches, review_counts, search
from db.schema import playtime_by_genre as genres
from db.schema import prices_by_genre as genre_prices

if TYPE_CHECKING:
    from datetime import date

GENRES: Final = Listing(
    name="genres",
    source=genres,
    fields={column.name: column for column in genres.columns if column.name != "genre_key"},
    tie=genres.c.genre,
    sorts={"place": genres.c.place, "name": genres.c.genre, "games": genres.c.games_count},
)
GENRE_PRICES: Final = Listing(
    name="genre prices",
    source=genre_prices,
    fields={column.name: column for column in genre_prices.columns if column.name != "genre_key"},
    tie=genre_prices.c.genre,
    sorts={
        "average": genre_prices.c.average_price_usd,
        "name": genre_prices.c.genre,
        "games": genre_prices.c.games_count,
    },
)
TAGS: Final = Listing(
    name="tags",
    source=tags,
    fields={"tag": tags.c.tag, "games_count": tags.c.games_count},
    tie=tags.c.tag,
    sorts={"games": tags.c.games_count, "name": tags.c.tag},
)
SPECS: Final = Listing(
    name="specs",
    source=specs,
    fields={"spec": specs.c.spec, "games_count": specs.c.games_count},
    tie=specs.c.spec,
    sorts={"games": specs.c.games_count, "name": specs.c.spec},
)
STUDIOS: Final = Listing(
    name="studios",
    source=studios,
    fields={column.name: column for column in studios.columns if column.name != "studio_key"},
    tie=studios.c.studio,
    sorts={
        "name": studios.c.studio,
        "games": studios.c.games_count,
        "published": studios.c.published_count,
    },
)


_STUDIO_MATCHES: Final = matches.rows(p_kind="studio")
_STUDIOS_NAMED: Final = Listing(
    name=STUDIOS.name,
    source=studios.join(_STUDIO_MATCHES, studios.c.studio == _STUDIO_MATCHES.c.id),
    fields=STUDIOS.fields,
    tie=STUDIOS.tie,
    sorts={**STUDIOS.sorts, "match": _STUDIO_MATCHES.c.score},
)
_SEARCH: Final = search.rows()
_FOUND: Final = Listing(
    name="search",
    source=_SEARCH,
    fields={column.name: column for column in _SEARCH.columns},
    tie=_SEARCH.c.place,
    sorts={"place": _SEARCH.c.place},
)
_COUNTS: Final = review_counts.rows()
_COUNTED: Final = Listing(
    name="review counts",
    source=_COUNTS,
    fields={column.name: column for column in _COUNTS.columns},
    tie=_COUNTS.c.reviews_count,
    sorts={"reviews": _COUNTS.c.reviews_count},
)


def studios_named(query: str) -> Listing:
    """List the studios that a text means."""
    return replace(_STUDIOS_NAMED, values={"p_query": query})


def found_by(query: str, *, count: int, kind: str | None) -> Listing:
    """List what a search finds, best first."""
    return replace(_FOUND, values={"p_query": query, "p_count": count, "p_kind": kind})


def counted(*, first: date, last: date) -> Listing:
    """List the one row of how many users posted in an interval."""
    return replace(_COUNTED, values={"p_from": first, "p_to": last})
