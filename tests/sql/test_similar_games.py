"""Games similar to a game: lists, filters, documents."""

from typing import Any

import pytest
from sqlalchemy import Connection, text

from tests.sql.answering import answer
from tests.sql.recommending import World

SHARED = text("""
    select json_build_object(
        'tags', (array(
            select tag from api.game_tags where game_id = :game
            and tag in (select tag from api.game_tags where game_id = :other)
            order by position
        ))[1\\:5],
        'genres', array(
            select genre from api.game_genres where game_id = :game
            and genre in (select genre from api.game_genres where game_id = :other)
            order by position
        ),
        'developers', array(
            select studio from api.game_studios where game_id = :game and role = 'developer'
            and studio in (
                select studio from api.game_studios
                where game_id = :other and role = 'developer'
            )
            order by position
        ),
        'publishers', array(
            select studio from api.game_studios where game_id = :game and role = 'publisher'
            and studio in (
                select studio from api.game_studios
                where game_id = :other and role = 'publisher'
            )
            order by position
        )
    )
""")


def listed(world: World, game: int) -> list[dict[str, Any]]:
    return [row for row in world.model.similarities if row["game_id"] == game]


def test_lists_are_as_published(asking: Connection, world: World) -> None:
    allowed = world.offered(in_catalogue=False)
    call = text(
        "select * from api.similar_games(:game, 50, p_in_catalogue => false, p_extras => true)"
    )
    for game in list(world.games)[::20]:
        found = [dict(row._mapping) for row in asking.execute(call, {"game": game})]
        expected = [row for row in listed(world, game) if row["similar_game_id"] in allowed]
        for row in found:
            asked = {"game": game, "other": row["game_id"]}
            assert row.pop("shared") == asking.scalar(SHARED, asked)
        assert [row.pop("game") for row in found] == [
            world.games[row["similar_game_id"]]["name"] or f"App {row['similar_game_id']}"
            for row in expected
        ]
        assert found == [
            {
                "place": place,
                "game_id": row["similar_game_id"],
                "score": pytest.approx(row["score"], abs=1e-7),
                "players_share": pytest.approx(row["players_share"], abs=1e-7),
                "content_share": pytest.approx(row["content_share"], abs=1e-7),
            }
            for place, row in enumerate(expected, start=1)
        ]


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"genre": "action"},
        {"year_from": 2015},
        {"free_only": True},
        {"early_access": False},
        {"genres": ["Action"], "tags_none": ["Indie"]},
        {"extras": True},
    ],
    ids=str,
)
def test_filters(asking: Connection, world: World, filters: dict[str, Any]) -> None:
    more = "".join(f", p_{name} => :{name}" for name in filters)
    call = text(f"select game_id from api.similar_games(:game, 5{more}) order by place")
    for game in list(world.games)[::30]:
        shown = {"extras": world.is_extra(game)} | filters
        allowed = world.offered(**shown)
        expected = [row["similar_game_id"] for row in listed(world, game)]
        found = asking.scalars(call, {"game": game} | filters).all()
        assert found == [other for other in expected if other in allowed][:5]


def test_at_most_so_many_of_a_series(asking: Connection, world: World) -> None:
    call = text("select game_id from api.similar_games(:game, 50, p_per_series => 1)")
    for game in list(world.games)[::30]:
        allowed = world.offered(extras=world.is_extra(game))
        found = [(row["similar_game_id"], 0) for row in listed(world, game)]
        expected = world.of_each_series([one for one in found if one[0] in allowed], 1)
        assert asking.scalars(call, {"game": game}).all() == [other for other, _ in expected]


def test_document(asking: Connection, world: World) -> None:
    game = next(game for game in world.games if len(listed(world, game)) > 3)
    document = answer(asking, "api.similar_games_document(:game, 3)", game=game)
    assert list(document) == ["game_id", "model", "data"]
    assert document["game_id"] == game
    assert list(document["model"]) == ["model_id", "data_version", "trained_at", "method"]
    assert document["model"]["data_version"] == 1
    fields = ["place", "game_id", "game", "score", "players_share", "content_share", "shared"]
    assert [list(row) for row in document["data"]] == [fields] * 3
    plain = document["data"][0]
    assert plain["score"] == round(plain["score"], 4)
    assert plain["players_share"] + plain["content_share"] == pytest.approx(1)
    assert answer(asking, "api.similar_games_document(1)") is None


def test_classic_answer(asking: Connection, world: World) -> None:
    game = next(iter(world.games))
    document = answer(asking, "api.similar_games_document(:game, 5)", game=game)
    assert answer(asking, "api.classic_recomendacion_juego(:game)", game=game) == [
        {"id": row["game_id"], "nombre": row["game"], "similitud": row["score"]}
        for row in document["data"]
    ]
    assert len(document["data"]) == 5
    assert answer(asking, "api.classic_recomendacion_juego(1)") is None
