"""What every list's request has in common in; the answer, a page or all of it, out."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from types import GenericAlias
from typing import Any, Final

from litestar import Request, Response
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncEngine

from api.formats import (
    DEFAULT_LIMIT,
    CursorParameter,
    Format,
    LimitParameter,
    Page,
    decode_cursor,
    encode_cursor,
    provide_format,
    respond_page,
    respond_rows,
)
from api.problems import Problem, shortened
from api.v1.parameters import Total
from db.lists import Condition, Listing, Window, all_rows, key_types, read_page, renewed
from db.streams import Exports


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A list's request but for its filters and its order."""

    request: Request[Any, Any, Any]
    engine: AsyncEngine
    exports: Exports
    chosen: Format
    limit: int | None
    cursor: str | None
    total: bool

    async def answer(
        self,
        listing: Listing,
        conditions: Sequence[Condition] = (),
        *,
        sort: str,
        fields: str | None = None,
        check: Callable[[], Awaitable[None]] | None = None,
    ) -> Response[Any]:
        """Answer with a page; with all rows where the format is for files and no limit is given.

        Args:
            listing: what is listed.
            conditions: which rows of it.
            sort: by what, a name of the listing's sorts.
            fields: the fields to show, as the caller wrote them.
            check: asks whether there is what the rows belong to; where there are rows, there is.

        Raises:
            Problem: 400, the cursor or the fields cannot be read.
            UnknownName: what `check` found out.
        """
        of = f"{listing.name} by {sort}"
        window = Window(sort=sort, fields=chosen_fields(listing, fields))
        if self.cursor is not None:
            types: Any = GenericAlias(tuple, key_types(listing, window))
            window = replace(window, after=decode_cursor(self.cursor, types, of=of))
        if self.limit is None and self.chosen is not Format.JSON:
            if check is not None:
                await check()
            statement = all_rows(listing, await renewed(conditions), window=window)
            return respond_rows(partial(self.exports.open, statement), chosen=self.chosen)
        window = replace(window, limit=self.limit or DEFAULT_LIMIT)
        found = await read_page(self.engine, listing, conditions, window=window, total=self.total)
        if check is not None and not found.rows:
            await check()
        last = [_plain(key) for key in found.keys] if found.has_more else []
        page = Page(
            columns=window.fields,
            rows=found.rows,
            data_version=found.data_version,
            next=encode_cursor(*last, of=of) if last else None,
            total=found.total,
        )
        return respond_page(self.request, page, chosen=self.chosen)


async def provide_asked(  # noqa: PLR0913 - one for each parameter
    *,
    request: Request[Any, Any, Any],
    engine: NamedDependency[AsyncEngine],
    exports: NamedDependency[Exports],
    chosen: NamedDependency[Format],
    limit: LimitParameter = None,
    cursor: CursorParameter = None,
    total: Total = False,
) -> Asked:
    """Gather what every list takes."""
    return Asked(
        request=request,
        engine=engine,
        exports=exports,
        chosen=chosen,
        limit=limit,
        cursor=cursor,
        total=total,
    )


LIST: Final = {"chosen": Provide(provide_format), "asked": Provide(provide_asked)}
"""What the handler of a list depends on."""


def chosen_fields(listing: Listing, text: str | None) -> tuple[str, ...]:
    """Read `fields`.

    Raises:
        Problem: 400, a name is not a field of the list; it offers the closest.
    """
    if text is None:
        return tuple(listing.fields)
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    for name in names:
        if name not in listing.fields:
            closest = get_close_matches(name, listing.fields, n=3)
            hint = f" Did you mean {closest[0]}?" if closest else ""
            raise Problem(
                "invalid-parameter",
                f"fields holds {shortened(name)!r}, which is no field of {listing.name}.{hint}",
                parameter="fields",
                given=shortened(name),
                allowed=", ".join(listing.fields),
                closest=closest,
            )
    return names


def _plain(key: object) -> str | float | None:
    """Write a key as a cursor holds it."""
    if isinstance(key, date):
        return key.isoformat()
    if isinstance(key, Decimal):
        return str(key)
    if key is None or isinstance(key, str | int | float):
        return key
    raise TypeError(f"No cursor holds {key!r}")
