"""A price model in; staged, checked and published in one transaction, or not at all, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from psycopg.types.json import Jsonb

from etl.merge import transaction
from etl.prices.features import EVERYTHING
from etl.staging import Stager

if TYPE_CHECKING:
    import psycopg

    from etl.prices.features import Flags, Floats, Games
    from etl.prices.models import Model

_NODE_COLUMNS: Final = (
    "output",
    "tree",
    "node",
    "feature",
    "threshold",
    "lower_node",
    "upper_node",
    "missing_node",
    "value",
)


def store(  # noqa: PLR0913 - each goes to another table
    connection: psycopg.Connection[Any],
    games: Games,
    model: Model,
    foreseen: Floats,
    *,
    is_held_out: Flags,
    errors: list[dict[str, Any]],
    document: dict[str, Any],
) -> int:
    """Stage the model and hand it over; returns its id.

    Args:
        connection: the loader's, which holds the lock.
        games: the catalogue.
        model: the trees.
        foreseen: of each game the price and both ends of its range as learnt, in US dollars.
        is_held_out: of each game whether its own price was hidden from what foresaw it.
        errors: rows of `price_model_errors`.
        document: of the run; its `status` says whether readers get it.
    """
    connection.execute("select staging.clear_price_model()")
    stager = Stager(connection)
    features = [(one.kind, one.name, one.clue) for one in games.features]
    frame = pd.DataFrame(features, columns=["kind", "name", "clue"])
    frame.insert(0, "feature", np.arange(1, len(frame) + 1))
    stager.copy("price_model_features", frame)
    stager.copy("price_model_nodes", _nodes(model))
    stager.copy("price_model_errors", pd.DataFrame(errors))
    [wider] = [one["margin_usd"] for one in errors if one["clues_mask"] == EVERYTHING]
    price = np.maximum(foreseen[:, 0], 0)
    predictions = {
        "game_id": games.ids,
        "predicted_usd": price.round(2),
        "low_usd": np.maximum(np.minimum(foreseen[:, 1] - wider, price), 0).round(2),
        "high_usd": np.maximum(foreseen[:, 2] + wider, price).round(2),
        "is_held_out": is_held_out,
    }
    stager.copy("price_predictions", pd.DataFrame(predictions))
    run = {"started_at": document["started_at"], "timings": document["timings"]}
    with transaction(connection):
        row = connection.execute(
            "select staging.publish_price_model(%s, %s)", [Jsonb(document), Jsonb(run)]
        ).fetchone()
    return int(row[0]) if row else 0


def _nodes(model: Model) -> pd.DataFrame:
    """Write the trees that answer what is asked; those of new studios have done their work."""
    forests = {"price": model.price, "low": model.low, "high": model.high}
    rows = [
        {"output": output} | node for output, forest in forests.items() for node in forest.nodes()
    ]
    return pd.DataFrame(rows, columns=list(_NODE_COLUMNS))
