"""The OpenAPI document in, a page to read and try it out: plain HTML that loads nothing."""

import re
from html import escape
from string import Template
from typing import Any, Final

import msgspec
from litestar import MediaType, Request, Response, get
from litestar.openapi.plugins import OpenAPIRenderPlugin

from api.problems import KINDS

Schema = dict[str, Any]

_DROP_EMPTY: Final = "for (const [k, v] of [...event.formData]) v || event.formData.delete(k)"
_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>$title</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
section { border-top: 1px solid #8886; padding: .5rem 0 1rem }
code, input, select, pre { font-family: ui-monospace, monospace; font-size: .9rem }
label { display: block; margin: .3rem 0 }
input, select, button { padding: .2rem .4rem }
pre { overflow-x: auto; background: #8882; padding: .6rem }
td, th { text-align: left; padding: .15rem .8rem .15rem 0; vertical-align: top }
small { opacity: .75 }
</style>
</head>
<body>
<h1>$title</h1>
<p>$description The machine-readable form: <a href="/openapi.json">/openapi.json</a>.</p>
$operations
<h2>Errors</h2>
<p>Every error is one <code>application/problem+json</code> document; its <code>type</code> is one
of these.</p>
<table>$problems</table>
</body>
</html>
""")


class DocsPage(OpenAPIRenderPlugin):
    """Every operation with its description, its answers and a form that asks it."""

    def __init__(self) -> None:
        """Serve the page at the router's own path."""
        super().__init__(path="/", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: Schema) -> bytes:  # noqa: ARG002 - the plugin's signature
        """Write the page."""
        info = openapi_schema["info"]
        return (
            _PAGE.substitute(
                title=escape(info["title"]),
                description=escape(info["description"]),
                operations="".join(_groups(openapi_schema)),
                problems="".join(_problem(code) for code in KINDS),
            )
        ).encode()


@get("/openapi.json", include_in_schema=False, sync_to_thread=False)
def openapi_document(request: Request[Any, Any, Any]) -> Response[Schema]:
    """Serve the OpenAPI document."""
    return Response(
        request.app.openapi_schema.to_schema(), media_type="application/vnd.oai.openapi+json"
    )


def _groups(schema: Schema) -> list[str]:
    """One part per tag, in the document's order."""
    operations = [
        (path, operation)
        for path, item in schema["paths"].items()
        for method, operation in item.items()
        if method == "get"
    ]
    return [
        f"<h2>{escape(tag['name'])}</h2><p>{escape(tag['description'])}</p>"
        + "".join(_operation(path, one) for path, one in operations if tag["name"] in one["tags"])
        for tag in schema["tags"]
    ]


def _operation(path: str, operation: Schema) -> str:
    fields = "".join(
        _field(parameter, fill=place == 0)
        for place, parameter in enumerate(operation.get("parameters", ()))
    )
    return (
        f'<section id="{escape(operation["operationId"])}"><h3><code>GET {escape(path)}</code></h3>'
        f"<p><strong>{escape(operation['summary'])}.</strong> "
        f"{_prose(operation.get('description', ''))}</p>"
        f'<form action="{escape(path)}" onformdata="{_DROP_EMPTY}">{fields}'
        "<button>Ask</button></form>"
        f"{''.join(_examples(operation))}</section>"
    )


def _field(parameter: Schema, *, fill: bool) -> str:
    """One row of the form; only the first is filled in, for some exclude each other."""
    name = escape(parameter["name"])
    about = _prose(parameter["description"])
    choices = parameter["schema"].get("enum")
    if choices:
        options = "".join(f"<option>{escape(str(choice))}</option>" for choice in choices)
        control = f'<select name="{name}">{options}</select>'
    else:
        examples: list[Schema] = list(parameter.get("examples", {}).values())
        example = escape(str(examples[0]["value"])) if examples else ""
        attribute = "value" if fill else "placeholder"
        control = f'<input name="{name}" {attribute}="{example}">'
    return f"<label><code>{name}</code> {control} <small>{about}</small></label>"


def _examples(operation: Schema) -> list[str]:
    media = operation["responses"]["200"].get("content", {}).get("application/json", {})
    return [
        f"<pre>{escape(msgspec.json.encode(example['value']).decode())}</pre>"
        for example in media.get("examples", {}).values()
    ]


def _problem(code: str) -> str:
    kind = KINDS[code]
    return (
        f'<tr id="{code}"><th><code>{code}</code></th><td>{kind.status}</td>'
        f"<td>{escape(kind.title)}. {_prose(kind.meaning)}</td></tr>"
    )


def _prose(text: str) -> str:
    """Write a description; what stands in backticks is code."""
    return re.sub(r"`(.+?)`", r"<code>\1</code>", escape(text))
