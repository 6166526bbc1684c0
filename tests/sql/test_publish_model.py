"""A model is published whole or not at all, and each has its place in the ledger."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import IntegrityError

from tests.sql.modelled import (
    Model,
    known,
    newcomer,
    players,
    publish_model,
    similar,
    stage_model,
    weight,
)

TABLES = (
    "recommendation_games",
    "recommendation_weights",
    "newcomer_weights",
    "recommendation_players",
    "game_similarities",
)


@pytest.fixture(scope="module")
def url(create_database: Callable[..., URL], loaded_url: URL) -> URL:
    return create_database(loaded_url)


@pytest.fixture
def connection(url: URL, connect: Callable[[URL], Connection]) -> Connection:
    return connect(url)  # most of what is published here is rolled back


@pytest.fixture
def games(connection: Connection) -> list[int]:
    return list(connection.scalars(text("select game_id from core.games order by 1 limit 5")))


def small_model(games: list[int], own: int = 500, **about: object) -> Model:
    one, other, third, *_ = games
    return Model(
        games=[known(game, rank) for rank, game in enumerate(games, start=1)],
        weights=[weight(one, other, own), weight(other, one, -own)],
        newcomers=[newcomer(one, third, 100)],
        players=[players(one, (1, 1_000_000))],
        similarities=similar(one, (other, 0.9), (third, 0.5)),
        about=dict(about),
    )


def sizes(connection: Connection) -> dict[int, list[int]]:
    """Rows of each model in each of the large tables."""
    found: dict[int, list[int]] = {}
    for number, table in enumerate(TABLES):
        for model, count in connection.execute(
            text(f"select model_id, count(*) from core.{table} group by model_id")
        ):
            found.setdefault(model, [0] * len(TABLES))[number] = count
    return found


def statuses(connection: Connection) -> list[tuple[int, str]]:
    query = "select model_id, status from api.recommendation_models order by model_id"
    return [tuple(row) for row in connection.execute(text(query))]


def version(connection: Connection) -> Any:  # noqa: ANN401 - one number
    return connection.scalar(text("select data_version from api.data_versions"))


def best(connection: Connection, game: int) -> list[tuple[int, float]]:
    rows = connection.execute(
        text(
            "select game_id, score from api.recommended_games_for(:games)"
            " where source = 'weights' order by place"
        ),
        {"games": [game]},
    )
    return [(row.game_id, float(row.score)) for row in rows]


def test_before_any_model_there_is_nothing(connection: Connection, games: list[int]) -> None:
    for call in ("recommended_games_for(:games)", "similar_games(:game)"):
        rows = connection.execute(
            text(f"select * from api.{call}"), {"games": games, "game": games[0]}
        ).all()
        assert rows == []
    assert connection.scalar(
        text("select api.similar_games_document(:game) ->> 'model' is null"), {"game": games[0]}
    )


def test_each_publication_raises_the_version(
    loaded_clone: URL, connect: Callable[[URL], Connection], games: list[int]
) -> None:
    connection = connect(loaded_clone)
    connection.execute(text("listen ludoteca"))
    before = version(connection)
    first = publish_model(connection, small_model(games))
    second = publish_model(connection, small_model(games, comparison={"ndcg_at_10": [0.5, 0.6]}))
    assert statuses(connection) == [(first, "superseded"), (second, "published")]
    assert version(connection) == before + 2
    assert sizes(connection) == {second: [5, 2, 1, 1, 1]}
    run = connection.execute(
        text("select kind, status, data_version from core.loads order by load_id desc limit 1")
    ).one()
    assert tuple(run) == ("similarities", "published", before + 2)
    connection.commit()
    driver: Any = connection.connection.driver_connection
    heard = {notice.payload for notice in driver.notifies(timeout=0.2)}
    assert str(before + 2) in heard


def test_what_is_known_of_a_model_stays(connection: Connection, games: list[int]) -> None:
    publish_model(connection, small_model(games, seed=7, parameters={"lambda": 15}))
    publish_model(connection, small_model(games))
    old, new = connection.execute(
        text("select * from api.recommendation_models order by model_id")
    ).all()
    assert (old.seed, old.parameters, old.metrics) == (
        7,
        {"lambda": 15},
        {"own": {"ndcg_at_10": 0.5}},
    )
    assert (old.timings, old.versions, old.comparison) == (
        {"train": 1.5},
        {"ludoteca": "test"},
        None,
    )
    assert old.started_at.isoformat() == "2020-01-02T03:04:05+00:00"
    assert new.finished_at > new.started_at


def test_a_model_aside_is_kept_until_the_next(connection: Connection, games: list[int]) -> None:
    first = publish_model(connection, small_model(games, own=500))
    before, answer = version(connection), best(connection, games[0])
    second = publish_model(connection, small_model(games, own=900, status="aside"))
    assert statuses(connection) == [(first, "published"), (second, "aside")]
    assert sizes(connection).keys() == {first, second}
    assert best(connection, games[0]) == answer == [(games[1], 0.5)]
    assert version(connection) == before
    third = publish_model(connection, small_model(games, own=800, status="aside"))
    assert sizes(connection).keys() == {first, third}
    fourth = publish_model(connection, small_model(games, own=700))
    assert sizes(connection).keys() == {fourth}
    assert best(connection, games[0]) == [(games[1], 0.7)]
    assert dict(statuses(connection)) == {
        first: "superseded",
        second: "aside",
        third: "aside",
        fourth: "published",
    }


def test_readers_never_see_a_half(
    loaded_clone: URL, connect: Callable[[URL], Connection], games: list[int]
) -> None:
    connection = connect(loaded_clone)
    publish_model(connection, small_model(games, own=500))
    connection.commit()
    reader = connect(loaded_clone).execution_options(isolation_level="AUTOCOMMIT")
    reader.execute(text("set statement_timeout = '5s'"))  # a reader that waits would fail
    before = version(reader), best(reader, games[0]), statuses(reader)
    publish_model(connection, small_model(games, own=600))
    assert (version(reader), best(reader, games[0]), statuses(reader)) == before
    connection.commit()
    assert version(reader) == before[0] + 1
    assert best(reader, games[0]) == [(games[1], 0.6)]


@pytest.mark.parametrize(
    "broken",
    [
        lambda games: {"weights": [weight(games[0], 999_999_999, 5)]},
        lambda games: {"similarities": similar(games[0], (999_999_999, 0.5))},
        lambda games: {"weights": [weight(games[0], games[1], 5), weight(games[0], games[1], 6)]},
        lambda games: {"weights": [weight(games[0], games[0], 5)]},
        lambda games: {"similarities": similar(games[0], (games[0], 0.5))},
        lambda games: {"similarities": similar(games[0], (games[1], 1.5))},
        lambda _: {"about": {"status": "superseded"}},
    ],
    ids=["unknown", "unknown similar", "twice", "itself", "similar to itself", "score", "status"],
)
def test_a_broken_model_changes_nothing(
    connection: Connection, games: list[int], broken: Callable[[list[int]], dict[str, Any]]
) -> None:
    publish_model(connection, small_model(games))
    before = version(connection), best(connection, games[0]), statuses(connection)
    with pytest.raises(IntegrityError), connection.begin_nested():
        publish_model(connection, Model(games=[known(games[0], 1)], **broken(games)))
    assert (version(connection), best(connection, games[0]), statuses(connection)) == before


def test_staging_is_empty_afterwards(connection: Connection, games: list[int]) -> None:
    stage_model(connection, small_model(games))
    publish_model(connection, small_model(games))
    for table in TABLES:
        assert connection.scalar(text(f"select count(*) from staging.{table}")) == 0
