"""A random model on the sample, published once for all tests that only ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from tests.sql.modelled import publish_model
from tests.sql.random_model import read_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import URL, Connection

    from tests.sql.recommending import World


@pytest.fixture(scope="session")
def modelled_url(create_database: Callable[..., URL], loaded_url: URL) -> URL:
    """A database with the sample; `world` publishes its model."""
    return create_database(loaded_url)


@pytest.fixture(scope="session")
def world(modelled_url: URL) -> World:
    """Everything that recommendations are made of in `modelled_url`."""
    engine = create_engine(modelled_url)
    with engine.begin() as connection:
        found = read_world(connection, seed=4)
        publish_model(connection, found.model)
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def asking(modelled_url: URL, world: World) -> Iterator[Connection]:
    """A reader of the database with the model."""
    del world  # its model is published
    engine = create_engine(modelled_url)
    with engine.connect() as connection:
        connection.execute(text("set role ludoteca_reader"))
        connection.commit()
        yield connection
    engine.dispose()
