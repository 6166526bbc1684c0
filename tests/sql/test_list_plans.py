"""Every filter and every order of /v1's lists: an index finds the rows, whatever grows."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from db.lists import (
    Condition,
    ListResource,
    Window,
    games,
    labels,
    reviews,
    search,
    statements,
    users,
)
from db.lists.statements import page_statement, page_statement_values
from tests.sql.plans import MOST_ROWS, Plans, is_by_key, rows_read

Case = tuple["ListResource", "Sequence[Condition]"]

LIMIT = 20
# As large as the store's catalogue, which no user makes larger. A filter that few games pass, or
# an order in which many are equal, reads on in the index; nothing reads it whole but by an index.
CATALOGUE = {"details_by_game", "games_by_studio", "search_names"}
SMALL = {"tags", "games_by_tag", "specs", "games_by_spec", "genres", "playtime_by_genre"}
OF_KEY = {
    "items": "select count(*) from api.items where user_id = %(user_id)s",
    "games": "select count(*) from api.items where user_id = %(user_id)s",
}
OF_GAME = {"reviews": "select count(*) from api.reviews where game_id = %(game_id)s"}

GAME, USER = 440, "js41637"
WHOLE: list[Case] = [
    (one, ())
    for one in (
        labels.GENRES,
        labels.GENRE_PRICES,
        labels.TAGS,
        labels.SPECS,
        labels.STUDIOS,
        labels.STUDIOS.matching("valve"),
        search.FOUND.given(p_query="art", p_count=LIMIT, p_kind=None),
        games.GAMES,
        games.GAMES.matching("civ 5"),
        games.GAMES_BY_ID.given(ids=[10, 440]),
    )
]
_OF_GAMES: list[dict[str, Any]] = [
    {"year_from": 2014},
    {"year_to": 2014},
    {"price_from": Decimal(5)},
    {"price_to": Decimal(5)},
    *({"free": flag} for flag in (True, False)),
    *({"early_access": flag} for flag in (True, False)),
    *({"in_catalogue": flag} for flag in (True, False)),
]
FILTERED: list[Case] = [
    *(
        (games.GAMES, (Condition(clause=clause, values={name: [1]}),))
        for name, clause in games._HAS_LABELS.items()
    ),
    *((games.GAMES, statements.filter_conditions(one, games._GAME_CLAUSES)) for one in _OF_GAMES),
]
_POSTED: list[dict[str, Any]] = [
    {},
    {"recommend": True},
    {"recommend": False},
    *({"sentiment": one} for one in reviews.SENTIMENTS),
]
_REVIEWED: list[tuple[ListResource, dict[str, Any]]] = [
    (reviews.REVIEWS_OF_USER, {"user_id": USER}),
    (reviews.REVIEWS_OF_GAME, {"game_id": GAME}),
]
OF_ONE: list[Case] = [
    (users.USERS, users.USERS.of(user_id=USER)),
    (users.LIBRARY, users.LIBRARY.of(user_id=USER)),
    *(
        (
            listing,
            (*listing.of(**owner), *statements.filter_conditions(one, reviews.REVIEW_CLAUSES)),
        )
        for listing, owner in _REVIEWED
        for one in _POSTED
    ),
]


def large(plans: Plans, case: Case, sort: str) -> list[dict[str, Any]]:
    """Give the scans of a page that read more than a few rows."""
    listing, conditions = case
    window = Window(sort=sort, fields=tuple(listing.fields), limit=LIMIT)
    compiled = page_statement(listing, conditions, window).compile(dialect=PGDialect_psycopg())  # type: ignore[no-untyped-call] # SQLAlchemy's
    values = dict(compiled.params) | page_statement_values(listing, conditions)
    scans = plans.scans(str(compiled), values)
    return [scan for scan in scans if rows_read(scan) > MOST_ROWS and not is_by_key(scan)]


def orders(case: Case, *signs: str) -> Iterator[str]:
    for name in case[0].sorts:
        yield from (f"{sign}{name}" for sign in signs or ("", "-"))


@pytest.mark.parametrize(
    ("case", "signs"), [*((one, ("", "-")) for one in WHOLE), *((one, ("-",)) for one in FILTERED)]
)
def test_lists_of_all_there_is(plans: Plans, case: Case, signs: tuple[str, ...]) -> None:
    """In both directions; filtered lists in one, for a filter is found by its own index."""
    for sort in orders(case, *signs):
        for scan in large(plans, case, sort):
            relation, node = scan["Relation Name"], scan["Node Type"]
            assert relation in CATALOGUE | SMALL, (case[0].name, sort, scan)
            assert relation in SMALL or node != "Seq Scan", (case[0].name, sort, scan)


@pytest.mark.parametrize("case", OF_ONE)
def test_lists_of_one_user_or_game_read_its_rows_only(plans: Plans, case: Case) -> None:
    values = page_statement_values(*case)
    own = OF_GAME if "game_id" in values else OF_KEY
    for sort in orders(case):
        for scan in large(plans, case, sort):
            assert scan["Node Type"] != "Seq Scan", (sort, scan)
            most = plans.count(own[scan["Relation Name"]], values)
            assert rows_read(scan) <= most, (sort, scan)
