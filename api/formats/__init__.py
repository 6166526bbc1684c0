"""A list's rows in; JSON, CSV or NDJSON out, whichever the client asked for.

How a handler uses it (`Games.statement` stands for any SELECT over `db.schema`):

    @get(
        "/",
        dependencies={"chosen": Provide(provide_format)},   # declares and documents ?format=
        responses=listed(Game, "Games."),                   # documents the three formats
    )
    async def games(
        self,
        request: Request[Any, Any, Any],
        engine: NamedDependency[AsyncEngine],
        exports: NamedDependency[Exports],
        chosen: NamedDependency[Format],
        limit: LimitParameter = None,
        cursor: CursorParameter = None,
    ) -> Response[Any]:
        after = decode_cursor(cursor, tuple[str, int], of="games by name") if cursor else None
        if limit is None and chosen is not Format.JSON:
            return respond_rows(partial(exports.open, statement), chosen=chosen)
        page = ...                                          # at most `limit or DEFAULT_LIMIT` rows
        return respond_page(request, page, chosen=chosen)

A `Page` carries each row as the JSON object that Postgres wrote (`db.streams.as_json` wraps a
statement so), the data version of the same statement, and the cursor of the next page.
"""

from api.formats.cursors import decode_cursor, encode_cursor
from api.formats.documents import listed
from api.formats.negotiate import Format, FormatParameter, provide_format
from api.formats.pages import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    CursorParameter,
    LimitParameter,
    Page,
    respond_document,
    respond_page,
)
from api.formats.rows import respond_rows

__all__ = [
    "DEFAULT_LIMIT",
    "MAX_LIMIT",
    "CursorParameter",
    "Format",
    "FormatParameter",
    "LimitParameter",
    "Page",
    "decode_cursor",
    "encode_cursor",
    "listed",
    "provide_format",
    "respond_document",
    "respond_page",
    "respond_rows",
]
