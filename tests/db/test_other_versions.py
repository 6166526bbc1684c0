"""The oldest Postgres that is supported gives the same schema and the same answers."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, text

from db import local_server
from db.errors import LocalServerError
from db.migrate import check_database, database_revision, downgrade, upgrade
from etl.load import LoadOptions, load
from tests.sql.answering import recommended
from tests.sql.modelled import publish_model
from tests.sql.random_model import read_world
from tests.sql.recommending import expected

OLDEST = 15
ANSWERS = text(
    """
    select api.classic_play_time_genre(name)::text from api.genres
    union all
    select api.classic_user_for_genre(name)::text from api.genres
    union all
    select api.classic_users_recommend(year)::text from generate_series(2005, 2018) as year
    union all
    select api.classic_best_developer_year(year, 'release')::text
    from generate_series(2005, 2018) as year
    union all
    select api.classic_sentiment_by_studio(name)::text from api.studios
    """
)


@pytest.fixture(scope="module")
def oldest() -> Iterator[URL]:
    try:
        binaries = local_server.find_binaries(major=OLDEST)
    except LocalServerError:
        pytest.skip(f"Postgres {OLDEST} is not installed: nothing was tried on it")
    folder = Path(tempfile.mkdtemp(prefix="ludoteca-oldest-"))
    folder.chmod(0o755)
    try:
        server = local_server.start_server(folder / "pg", binaries=binaries, durable=False)
        assert server.bin.major == OLDEST
        yield server.url
    finally:
        local_server.stop_server(folder / "pg")
        shutil.rmtree(folder, ignore_errors=True)


def test_the_oldest_postgres_answers_alike(
    oldest: URL, loaded_url: URL, sample_folder: Path, connect: Callable[[URL], Connection]
) -> None:
    upgrade(oldest)
    check_database(oldest)
    load(oldest, [sample_folder])
    found = sorted(str(row) for row in connect(oldest).scalars(ANSWERS))
    assert len(found) > 100
    assert found == sorted(str(row) for row in connect(loaded_url).scalars(ANSWERS))
    again = load(oldest, [sample_folder], options=LoadOptions(again=True))
    assert again.status == "unchanged"


def test_the_oldest_postgres_recommends_alike(
    oldest: URL, connect: Callable[[URL], Connection]
) -> None:
    with connect(oldest) as connection:
        world = read_world(connection, seed=15)
        publish_model(connection, world.model)
        for user in sorted(world.libraries)[::80]:
            for options in ({}, {"diversity": 0.4}, {"goal": "play", "newcomers": 2}):
                found = recommended(connection, user, **options)
                assert found == expected(world, user, **options)
            by_users = recommended(connection, user, method="users")
            assert by_users[0][2] == "users"


def test_the_oldest_postgres_goes_down_again(oldest: URL) -> None:
    downgrade(oldest, "base")
    assert database_revision(oldest) is None
