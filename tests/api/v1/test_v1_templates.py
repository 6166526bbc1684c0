"""What a compiled template answers, against the same statement made for this question alone."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from db import asking
from db.engines import reader_engine
from db.lists import names, people, templates
from db.lists.games import GAMES, GameFilters, game_conditions, games_by_id, games_named
from db.lists.listing import Window
from db.lists.statements import SEPARATOR, key_names, page_statement, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

    from db.lists.listing import Condition, Listing

Case = tuple["Listing", "Sequence[Condition]"]
LIMIT = 4


async def cases(engine: AsyncEngine) -> list[Case]:
    """Lists whose values differ where their shape does not."""
    everything = Window(sort="id", fields=("name",))
    [found] = await asking.rows(engine, page_statement(GAMES, (), everything), {})
    rows = found["rows"].split(SEPARATOR)
    words = [row.partition(" ")[0].split('"')[3] for row in rows[:40:10]]
    texts: list[Case] = [(games_named(word), ()) for word in words]
    filters = [
        GameFilters(year_from=year, price_to=price, in_catalogue=is_in)
        for year, price in ((2010, Decimal("9.99")), (2014, Decimal("1E+1")))
        for is_in in (True, False)
    ]
    games: list[Case] = [(GAMES, await game_conditions(engine, one)) for one in filters]
    reviews: list[Case] = [
        (people.REVIEWS_OF_GAME, people.ReviewFilters(sentiment=one).conditions())
        for one in people.SENTIMENTS
    ]
    plain: list[Case] = [(one, ()) for one in (names.STUDIOS, names.TAGS, names.GENRE_PRICES)]
    ids: list[Case] = [(games_by_id(one), ()) for one in ([10, 20, 30], [30, 10, 440, 20, 50])]
    found_texts: list[Case] = [
        (names.found_by(word, count=count, kind=kind), ())
        for word, count, kind in zip(
            words, (3, 9, 10, 4), (None, "game", None, "user"), strict=True
        )
    ]
    return [*texts, *games, *reviews, *plain, *ids, *found_texts]


async def compare(engine: AsyncEngine, case: Case, sort: str, total: bool) -> int:  # noqa: FBT001 - one of a product
    """Walk a few pages both ways; returns the number of rows seen."""
    listing, conditions = case
    window = Window(sort=sort, fields=tuple(listing.fields), limit=LIMIT)
    seen = 0
    for _ in range(3):
        short = await asking.asked(
            engine, *templates.filled(listing, conditions, window, total=total)
        )
        long = await asking.rows(
            engine,
            page_statement(listing, conditions, window, total=total),
            values_of(listing, conditions),
        )
        assert list(short) == list(long), (listing.name, sort, window.after)
        [page] = short
        count = len((page["rows"] or "").split(SEPARATOR))
        if count <= LIMIT:
            return seen + count
        seen += LIMIT
        after = tuple(page[name] for name in key_names(listing, window))
        window = Window(sort=sort, fields=window.fields, limit=LIMIT, after=after)
    return seen


def test_a_template_answers_as_a_statement_of_its_own(
    loaded_url: URL, make_settings: Callable[..., Any]
) -> None:
    async def scenario() -> None:
        engine = reader_engine(make_settings(loaded_url))
        templates._known.clear()
        seen = shapes = 0
        for case in await cases(engine):
            for name in case[0].sorts:
                for sort in (name, f"-{name}"):
                    seen += await compare(engine, case, sort, total=name == "name")
                    shapes += 1
        assert seen > 5 * shapes
        assert len(templates._known) < 3 * shapes
        await engine.dispose()

    asyncio.run(scenario())
