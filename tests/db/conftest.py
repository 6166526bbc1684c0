"""What this code makes of a database, found out once."""

from collections.abc import Callable

import pytest
from sqlalchemy import URL, NullPool, create_engine

from db.catalog import ObjectCatalog, catalog_differences, read_object_catalog
from db.migrate.check import compare_with_code


@pytest.fixture(scope="session")
def head(empty_template: URL) -> ObjectCatalog:
    """The catalogue that `ludoteca db check` asks for, which takes a second to build."""
    return compare_with_code(empty_template).wanted


@pytest.fixture(scope="session")
def check_head(head: ObjectCatalog) -> Callable[[URL], None]:
    """Compare a database with it, as `check_database` does."""

    def check(url: URL) -> None:
        with create_engine(url, poolclass=NullPool).connect() as connection:
            found = read_object_catalog(connection)
        assert [str(each) for each in catalog_differences(head, found)] == []

    return check
