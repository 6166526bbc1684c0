"""The application's routes in; the same ones, with what handlers depend on made one by one, out."""

from litestar import Litestar
from litestar.routes import HTTPRoute


def in_turn(app: Litestar) -> None:
    """Let the dependencies of a handler that need not wait for each other be made in turn.

    Litestar starts a task for each of them. None of ours ever waits for anything, so that all these
    tasks do is cost: about as much as the whole rest of the routing.
    """
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for _, model in route.route_handler_map.values():
                model.dependency_batches = [
                    {one} for batch in model.dependency_batches for one in batch
                ]
