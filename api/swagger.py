"""The OpenAPI document in, the interactive page out: Swagger UI, and nothing from elsewhere."""

from html import escape
from string import Template
from typing import Any, Final, TypeAlias

from litestar import MediaType, Request
from litestar.openapi.plugins import OpenAPIRenderPlugin

from api.assets import SCRIPT, START, STYLE, address, is_installed
from api.docs import PlainPage, problem_table
from api.errors import DOCS

Schema: TypeAlias = dict[str, Any]

_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>$title</title>
<link rel="stylesheet" href="$style">
</head>
<body>
<main class="swagger-ui"><div class="wrapper">
<p>Without scripts, or in a hurry: <a href="$docs/plain">the same as one plain page</a>.</p>
</div></main>
<div id="operations" data-document="/openapi.json"></div>
<section class="swagger-ui"><div class="wrapper">
<h2>Errors</h2>
<p>Every error is one <code>application/problem+json</code> document; its <code>type</code> is one
of these.</p>
$problems
</div></section>
<script src="$script" defer></script>
<script src="$start" defer></script>
</body>
</html>
""")


class InteractivePage(OpenAPIRenderPlugin):
    """Every operation, to read and to try out in the browser."""

    def __init__(self) -> None:
        """Serve the page at the router's own path."""
        super().__init__(path="/", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: Schema) -> bytes:
        """Write the page; the plain one where Swagger UI is not installed."""
        if not is_installed():
            return PlainPage().render(request, openapi_schema)
        return _PAGE.substitute(
            title=escape(openapi_schema["info"]["title"]),
            docs=DOCS,
            problems=problem_table(),
            style=address(STYLE),
            script=address(SCRIPT),
            start=address(START),
        ).encode()
