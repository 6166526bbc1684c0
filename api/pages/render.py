"""Pages as HTML: the templates' environment, the answer, and problems as pages."""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template.config import TemplateConfig

from api.errors import AnyRequest, Problem
from api.middleware.etag import publication_etag_header
from api.pages.charts import CHARTS
from api.pages.text import FILTERS
from api.responses import RawResponse
from api.subrequests import Part, address, ask, common_publication

FOLDER: Final = Path(__file__).resolve().parent
ASSETS: Final = "/assets"
NOW: Final = "/health/ready"
"""Where a program learns of when the data are."""
_CONTENT_TYPE: Final = "text/html; charset=utf-8"
_DIGEST_BYTES: Final = 6
# The page's own files and its own addresses, and nothing from anywhere else.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ICON: Final = "data:image/svg+xml," + quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#0a6459" d="M0 0h16v16'
    'H0z"/><path fill="none" stroke="#fff" stroke-width="2" d="M5 3v9h7"/></svg>'
)
"""A tab's picture, within the page: one request less."""
_NAVIGATION: Final = (
    ("games", "/games", "Games", "games_count"),
    ("genres", "/genres", "Genres", "games_count"),
    ("studios", "/studios", "Studios", "games_count"),
    ("years", "/years", "Years", "games_count"),
    ("shelf", "/shelf", "Shelf", "games_count"),
    ("titles", "/titles", "Titles", "titles_count"),
    ("platforms", "/platforms", "Platforms", "titles_count"),
    ("story", "/story", "Story", ""),
    ("data", "/about/data", "Data", ""),
)
"""Of each entry its section, address, label, and the count of /health/ready without which it is
left out."""


def _read_assets() -> dict[str, tuple[str, bytes]]:
    """Read each file under a name with its digest, so that a client may keep it for good."""
    htmx = Path(str(files("js_lib_htmx"))) / "static" / "htmx" / "htmx.min.js"
    sources = {
        "ludoteca.css": ("text/css; charset=utf-8", FOLDER / "assets" / "ludoteca.css"),
        "ludoteca.js": ("text/javascript; charset=utf-8", FOLDER / "assets" / "ludoteca.js"),
        "htmx.js": ("text/javascript; charset=utf-8", htmx),
    }
    return {name: (kind, path.read_bytes()) for name, (kind, path) in sources.items()}


_CONTENTS: Final = _read_assets()
ASSET_ADDRESSES: Final = {
    name: f"{ASSETS}/{blake2b(body, digest_size=_DIGEST_BYTES).hexdigest()}-{name}"
    for name, (_, body) in _CONTENTS.items()
}
"""Where the stylesheet and the scripts are, by their names."""
ASSET_FILES: Final = {
    ASSET_ADDRESSES[name].removeprefix(f"{ASSETS}/"): found for name, found in _CONTENTS.items()
}
"""Their media types and bytes, by the last part of their addresses."""


class _Environment(Environment):
    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - as it is declared there
        """Look first for what most are: a key of a row; by Jinja's way it is a caught exception."""
        if type(obj) is dict and attribute in obj and not hasattr(dict, attribute):
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def make_environment() -> Environment:
    """Make what renders templates."""
    environment = _Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(FILTERS)
    environment.filters.update(CHARTS)
    environment.globals.update(
        address=address,
        assets=ASSET_ADDRESSES,
        icon=ICON,
        navigation=_NAVIGATION,
        htmx_config=json.dumps({"includeIndicatorStyles": False, "allowEval": False}),
    )
    return environment


def template_config() -> TemplateConfig[JinjaTemplateEngine]:
    """Configure Litestar's templates."""
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(make_environment()))


async def respond_html(
    request: AnyRequest,
    template: str,
    parts: Mapping[str, Part],
    *,
    section: str = "",
    **more: Any,  # noqa: ANN401 - what the template needs beside
) -> RawResponse:
    """Write a page from its parts, and of when the data are; see `respond_fragment`.

    Args:
        request: what asks.
        template: the file in `templates/`.
        parts: answers of /v1, by the names that the template has for them.
        section: the entry of the navigation that it belongs to.
        more: what else the template shows, and `is_private`.
    """
    if "now" not in parts:
        parts = {**parts, **await ask(request, now=NOW)}
    return respond_fragment(request, template, parts, section=section, **more)


def respond_fragment(
    request: AnyRequest,
    template: str,
    parts: Mapping[str, Part],
    *,
    is_private: bool = False,
    **more: Any,  # noqa: ANN401 - as above
) -> RawResponse:
    """Write HTML from its parts; it is valid as long as they are, and names them in `Link`.

    Args:
        request: what asks.
        template: the file in `templates/`.
        parts: answers of /v1, by the names that the template has for them.
        is_private: whether nobody may keep it, whatever its parts.
        more: what else the template shows.
    """
    body = _render(request, template, parts=parts, **parts, **more)
    publication = "" if is_private else common_publication(parts.values())
    validity = (
        publication_etag_header(publication) if publication else {"Cache-Control": "no-store"}
    )
    links = ", ".join(
        f'<{part.address}>; rel="alternate"; type="application/json"'
        for part in parts.values()
        if not part.is_posted
    )
    return RawResponse(body, headers={**_headers(), **validity, "Link": links})


def respond_problem(problem: Problem, request: AnyRequest) -> Response[Any]:
    """Write a problem as a page, with what would have been right as links."""
    document = problem.to_document(request)
    page = request.url.path if request.url.query else ""
    body = _render(
        request, "problem.html", section="", problem=document, code=problem.code, page=page
    )
    headers = {**(problem.headers or {}), **_headers(), "Cache-Control": "no-store"}
    return RawResponse(body, status_code=problem.status_code, headers=headers)


def _headers() -> dict[str, str]:
    return {
        "Content-Type": _CONTENT_TYPE,
        "Content-Security-Policy": POLICY,
        "Referrer-Policy": "same-origin",
    }


def _render(request: AnyRequest, template: str, **context: Any) -> bytes:  # noqa: ANN401 - see above
    engine: Any = request.app.template_engine
    text: str = engine.get_template(template).render(**context)
    return text.encode()
