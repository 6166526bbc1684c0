"""Pages of SQL: the text and the comments of every view and function that answers."""

import re
from functools import cache
from typing import Any, Final

from litestar import Response, get

from api.errors import AnyRequest, Problem
from api.pages.render import respond_html
from api.pages.selection import read_choice
from db.sql_texts import SqlSource, read_sources

_NAMES: Final = re.compile(r"\b(api|agg|core)\.([a-z_0-9]+)\b")


@get("/sql", include_in_schema=False)
async def sources_page(request: AnyRequest) -> Response[Any]:
    """List the views and functions of a schema."""
    schema = read_choice(request, "schema", ("api", "agg"))
    sources = [one for one in read_sources().values() if one.name.startswith(f"{schema}.")]
    return await respond_html(
        request, "sources.html", {}, section="sql", schema=schema, sources=sources
    )


@get("/sql/{name:str}", include_in_schema=False)
async def source_page(request: AnyRequest) -> Response[Any]:
    """Show how a view or function computes what it answers."""
    name = request.path_params["name"]
    source = read_sources().get(name if "." in name else f"api.{name}")
    if source is None:
        raise Problem("unknown-address", f"No view or function is called {name}; /sql lists all.")
    return await respond_html(
        request, "source.html", {}, section="sql", source=source, pieces=_link_names(source)
    )


@cache
def _link_names(source: SqlSource) -> list[tuple[str, str]]:
    """Cut a text into pieces: each with the object that it names, or an empty text."""
    known = read_sources()
    found, end = list[tuple[str, str]](), 0
    for match in _NAMES.finditer(source.text):
        if match[0] in known and match[0] != source.name:
            found += [(source.text[end : match.start()], ""), (match[0], match[0])]
            end = match.end()
    return [*found, (source.text[end:], "")]
