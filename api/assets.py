"""The pages' scripts and styles: Swagger UI's from an installed wheel, and two of our own."""

from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api.errors import DOCS
from api.middleware.etag import bytes_tag

PACKAGE: Final = "mkdocs_swagger_ui_tag"
"""A wheel that carries Swagger UI's files as they were published; none of its code is run."""

SCRIPT, STYLE, START, PLAIN = "swagger-ui-bundle.js", "swagger-ui.css", "start.js", "plain.js"

# Scripts are files of this site; none is written into a page. Swagger UI sets styles as it goes,
# and has its icons in its style sheet.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

_FOLDERS: Final = {SCRIPT: "javascripts", STYLE: "stylesheets"}
_FOREVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
_DIGEST_BYTES: Final = 6

_START: Final = b"""\
"use strict";
const place = document.getElementById("operations");
SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  layout: "BaseLayout",
  presets: [SwaggerUIBundle.presets.apis],
  tryItOutEnabled: true,
  validatorUrl: "none",
});
"""

# An empty field of a form is no parameter.
_PLAIN: Final = b"""\
"use strict";
addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) value || formData.delete(name);
});
"""

_OWN: Final = {START: _START, PLAIN: _PLAIN}


@get(f"{DOCS}/assets/{{name:str}}", include_in_schema=False, sync_to_thread=True)
def asset(name: FromPath[str]) -> Response[bytes]:
    """Serve a script or a style sheet, for good: its address changes with what it holds.

    Raises:
        NotFoundException: there is none of that name.
    """
    if name not in _OWN and not (name in _FOLDERS and is_installed()):
        raise NotFoundException
    body = _read(name)
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    return Response(body, media_type=kind, headers={**bytes_tag(body), **_FOREVER})


def address(name: str) -> str:
    """Write where a page finds it."""
    digest = blake2b(_read(name), digest_size=_DIGEST_BYTES).hexdigest()
    return f"{DOCS}/assets/{name}?v={digest}"


@lru_cache(maxsize=1)
def is_installed() -> bool:
    """Ask whether Swagger UI is there."""
    return find_spec(PACKAGE) is not None


@lru_cache(maxsize=len(_OWN) + len(_FOLDERS))
def _read(name: str) -> bytes:
    if name in _OWN:
        return _OWN[name]
    spec = find_spec(PACKAGE)
    [folder] = (spec and spec.submodule_search_locations) or [""]
    return (Path(folder) / "swagger-ui" / _FOLDERS[name] / name).read_bytes()
