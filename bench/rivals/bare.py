"""A bare Litestar route with a query parameter: what the framework itself takes."""

from litestar import Litestar, get


@get("/bare", sync_to_thread=False)
def bare(anio: int) -> dict[str, int]:
    """Answer with what was asked."""
    return {"anio": anio}


def create_app() -> Litestar:
    """Make the application."""
    return Litestar([bare], openapi_config=None, logging_config=None, debug=False)
