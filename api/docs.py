"""Pages of documentation at /docs: Swagger UI, and one plain page that needs no script."""

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import msgspec
from litestar import MediaType, Request, Response, Router
from litestar.exceptions import NotFoundException
from litestar.openapi.plugins import (
    JsonRenderPlugin,
    OpenAPIRenderPlugin,
    SwaggerRenderPlugin,
)
from litestar.static_files import create_static_files_router

from api.errors import DOCS, PROBLEM_KINDS, AnyRequest
from api.examples import fill_document, read_examples
from api.middleware.etag import body_etag_header

ASSETS: Final = f"{DOCS}/assets"

_EXAMPLES_KEY: Final = "examples"
_FOLDER: Final = Path(str(files("mkdocs_swagger_ui_tag"))) / "swagger-ui"
_SCRIPT: Final = re.compile(rb"<script type='text/javascript'>(.*?)</script>", re.DOTALL)
# Scripts are files of this site, and the one that a page has within is named by its digest. Swagger
# UI sets styles as it goes, and has its icons in its style sheet.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'{}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_STYLE: Final = """<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
section { border-top: 1px solid #8886; padding: .5rem 0 1rem }
pre { overflow-x: auto; background: #8882; padding: .6rem }
td, th { text-align: left; padding: .15rem .8rem .15rem 0; vertical-align: top }
</style>"""


class SwaggerPage(SwaggerRenderPlugin):
    """Litestar's page, over files of an installed wheel, with the kinds of error below."""

    def __init__(self) -> None:
        super().__init__(
            js_url=f"{ASSETS}/swagger-ui-bundle.js",
            css_url=f"{ASSETS}/swagger-ui.css",
            standalone_preset_js_url=f"{ASSETS}/swagger-ui-standalone-preset.js",
            path="/",
            favicon='<link rel="icon" href="data:,">',
        )

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Write the page."""
        page = super().render(request, _with_examples(request, openapi_schema))
        plain = f'<p><a href="{DOCS}/plain">The same as one plain page</a></p>'
        more = f"{_error_kinds_html()}{plain}"
        below = f'</div><div class="swagger-ui"><div class="wrapper">{more}</div></div>'
        return page.replace(b"</body>", below.encode() + b"</body>")


class PlainPage(OpenAPIRenderPlugin):
    """Every operation with its parameters, an example, and a form or a request that asks it."""

    def __init__(self) -> None:
        super().__init__(path="/plain", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Write the page."""
        operations = "".join(
            _operation_html(method, path, operation)
            for path, item in _with_examples(request, openapi_schema)["paths"].items()
            for method, operation in item.items()
        )
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ludoteca</title>'
            f'<link rel="icon" href="data:,">{_STYLE}</head><body><h1>Ludoteca</h1>'
            f"<p>{escape(openapi_schema['info']['description'])} The machine-readable form: "
            f'<a href="/openapi.json">/openapi.json</a>.</p>{operations}{_error_kinds_html()}'
            "</body></html>"
        ).encode()


class JsonPage(JsonRenderPlugin):
    """Litestar's copy of the document beside the pages."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Write it."""
        return super().render(request, _with_examples(request, openapi_schema))


def openapi_router() -> Router:
    """Make the router that Litestar hangs the pages onto."""
    return Router(
        DOCS,
        route_handlers=[],
        before_request=_find_examples,
        after_request=_finish_docs_response,
        include_in_schema=False,
    )


def swagger_files() -> Router:
    """Serve Swagger UI's files from an installed wheel that carries them; its code is not run."""
    folders = [_FOLDER / "javascripts", _FOLDER / "stylesheets"]
    return create_static_files_router(ASSETS, directories=list(folders))


async def _find_examples(request: AnyRequest) -> None:
    """Look what is loaded: the pages themselves are not written by a coroutine."""
    found = await read_examples(request.app.state.examples)
    request.scope["state"][_EXAMPLES_KEY] = found or {}


def _with_examples(request: AnyRequest, document: dict[str, Any]) -> dict[str, Any]:
    return fill_document(document, request.scope["state"][_EXAMPLES_KEY])


async def _finish_docs_response(response: Response[Any]) -> Response[Any]:
    """Send a page with its policy, and refuse an unknown address as everywhere else."""
    if response.status_code == NotFoundException.status_code:
        raise NotFoundException
    if response.content is None:  # OPTIONS
        return response
    if response.media_type == MediaType.HTML:
        digests = [b64encode(sha256(one).digest()) for one in _SCRIPT.findall(response.content)]
        scripts = "".join(f" 'sha256-{one.decode()}'" for one in digests)
        response.headers["Content-Security-Policy"] = _POLICY.format(scripts)
    response.headers.update(body_etag_header(response.content))
    return response


def _error_kinds_html() -> str:
    """List the kinds of error, each where its `type` leads."""
    rows = "".join(
        f'<tr id="{code}"><th><code>{code}</code></th><td>{kind.status}</td>'
        f"<td>{escape(kind.title)}. {_description_html(kind.meaning)}</td></tr>"
        for code, kind in PROBLEM_KINDS.items()
    )
    what = "Every error is one <code>application/problem+json</code> document of these types."
    return f"<h2>Errors</h2><p>{what}</p><table>{rows}</table>"


def _operation_html(method: str, path: str, operation: dict[str, Any]) -> str:
    parameters = operation.get("parameters", ())
    rows = "".join(
        f"<tr><th><code>{escape(one['name'])}</code></th><td>{_description_html(one['description'])}</td></tr>"
        for one in parameters
    )
    good = min(operation["responses"])  # status of those that are no problem
    media = operation["responses"][good].get("content", {}).get("application/json", {})
    answers = [one["value"] for one in media.get("examples", {}).values()]
    shown = "".join(f"<pre>{escape(msgspec.json.encode(one).decode())}</pre>" for one in answers)
    ask = (
        _query_form_html(path, parameters)
        if method == "get"
        else _example_requests_html(method, path, operation)
    )
    return (
        f'<section id="{escape(operation["operationId"])}">'
        f"<h3><code>{method.upper()} {escape(path)}</code></h3>"
        f"<p><strong>{escape(operation['summary'])}.</strong> "
        f"{_description_html(operation.get('description', ''))}</p>"
        f"<table>{rows}</table>{ask}{shown}</section>"
    )


def _example_requests_html(method: str, path: str, operation: dict[str, Any]) -> str:
    """Write each example as it is sent: a form without a script sends no JSON."""
    head = f"{method.upper()} {path}\n"
    if "requestBody" in operation:
        [(kind, media)] = operation["requestBody"]["content"].items()
        bodies = [one["value"] for one in media["examples"].values()]
        sent = [msgspec.json.encode(one).decode() for one in bodies]
        texts = [f"{head}Content-Type: {kind}\n\n{one}" for one in sent]
    else:
        texts = [head]
    return "".join(f"<pre>{escape(one)}</pre>" for one in texts)


def _query_form_html(path: str, parameters: list[dict[str, Any]]) -> str:
    """Ask with what is required, or with the first parameter: an empty field would be refused."""
    for one in parameters:
        if one["in"] == "path":  # a form without a script cannot write into its address
            path = path.replace(f"{{{one['name']}}}", quote(_first_example_value(one), safe=""))
    asked = [one for one in parameters if one["in"] == "query"]
    shown = [one for one in asked if one["required"]] or [
        one for one in asked if _first_example_value(one)
    ][:1]
    fields = "".join(
        f"<label><code>{escape(one['name'])}</code> "
        f'<input name="{escape(one["name"])}" value="{escape(_first_example_value(one))}"></label> '
        for one in shown
    )
    return f'<form action="{escape(path)}">{fields}<button>Ask {escape(path)}</button></form>'


def _first_example_value(parameter: dict[str, Any]) -> str:
    """Take the first example of a parameter; the first value where it may be repeated."""
    values = [one["value"] for one in parameter.get("examples", {}).values()]
    first = values[0] if values else ""
    return str(first[0] if isinstance(first, list) else first)


def _description_html(text: str) -> str:
    """Write a description; what stands in backticks is code."""
    return re.sub(r"`(.+?)`", r"<code>\1</code>", escape(text))
