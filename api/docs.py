"""The OpenAPI document in, a page to read and try it out: plain HTML that needs no script."""

import re
from html import escape
from string import Template
from typing import Any, Final
from urllib.parse import quote

import msgspec
from litestar import MediaType, Request
from litestar.openapi.plugins import OpenAPIRenderPlugin

from api.assets import PLAIN, address
from api.errors import KINDS

Schema = dict[str, Any]

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
$problems
<script src="$script" defer></script>
</body>
</html>
""")


class PlainPage(OpenAPIRenderPlugin):
    """Every operation with its description, its answers and a form, or a request, that asks it."""

    def __init__(self) -> None:
        """Serve the page beside the interactive one."""
        super().__init__(path="/plain", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: Schema) -> bytes:  # noqa: ARG002 - the plugin's signature
        """Write the page."""
        info = openapi_schema["info"]
        return (
            _PAGE.substitute(
                title=escape(info["title"]),
                description=escape(info["description"]),
                operations="".join(_groups(openapi_schema)),
                problems=problem_table(),
                script=address(PLAIN),
            )
        ).encode()


def problem_table() -> str:
    """Write the kinds of error, each where its `type` leads."""
    return f"<table>{''.join(_problem(code) for code in KINDS)}</table>"


def _groups(schema: Schema) -> list[str]:
    """One part per tag, in the document's order."""
    operations = [
        (method, path, operation)
        for path, item in schema["paths"].items()
        for method, operation in item.items()
    ]
    return [
        f"<h2>{escape(tag['name'])}</h2><p>{escape(tag['description'])}</p>"
        + "".join(_operation(*one) for one in operations if tag["name"] in one[-1]["tags"])
        for tag in schema["tags"]
    ]


def _operation(method: str, path: str, operation: Schema) -> str:
    return (
        f'<section id="{escape(operation["operationId"])}">'
        f"<h3><code>{method.upper()} {escape(path)}</code></h3>"
        f"<p><strong>{escape(operation['summary'])}.</strong> "
        f"{_prose(operation.get('description', ''))}</p>"
        f"{_requests(path, operation) if 'requestBody' in operation else _form(path, operation)}"
        f"{''.join(_examples(operation))}</section>"
    )


def _requests(path: str, operation: Schema) -> str:
    """Write each example as it is sent: a form without a script sends no JSON."""
    [(kind, media)] = operation["requestBody"]["content"].items()
    bodies = [
        msgspec.json.encode(example["value"]).decode() for example in media["examples"].values()
    ]
    requests = [f"POST {path}\nContent-Type: {kind}\n\n{body}" for body in bodies]
    return "".join(f"<pre>{escape(one)}</pre>" for one in requests)


def _form(path: str, operation: Schema) -> str:
    parameters = operation.get("parameters", ())
    asked = [one for one in parameters if one["in"] == "query"]
    fields = "".join(
        _field(parameter, fill=place == 0 or parameter.get("required", False))
        for place, parameter in enumerate(asked)
    )
    place = path
    for one in parameters:
        if one["in"] == "path":  # a form without a script cannot write into its address
            place = place.replace(f"{{{one['name']}}}", quote(_example(one), safe=""))
    return (
        f'<form action="{escape(place)}">{fields}'
        f"<button>Ask{'' if place == path else f' {escape(place)}'}</button></form>"
    )


def _field(parameter: Schema, *, fill: bool) -> str:
    """One row of the form; what is optional is not filled in, for some exclude each other."""
    name = escape(parameter["name"])
    about = _prose(parameter["description"])
    schema = parameter["schema"]
    choices = schema.get("enum", [])
    if choices:
        if "default" not in schema and not parameter.get("required", False):
            choices = ["", *choices]
        options = "".join(f"<option>{escape(str(choice))}</option>" for choice in choices)
        control = f'<select name="{name}">{options}</select>'
    else:
        attribute = "value" if fill else "placeholder"
        control = f'<input name="{name}" {attribute}="{escape(_example(parameter))}">'
    return f"<label><code>{name}</code> {control} <small>{about}</small></label>"


def _example(parameter: Schema) -> str:
    """Take the first example of a parameter; the first value where it may be repeated."""
    values = [one["value"] for one in parameter.get("examples", {}).values()]
    first = values[0] if values else ""
    return str(first[0] if isinstance(first, list) else first)


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
