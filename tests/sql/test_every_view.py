"""Every view of the contract is read by a reader, in all its columns."""

from collections.abc import Callable

from sqlalchemy import URL, Connection, text

VIEWS = """
    select relname from pg_class
    where relnamespace = 'api'::regnamespace and relkind = 'v'
    order by relname
"""


def test_a_reader_reads_every_view(
    priced: tuple[URL, object], connect: Callable[[URL], Connection]
) -> None:
    """Functions in views are called with the reader's rights, unlike tables."""
    connection = connect(priced[0])
    connection.execute(text("set role ludoteca_reader"))
    views = connection.scalars(text(VIEWS)).all()
    assert "price_features" in views
    for view in views:
        connection.execute(text(f"select * from api.{view} limit 1")).all()
