"""Reasons, and the documents that the REST server sends as they are."""

import json
from collections import defaultdict
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Connection, text

from etl.recommender.weights import OBJECTIVES, library_weights
from tests.sql.answering import answer
from tests.sql.recommending import FEW, World, library_weight

FIELDS = ["place", "game_id", "game", "score", "source", "reasons"]


def reasons_of(world: World, user: str, game: int, goal: str, source: str) -> list[dict[str, Any]]:
    rows = world.model.newcomers if source == "newcomers" else world.model.weights
    library = world.libraries[user]
    parts: defaultdict[int | None, int] = defaultdict(int)
    for row in rows:
        if row["recommended_game_id"] == game and row["game_id"] in library:
            said = (
                row["weight"]
                if source == "newcomers"
                else world.of_few(library, row, "weight")
                if goal == "own"
                else row["play_weight"]
            )
            parts[row["game_id"]] += said * library_weight(goal, library[row["game_id"]])
    if source != "newcomers":
        parts[None] = world.scores({}, goal)[game] if len(library) <= FEW else 0
        if len(library) > FEW and goal == "own":
            parts[None] = 1000 * world.biases[game]["own_bias"]
    counted = {held: part for held, part in parts.items() if part > 0}
    whole = sum(counted.values())
    most = sorted(counted, key=lambda held: (-counted[held], -1 if held is None else held))[:3]
    return [
        ({"popularity": True} if held is None else {"game_id": held, "game": name_of(world, held)})
        | {"share": pytest.approx(float(Fraction(parts[held], whole)), abs=0.00005 + 1e-9)}
        for held in most
    ]


def name_of(world: World, game: int) -> str:
    return world.games[game]["name"] or f"App {game}"


@pytest.mark.parametrize("goal", ["own", "play"])
def test_reasons_are_the_largest_parts(asking: Connection, world: World, goal: str) -> None:
    seen = 0
    call = text(
        "select game_id, source, reasons::text from api.recommended_games("
        ":user, 20, :goal, p_newcomers => 4)"
    )
    for user in sorted(world.libraries)[::40]:
        for game, source, reasons in asking.execute(call, {"user": user, "goal": goal}):
            found = json.loads(reasons)
            assert (source == "popularity") == (not any("game_id" in one for one in found))
            assert found == reasons_of(world, user, game, goal, source)
            assert sum(reason["share"] for reason in found) <= 1.0002
            seen += len(found)
    assert seen > 100


def test_documents_hold_what_the_functions_give(asking: Connection, world: World) -> None:
    user = max(world.libraries, key=lambda user: (len(world.libraries[user]), user))
    library = world.libraries[user]
    by_user = answer(asking, "api.recommended_games_document(:user, 7, 'play')", user=user)
    assert list(by_user) == ["user_id", "model", "goal", "balance", "method", "data"]
    assert (by_user["user_id"], by_user["goal"]) == (user, "play")
    by_list = answer(
        asking,
        "api.recommended_games_for_document(:games, :minutes, 7, 'play')",
        games=list(library),
        minutes=list(library.values()),
    )
    assert list(by_list) == ["model", "goal", "balance", "method", "data"]
    assert by_list == {key: value for key, value in by_user.items() if key != "user_id"}
    assert [list(row) for row in by_user["data"]] == [FIELDS] * 7
    assert [row["place"] for row in by_user["data"]] == list(range(1, 8))
    assert answer(asking, "api.recommended_games_document('no such user')") is None


def test_classic_answer(asking: Connection, world: World) -> None:
    user = max(world.libraries, key=lambda user: (len(world.libraries[user]), user))
    document = answer(asking, "api.recommended_games_document(:user, 5)", user=user)
    assert answer(asking, "api.classic_recomendacion_usuario(:user)", user=user) == [
        {"id": row["game_id"], "nombre": row["game"], "puntaje": row["score"]}
        for row in document["data"]
    ]
    assert len(document["data"]) == 5
    assert answer(asking, "api.classic_recomendacion_usuario('no such user')") is None


def test_a_weight_is_what_a_playtime_is_worth(asking: Connection) -> None:
    for goal in OBJECTIVES:
        for minutes in (None, -5, 0, 1, 59, 60, 6_000, 20_000_000):
            found = asking.scalar(
                text("select api.library_weight(:goal, cast(:minutes as integer))"),
                {"goal": goal, "minutes": minutes},
            )
            known = minutes if minutes is None else max(minutes, 0)
            [trained] = library_weights(np.array([0 if known is None else known]), goal)
            assert found == library_weight(goal, known)
            assert found == trained or known is None
