"""db/schema.py says what the schema `api` of a migrated database says."""

from collections.abc import Callable

from sqlalchemy import URL, Connection, func, or_, select, text

from db import schema
from db.live_relations import reads_live_data
from db.migrate.schema import PATH, render_schema

Connect = Callable[[URL], Connection]


def test_the_module_is_what_the_database_at_head_says(
    empty_template: URL, connect: Connect
) -> None:
    found = render_schema(connect(empty_template))
    assert found == PATH.read_text(encoding="utf-8"), "`make freeze` writes it anew"


def test_every_function_is_found_by_its_signature(empty_template: URL, connect: Connect) -> None:
    connection = connect(empty_template)
    volatility = text("select provolatile::text from pg_proc where oid = to_regprocedure(:name)")
    writers = {schema.record_event, schema.rate_title, schema.unrate_title}
    for function in schema.FUNCTIONS:
        found = connection.scalar(volatility, {"name": function.signature})
        assert found in ({"v"} if function in writers else {"s", "i"}), function


def test_what_is_not_null_is_never_null(loaded_url: URL, titles_url: URL, connect: Connect) -> None:
    connections = [connect(url) for url in (loaded_url, titles_url)]
    rated = "select rated from api.rate_title(3, 'as1', 9) as rated"
    connections[1].execute(text(rated))  # rolled back in the end
    for table in schema.metadata.sorted_tables:
        required = [column.is_(None) for column in table.columns if not column.nullable]
        found = select(func.count(), func.count().filter(or_(*required))).select_from(table)
        counts = [connection.execute(found).one() for connection in connections]
        rows, holes = map(sum, zip(*counts, strict=True))
        assert rows > 0 or table.name.endswith("_models"), table.name
        assert holes == 0, table.name


def test_what_shows_events_at_once_is_known() -> None:
    """What reads rows of users or ratings; the mark of its answers changes with each of them."""
    relations = {table.name for table in schema.metadata.sorted_tables if table.info.get("is_live")}
    of_users = {"items", "review_details", "user_details"}
    of_users |= {"playtime_by_user_genre", "sentiment_counts_by_game_year"}
    of_ratings = {"names", "viewers", "rating_details", "title_details"}
    of_ratings |= {"scores_by_title_year", "title_scores"}
    assert relations == of_users | of_ratings
    functions = {function.name for function in schema.FUNCTIONS if function.is_live}
    asked = {name for name in functions if name.startswith("classic_")}
    assert asked == {
        "classic_get_recommendation",
        "classic_get_score_count",
        "classic_recomendacion",
        "classic_recomendacion_espectador",
        "classic_recomendacion_usuario",
        "classic_user_for_genre",
        "classic_userdata",
        "classic_userforgenre",
    }
    assert {"recommended_games_document", "genre_document", "search"} <= functions
    statement = select(schema.search.rows())
    assert reads_live_data(statement.subquery())
    assert reads_live_data(select(schema.items.c.game_id))
    assert not reads_live_data(select(schema.game_details, schema.data_versions))
