"""What the contract forbids, the database itself refuses."""

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

GAME = "insert into core.games (game_id, name, is_in_catalogue) values (10, 'A', true)"
USER = "insert into core.users (user_id, has_library) values ('u', true)"
GENRE = "insert into core.genres (name, name_key) values ('Action', 'action')"
RUN = (
    "insert into core.loads (kind, status, started_at, finished_at, data_version, counts, timings,"
    " settings, versions, error) values ('load', {status}, now(), now(), {version}, '{{}}', '{{}}',"
    " '{{}}', '{{}}', {error})"
)
FILE = (
    "insert into core.load_files (load_id, file_number, name, kind, sha256, byte_count, counts)"
    " select load_id, 1, 'f', {kind}, {sha}, 1, '{{}}' from core.loads"
)


def item(**values: str) -> str:
    row = {
        "user_key": "(select user_key from core.users)",
        "game_id": "10",
        "playtime_minutes": "1",
        "playtime_2weeks_minutes": "0",
        "position": "1",
    } | values
    return f"insert into core.items ({', '.join(row)}) values ({', '.join(row.values())})"


def review(**values: str) -> str:
    row = {
        "user_key": "(select user_key from core.users)",
        "game_id": "10",
        "posted_on": "'2014-01-01'",
        "is_posted_year_inferred": "false",
        "is_recommended": "true",
        "helpful_count": "0",
        "helpful_votes_count": "0",
        "funny_count": "0",
    } | values
    return f"insert into core.reviews ({', '.join(row)}) values ({', '.join(row.values())})"


@pytest.fixture
def filled(scratch: Connection) -> Connection:
    for statement in (GAME, USER, GENRE):
        scratch.execute(text(statement))
    return scratch


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (GAME, "pk_games"),
        (GAME.replace("10, 'A'", "11, ''"), "ck_games_name_not_empty"),
        ("update core.games set price_usd = -0.01", "ck_games_price"),
        ("update core.games set discount_price_usd = -1", "ck_games_discount_price"),
        ("update core.games set metascore = 101", "ck_games_metascore"),
        ("update core.games set metascore = -1", "ck_games_metascore"),
        ("update core.games set release_year = 1899", "ck_games_release_year"),
        ("update core.games set release_year = 2100", "ck_games_release_year"),
        ("update core.games set is_in_catalogue = null", "is_in_catalogue"),
        (USER, "uq_users_user_id"),
        (USER.replace("'u'", "''"), "ck_users_user_id_not_empty"),
        (GENRE.replace("Action", "ACTION"), "uq_genres_name_key"),
        (GENRE.replace("Action", " Indie"), "ck_genres_name_trimmed"),
        (GENRE.replace("Action", ""), "ck_genres_name_trimmed"),
        ("insert into core.studios (name, name_key) values ('Ö', 'ö'), ('ö', 'ö')", "uq_studios_name_key"),
        (item(game_id="99"), "fk_items_game_id_games"),
        (item(user_key="-1"), "fk_items_user_key_users"),
        (item(playtime_minutes="-1"), "ck_items_playtime"),
        (item(playtime_minutes="20000001"), "ck_items_playtime"),
        (item(playtime_2weeks_minutes="-1"), "ck_items_playtime_2weeks"),
        (item(position="0"), "ck_items_position"),
        (f"{item()}; {item()}", "pk_items"),
        (review(game_id="99"), "fk_reviews_game_id_games"),
        (review(user_key="-1"), "fk_reviews_user_key_users"),
        (review(posted_on="null"), "posted_on"),
        (review(is_recommended="null"), "is_recommended"),
        (review(helpful_count="-1"), "ck_reviews_helpful"),
        (review(helpful_votes_count="-1"), "ck_reviews_helpful_votes"),
        (review(funny_count="-1"), "ck_reviews_funny"),
        (review(polarity="1.01"), "ck_reviews_polarity"),
        (f"{review()}; {review()}", "pk_reviews"),
        (
            (
                "insert into core.game_genres (game_id, genre_id, position, spelling)"
                " select 99, genre_id, 1, name from core.genres"
            ),
            "fk_game_genres_game_id_games",
        ),
        (
            (
                "insert into core.game_genres (game_id, genre_id, position, spelling)"
                " values (10, -1, 1, 'x')"
            ),
            "fk_game_genres_genre_id_genres",
        ),
        (
            (
                "insert into core.game_genres (game_id, genre_id, position, spelling)"
                " select 10, genre_id, 0, name from core.genres"
            ),
            "ck_game_genres_position",
        ),
        (
            (
                "with s as (insert into core.studios (name, name_key) values ('S', 's')"
                " returning studio_id)"
                " insert into core.game_studios (game_id, studio_id, role, position, spelling)"
                " select 10, studio_id, 'artist', 1, 'S' from s"
            ),
            "ck_game_studios_role",
        ),
        (RUN.format(status="'done'", version="null", error="null"), "ck_loads_status"),
        (RUN.format(status="'published'", version="null", error="null"), "ck_loads_version"),
        (RUN.format(status="'unchanged'", version="7", error="null"), "ck_loads_version"),
        (RUN.format(status="'failed'", version="null", error="null"), "ck_loads_error"),
        (
            RUN.format(status="'published'", version="1", error="null")
            + "; "
            + FILE.format(kind="'films'", sha="repeat('a', 64)"),
            "ck_load_files_kind",
        ),
        (
            RUN.format(status="'published'", version="1", error="null")
            + "; "
            + FILE.format(kind="'games'", sha="'abc'"),
            "ck_load_files_sha256",
        ),
    ],
)
def test_refused(filled: Connection, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        filled.exec_driver_sql(statement)


def test_sentiment_follows_polarity_and_cannot_be_written(filled: Connection) -> None:
    for game, polarity in enumerate(("0.0001", "-0.0001", "0", "null"), start=100):
        filled.execute(text(GAME.replace("10, 'A'", f"{game}, 'G'")))
        filled.execute(text(review(game_id=str(game), polarity=polarity)))
    found = filled.scalars(text("select sentiment from core.reviews order by game_id")).all()
    assert found == [2, 0, 1, 1]
    with pytest.raises(ProgrammingError, match="sentiment"):  # a generated column
        filled.execute(text(review(game_id="10", sentiment="2")))


def test_user_ids_differ_by_case(filled: Connection) -> None:
    filled.execute(text(USER.replace("'u'", "'U'")))
    assert filled.scalar(text("select count(*) from core.users")) == 2
