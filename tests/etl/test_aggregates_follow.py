"""After any history of writes every stored aggregate is what its definition says."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import IntegrityError

from cli import cli
from db.errors import AggregatesDiffer
from db.migrate import check_aggregate_rows
from db.target import url_with_password
from etl.load import LoadOptions, load, refresh_and_publish
from tests.etl.loading import game, item, library, published, review, reviews, rows, write

ALONE = LoadOptions(workers=0)
GAMES, USERS, GENRES = 5, 4, 3
KEPT = 100  # players of a genre
MANY = KEPT + 6
DIFFERING = "select aggregate from agg.differing_aggregates()"
BUSY = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

games = st.integers(1, GAMES)
users = st.integers(1, USERS)
labels = st.integers(1, GENRES)
minutes = st.integers(0, 3)


def write_row(table: str, keys: dict[str, str], **values: str) -> str:
    """Write the statement that inserts a row, or changes the one that there is."""
    named = keys | values
    return (
        f"insert into core.{table} ({', '.join(named)}) values ({', '.join(named.values())}) "
        f"on conflict ({', '.join(keys)}) do update set "
        + ", ".join(f"{name} = excluded.{name}" for name in values)
    )


def play(user: int, of: int, played: int) -> str:
    return write_row(
        "items",
        {"user_key": f"{user}", "game_id": f"{of}"},
        playtime_minutes=f"{played}",
        playtime_2weeks_minutes="0",
        position="1",
    )


def judge(user: int, of: int, day: int, *, good: bool) -> str:
    return write_row(
        "reviews",
        {"user_key": f"{user}", "game_id": f"{of}"},
        posted_on=f"date '2012-01-{day:02}'",
        is_posted_year_inferred="false",
        is_recommended=f"{good}",
        polarity=f"{day - 2}",
    )


def credit(of: int, studio: int, role: str) -> str:
    return write_row(
        "game_studios",
        {"game_id": f"{of}", "studio_id": f"{studio}", "role": f"'{role}'"},
        position=f"{studio}",
        spelling=f"'{studio}'",
    )


def rate(viewer: int, of: int, stars: int, year: int) -> str:
    return write_row(
        "ratings",
        {"viewer_id": f"{viewer}", "title_key": f"{of}"},
        half_stars=f"{stars}",
        rated_at=f"timestamptz '{year}-12-31 23:30:00-01'",  # of the year after, in UTC
    )


def label(kind: str, of: int, number: int) -> str:
    return write_row(
        f"game_{kind}s",
        {"game_id": f"{of}", f"{kind}_id": f"{number}"},
        position=f"{number}",
        spelling=f"'{number}'",
    )


KINDS = st.sampled_from(["genre", "tag", "spec", "studio"])
WRITES = st.one_of(
    st.builds(play, users, games, minutes),
    st.builds(judge, users, games, st.integers(1, 3), good=st.booleans()),
    st.builds(label, st.sampled_from(["genre", "tag", "spec"]), games, labels),
    st.builds(credit, games, labels, st.sampled_from(["developer", "publisher"])),
    st.builds(rate, users, labels, st.integers(1, 10), st.integers(2000, 2002)),
    st.builds("delete from core.ratings where viewer_id = {}".format, users),
    st.builds("delete from core.items where user_key = {} and game_id = {}".format, users, games),
    st.builds("delete from core.items where user_key = {}".format, users),
    st.builds("delete from core.reviews where user_key = {} and game_id = {}".format, users, games),
    st.builds("delete from core.game_{}s where game_id = {}".format, KINDS, games),
    st.builds("update core.games set price_usd = {} where game_id = {}".format, minutes, games),
    st.builds(
        "update core.games set release_year = 201{}, name = 'Name {}' where game_id = {}".format,
        minutes,
        minutes,
        games,
    ),
    st.builds("update core.games set is_in_catalogue = game_id = {}".format, games),
    st.builds("update core.{0}s set name = 'x' || {1} where {0}_id = {1}".format, KINDS, labels),
    st.builds("select staging.forget_user('user {}')".format, users),
    st.builds("select staging.forget_game({})".format, games),
    st.just("select agg.refresh_touched('{user}')"),
    st.just("select agg.refresh_touched('{title}')"),
    st.just("select agg.refresh_touched('{user,game,genre,studio}')"),
    st.just("select agg.refresh_touched()"),
)
HISTORIES = st.lists(WRITES, min_size=4, max_size=12)
WORLD = f"""
    insert into core.games (game_id, name, price_usd, release_year, is_in_catalogue)
    select id, 'Game ' || id, id, 2010, true from generate_series(1, {GAMES}) as id;
    insert into core.users (user_id, has_library)
    select 'user ' || id, true from generate_series(1, {MANY}) as id;
    insert into core.items (user_key, game_id, playtime_minutes, playtime_2weeks_minutes, position)
    select user_key, 1 + user_key % {GAMES}, user_key % 3, 0, 1 from core.users
    where user_key <= {USERS};
    insert into core.platforms (platform_id, name, prefix) values (1, 'netflix', 'n');
    insert into core.titles (
        title_id, platform_id, show_number, work_id, kind, name, name_key, is_kind_doubtful
    )
    select 'ns' || id, 1, id, id, 'movie', 'Title ' || id, 'title ' || id, false
    from generate_series(1, {GENRES}) as id;
    insert into core.published_scores (title_id, title_key, score)
    select title_id, title_key, show_number + 0.5 from core.titles where show_number < 3;
""" + "".join(
    f"""
    insert into core.{kind}s (name, name_key) select id, id from generate_series(1, {GENRES}) as id;
    """
    for kind in ("genre", "tag", "spec", "studio")
)


@pytest.fixture(scope="module")
def world(create_database: Callable[..., URL], empty_template: URL) -> Iterator[Connection]:
    """A small set in a transaction that each example begins anew."""
    url = create_database(empty_template)
    engine = create_engine(url)
    with engine.connect().execution_options(no_parameters=True) as connection:
        connection.exec_driver_sql(WORLD)
        connection.exec_driver_sql("select agg.refresh(), staging.publish('{}', 'refresh')")
        connection.commit()
        yield connection
    engine.dispose()


def differing_after(connection: Connection, history: list[str]) -> list[str]:
    try:
        for statement in history:
            with connection.begin_nested() as one:
                try:
                    connection.exec_driver_sql(statement)
                except IntegrityError:  # of something that was forgotten
                    one.rollback()
        connection.exec_driver_sql("select agg.refresh_touched()")
        return list(connection.scalars(text(DIFFERING)))
    finally:
        connection.rollback()


@BUSY
@given(history=HISTORIES)
def test_after_any_history_every_aggregate_is_its_definition(
    world: Connection, history: list[str]
) -> None:
    assert differing_after(world, history) == []


PLAYED_BY_MANY = [
    label("genre", 1, 1),
    label("genre", 2, 1),
    f"""
    insert into core.items (user_key, game_id, playtime_minutes, playtime_2weeks_minutes, position)
    select user_key, 1, 2, 0, 1 from core.users where user_key > {USERS}
    """,
    "select agg.refresh_touched()",
]
many = st.integers(USERS + 1, MANY)
AROUND_THE_LAST_PLACE = st.one_of(
    st.builds(play, many, st.integers(1, 2), minutes),
    st.builds("delete from core.items where user_key = {}".format, many),
    st.builds("select staging.forget_user('user {}')".format, many),
    st.builds(label, st.just("genre"), st.integers(1, 2), st.integers(1, 2)),
    st.builds("delete from core.game_genres where game_id = {}".format, st.integers(1, 2)),
    st.just("select agg.refresh_touched()"),
)


@BUSY
@given(history=st.lists(AROUND_THE_LAST_PLACE, max_size=15))
def test_ties_at_the_last_place_are_told_by_the_id(world: Connection, history: list[str]) -> None:
    assert differing_after(world, [*PLAYED_BY_MANY, *history]) == []


def test_who_falls_from_the_last_place_makes_room(world: Connection) -> None:
    # by id the last of those with a place is "user 95": "user 96" to "user 99" have none
    lasts = "select user_key from agg.playtime_by_genre_user where genre_id = 1 and place = 100"
    found = []
    for step in (PLAYED_BY_MANY, [play(50, 1, 1)], [play(99, 1, 3)]):
        for statement in [*step, "select agg.refresh_touched()"]:
            world.exec_driver_sql(statement)
        found.append(world.scalar(text(lasts)))
    world.rollback()
    assert found[0] is not None
    assert found == [97, 98, 97]


def test_a_kind_is_refreshed_alone_and_the_rest_is_left_noted(world: Connection) -> None:
    asked = text(
        "select (select items_count from agg.spending_by_user where user_key = 9),"
        " (select popularity from agg.search_names where kind = 'user' and id = 'user 9'),"
        " (select owners_count from agg.playtime_by_game where game_id = 5)"
    )
    before = world.execute(asked).one()
    world.exec_driver_sql(play(9, 5, 1))
    world.exec_driver_sql("select agg.refresh_touched('{user}')")
    at_once = world.execute(asked).one()
    world.exec_driver_sql("select agg.refresh_touched()")
    later = world.execute(asked).one()
    left = world.scalar(text("select count(*) from core.touched_keys"))
    world.rollback()
    assert before == (0, 0, 1)
    assert at_once == (1, 1, 1)
    assert (later, left) == ((1, 1, 2), 0)


def test_scores_are_means_of_ratings_and_published_ones_without_any(world: Connection) -> None:
    scores = text("select title_id, score, ratings_count from api.scores_by_title order by 1")
    years = text("select title_id, rated_year, score, ratings_count from api.scores_by_title_year")
    without = world.execute(scores).all()
    for rating in (rate(1, 1, 9, 2001), rate(2, 1, 8, 2002), rate(3, 1, 8, 2002)):
        world.exec_driver_sql(rating)
    world.exec_driver_sql("select agg.refresh_touched('{title}')")
    rated, by_year = world.execute(scores).all(), sorted(world.execute(years).all())
    world.exec_driver_sql("delete from core.ratings where viewer_id <> 1")
    world.exec_driver_sql("select agg.refresh_touched()")
    fewer = world.execute(scores).all()
    world.exec_driver_sql("delete from core.ratings")
    world.exec_driver_sql("select agg.refresh_touched('{title}')")
    again = world.execute(scores).all()
    world.rollback()
    assert without == [("ns1", 1.5, 0), ("ns2", 2.5, 0), ("ns3", None, 0)]
    assert rated == [("ns1", 25 / 6, 3), ("ns2", None, 0), ("ns3", None, 0)]
    assert by_year == [("ns1", 2002, 4.5, 1), ("ns1", 2003, 4.0, 2)]
    assert fewer == [("ns1", 4.5, 1), ("ns2", None, 0), ("ns3", None, 0)]
    assert again == without


def test_a_refresh_writes_only_rows_that_differ(world: Connection) -> None:
    written = text("select count(*) from agg.details_by_game where xmin::text::bigint = :now")
    now = world.scalar(text("select txid_current()"))
    world.exec_driver_sql(play(9, 5, 1))
    world.exec_driver_sql("select agg.refresh_touched()")
    touched = world.scalar(written, {"now": now})
    world.exec_driver_sql("select agg.refresh()")
    whole = world.scalar(written, {"now": now})
    world.rollback()
    assert (touched, whole) == (1, 1)


def test_an_item_is_touched_by_what_aggregates_read_of_it(world: Connection) -> None:
    read = """
        select distinct columns.attname
        from pg_depend as links
        inner join pg_rewrite as rules on links.objid = rules.oid
        inner join pg_class as readers on rules.ev_class = readers.oid
        inner join pg_attribute as columns
            on links.refobjid = columns.attrelid and links.refobjsubid = columns.attnum
        where links.refobjid = 'core.items'::regclass and readers.relnamespace = 'agg'::regnamespace
            and not starts_with(readers.relname, 'story_')
        order by columns.attname
    """
    found = world.exec_driver_sql(read).scalars().all()
    assert found == ["game_id", "playtime_minutes", "user_key"]
    noted = "select count(*) from core.touched_keys"
    before = world.scalar(text(noted))
    world.exec_driver_sql(
        "update core.items set position = position + 1, crawled_on = '2020-01-01'"
    )
    assert world.scalar(text(noted)) == before
    world.exec_driver_sql("update core.items set playtime_minutes = playtime_minutes + 1")
    items = "select count(distinct user_key) + count(distinct game_id) from core.items"
    assert world.scalar(text(noted)) == before + world.scalar(text(items))
    world.rollback()


def test_nothing_is_noted_before_the_first_publication(empty_url: URL, tmp_path: Path) -> None:
    write(tmp_path / "games.json", [game("10")])
    write(tmp_path / "items.json", [library("ana", item("10"))])
    load(empty_url, [tmp_path], options=ALONE)
    assert rows(empty_url, "select count(*) from core.touched_keys") == [(0,)]
    triggers = "select count(*) from pg_trigger where tgname like 'note_%'"
    assert rows(empty_url, triggers) == [(63,)]


def test_loads_and_a_refresh_end_alike(loaded_clone: URL, tmp_path: Path) -> None:
    [(known,)] = rows(loaded_clone, "select min(game_id)::text from core.items")
    news = [
        [library("new", item(known, 5))],
        [library("new", item(known, 7)), reviews("new", review(known))],
        [game(known, "Another name", genres=["Unheard of"], price=1.5, release_date="2001-02-03")],
    ]
    for number, lines in enumerate(news):
        for place, line in enumerate(lines):
            load(loaded_clone, [write(tmp_path / f"{number}_{place}.json", [line])], options=ALONE)
    assert rows(loaded_clone, DIFFERING) == []
    after = published(loaded_clone)
    refresh_and_publish(loaded_clone)
    again = published(loaded_clone)
    assert after | {"data version": 0} == again | {"data version": 0}


def test_check_data_names_what_differs(loaded_clone: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url_with_password(loaded_clone))
    as_it_is = CliRunner().invoke(cli, ["db", "check", "--data"])
    assert as_it_is.exit_code == 0, as_it_is.output
    assert "Every aggregate is what its definition says" in as_it_is.output
    engine = create_engine(loaded_clone)
    with engine.begin() as connection:
        connection.execute(text("delete from agg.spending_by_user where user_key <= 2"))
        connection.execute(text("update agg.names_by_game set name = 'x' where game_id = 10"))
    engine.dispose()
    found = CliRunner().invoke(cli, ["db", "check", "--data"])
    assert isinstance(found.exception, AggregatesDiffer)
    assert found.exception.exit_code == 4
    assert str(found.exception).splitlines() == [
        "4 aggregates are not what the data say; `ludoteca refresh` computes them anew.",
        "aggregate agg.details_by_game: 1 rows are missing, 1 should not be there",
        "aggregate agg.names_by_game: 1 rows are missing, 1 should not be there",
        "aggregate agg.search_names: 1 rows are missing, 3 should not be there",
        "aggregate agg.spending_by_user: 2 rows are missing, 0 should not be there",
    ]
    refresh_and_publish(loaded_clone)
    check_aggregate_rows(loaded_clone)
