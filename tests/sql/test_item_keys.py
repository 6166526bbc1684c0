"""Items are of users and games that there are, as a foreign key would have it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

GAMES = "insert into core.games (game_id, is_in_catalogue) values (10, true), (20, true)"
USERS = "insert into core.users (user_id, has_library) values ('ana', true), ('ben', true)"
ITEMS = """
    insert into core.items (
        user_key, game_id, playtime_minutes, playtime_2weeks_minutes, position
    )
    values {}
"""
OWNED = ITEMS.format("(1, 10, 5, 0, 1)")


@pytest.fixture
def owner(empty_url: URL) -> Iterator[Connection]:
    """A connection of the owner of everything; ana has game 10."""
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        for statement in (GAMES, USERS, OWNED):
            connection.execute(text(statement))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            ITEMS.format("(1, 20, 5, 0, 1), (2, 10, 5, 0, 1), (2, 99, 5, 0, 2)"),
            r'fk_items_game_id_games.*\n.*\(game_id\)=\(99\) is not present in table "games"',
        ),
        (
            ITEMS.format("(7, 10, 5, 0, 1)"),
            "fk_items_user_key_users.*\n.*Key \\(user_key\\)=\\(7\\) is not present",
        ),
        ("update core.items set game_id = 20", "keeps its user and its game"),
        ("update core.items set user_key = 2", "keeps its user and its game"),
        (
            "delete from core.users where user_id = 'ana'",
            r'fk_items_user_key_users" on table "items"\n.*\(user_key\)=\(1\) is still refer',
        ),
        ("delete from core.games", 'fk_items_game_id_games" on table "items"'),
        ("update core.games set game_id = 30 where game_id = 10", "fk_items_game_id_games"),
        ("truncate core.users cascade", "fk_items_user_key_users"),
        ("truncate core.games cascade", "fk_items_game_id_games"),
    ],
)
def test_no_statement_leaves_an_orphan(owner: Connection, statement: str, said: str) -> None:
    with pytest.raises(IntegrityError, match=said):
        owner.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "update core.items set game_id = game_id, user_key = user_key, playtime_minutes = 6",
        "delete from core.users where user_id = 'ben'",
        "delete from core.games where game_id = 20",
        "update core.games set game_id = 30 where game_id = 20",
        "update core.games set game_id = game_id, name = 'Ten'",
        "delete from core.items; delete from core.users; delete from core.games",
        "truncate core.games, core.users, core.items cascade",
    ],
)
def test_other_statements_pass(owner: Connection, statement: str) -> None:
    owner.execute(text(statement))


@pytest.mark.parametrize(
    "takes_away",
    ["delete from core.users where user_key = 2", "delete from core.games where game_id = 20"],
)
def test_what_an_uncommitted_item_is_of_stays(
    owner: Connection, empty_url: URL, takes_away: str
) -> None:
    owner.execute(text(ITEMS.format("(2, 20, 5, 0, 1)")))
    engine = create_engine(empty_url)
    with engine.connect() as other:
        other.execute(text("set lock_timeout = '100ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            other.execute(text(takes_away))
        other.rollback()
        owner.commit()
        with pytest.raises(IntegrityError, match="still referenced"):
            other.execute(text(takes_away))
    engine.dispose()


def test_a_first_load_ends_with_users_that_it_copied_checked(empty_url: URL) -> None:
    engine = create_engine(empty_url)
    with engine.connect() as connection:
        for statement in ("select staging.begin_items_copy()", USERS, OWNED):
            connection.execute(text(statement))
        connection.execute(text(ITEMS.format("(7, 10, 5, 0, 1)")))
        with pytest.raises(
            IntegrityError, match=r"fk_items_user_key_users.*\n.*\(user_key\)=\(7\)"
        ):
            connection.execute(text("select staging.end_first_load(false)"))
    engine.dispose()


def test_a_first_load_ends_with_games_that_it_copied_checked(empty_url: URL) -> None:
    engine = create_engine(empty_url)
    with engine.connect() as connection:
        for statement in (GAMES, "select staging.begin_items_copy()", USERS, OWNED):
            connection.execute(text(statement))
        connection.execute(text(ITEMS.format("(2, 99, 5, 0, 1)")))
        connection.execute(text("select staging.end_first_load(false)"))  # games are yet to come
        with pytest.raises(IntegrityError, match=r"fk_items_game_id_games.*\n.*\(game_id\)=\(99\)"):
            connection.execute(text("select staging.end_first_load(true)"))
    engine.dispose()
