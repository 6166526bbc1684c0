"""The data story, as a page and as a report in one file."""

import asyncio
import re
import sys
from typing import Any, Final

import msgspec
from litestar import Response, get
from markupsafe import Markup, escape
from sqlalchemy import URL

from api.errors import AnyRequest
from api.pages.render import FOLDER, make_environment, respond_html
from api.subrequests import Part, address, ask
from db import schema
from db.engines import reader_engine
from db.queries.documents import Answer, DataVersion, read_data_version, read_document
from db.settings import Settings

_STORY: Final = address("v1", "story")
_LINK: Final = re.compile(r'<a href="(/[^"]*)">(.*?)</a>', re.DOTALL)  # none is in another


@get("/story", include_in_schema=False)
async def story_page(request: AnyRequest) -> Response[Any]:
    """Show the exploratory analysis of what is loaded."""
    parts = await ask(request, story=_STORY)
    return await respond_html(request, "story.html", parts, section="story", layout="base.html")


def read_report(settings: Settings, url: URL, base: str) -> str:
    """Read the story that is stored and write it as one file; see `write_report`.

    Raises:
        NotLoaded: nothing is published.
        DatabaseUnavailable: no server answers.
    """

    async def read() -> tuple[Answer, DataVersion]:
        engine = reader_engine(settings, server_url=url)
        try:
            story = await read_document(engine, schema.story_document, {"p_parts": None})
            return story, await read_data_version(engine)
        finally:
            await engine.dispose()

    # psycopg cannot use the loop that Windows has by default
    loop = asyncio.SelectorEventLoop if sys.platform == "win32" else None
    with asyncio.Runner(loop_factory=loop) as runner:
        story, now = runner.run(read())
    published = {
        "data_version": now.data_version,
        "published_at": now.published_at.isoformat(),
    }
    return write_report(story.body, published, base)


def write_report(story: bytes, published: dict[str, Any], base: str) -> str:
    """Write the page as one file: no other is loaded, and no script is needed.

    Args:
        story: what /v1/story answers.
        published: data_version and published_at of the data.
        base: the address of a server, to which links lead; empty for no links.
    """
    template = make_environment().get_template("story.html")
    style = (FOLDER / "assets" / "ludoteca.css").read_text(encoding="utf-8")
    text = template.render(
        layout="report.html",
        stylesheet=Markup(style),  # noqa: S704 - our own file
        story=Part(address=_STORY, document=msgspec.json.decode(story), publication=""),
        now=Part(address="", document=published, publication=""),
    )
    root = escape(base.rstrip("/"))

    def link(found: re.Match[str]) -> str:
        return f'<a href="{root}{found[1]}">{found[2]}</a>' if base else found[2]

    return _LINK.sub(link, text)
