"""A reader of the sample and its random model."""

from collections.abc import Iterator

import pytest
from sqlalchemy import URL, Connection, create_engine, text

from tests.sql.recommending import World


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
