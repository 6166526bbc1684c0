"""Databases as the tests of SQL ask them."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import URL, Connection, create_engine, text

from tests.sql.plans import Plans
from tests.sql.recommending import World


def opened(url: URL, *, role: str | None = None) -> Iterator[Connection]:
    engine = create_engine(url)
    with engine.connect() as connection:
        if role:
            connection.execute(text(f"set role {role}"))
            connection.commit()
        yield connection
    engine.dispose()


@pytest.fixture(scope="module", params=["loaded_url", "real_url"])
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """The owner of the sample, and of the real set where it is here."""
    yield from opened(request.getfixturevalue(request.param))


@pytest.fixture(scope="module")
def asking(modelled_url: URL, world: World) -> Iterator[Connection]:
    """A reader of the database with the model."""
    del world  # its model is published
    yield from opened(modelled_url, role="ludoteca_reader")


@pytest.fixture(scope="session")
def scratch_url(create_database: Callable[..., URL], empty_template: URL) -> URL:
    """A database without data."""
    return create_database(empty_template)


@pytest.fixture
def scratch(scratch_url: URL) -> Iterator[Connection]:
    """The owner of a database without data; what is done there is rolled back."""
    yield from opened(scratch_url)


@pytest.fixture(scope="module", params=["loaded_url", "real_url"])
def plans(request: pytest.FixtureRequest) -> Iterator[Plans]:
    """Plans of the sample and of the real set: what is small is read whole unless forbidden."""
    found = Plans(request.getfixturevalue(request.param), seqscan=request.param == "real_url")
    yield found
    found.close()
