"""Recommendations by similar users, against brute force over the same rows."""

import json
import math
from collections import defaultdict

import psycopg
from sqlalchemy import URL, Connection, text

from db.target import url_with_password
from etl.recommender.libraries import read_libraries
from etl.recommender.similar_users import stage_similar_users
from tests.sql.answering import recommended, recommended_for
from tests.sql.recommending import Library, World, library_weight

NEARBY, SAYING = 100, 50


def played(library: Library) -> dict[int, int]:
    """Weigh the games that were played; one of unknown playtime counts as played."""
    return {
        game: library_weight("play", minutes) for game, minutes in library.items() if minutes != 0
    }


def scores_by_users(world: World, library: Library) -> dict[int, tuple[int, int]]:
    """Give (score in millionths, number of users) of each game that similar users play."""
    mine = played(library)
    approximately: defaultdict[int, int] = defaultdict(int)
    for row in world.model.players:
        for user, value in zip(row["user_keys"], row["weights"], strict=True):
            approximately[user] += mine.get(row["game_id"], 0) * value
    users = {key: user for user, key in world.user_keys.items()}
    nearby = sorted(
        (key for key in approximately if approximately[key]),
        key=lambda key: (-approximately[key], key),
    )[:NEARBY]
    likeness = {}
    for key in nearby:
        theirs = played(world.libraries[users[key]])
        if theirs.keys() - library.keys():
            shared = sum(mine.get(game, 0) * value for game, value in theirs.items())
            length = math.sqrt(sum(value * value for value in theirs.values()))
            likeness[key] = round(1000 * shared / length)
    saying = sorted(likeness, key=lambda key: (-likeness[key], key))[:SAYING]
    whole = sum(likeness[key] for key in saying)
    sums: defaultdict[int, list[int]] = defaultdict(list)
    for key in saying:
        for game in played(world.libraries[users[key]]).keys() - library.keys():
            sums[game].append(likeness[key])
    return {game: (round(1_000_000 * sum(all_) / whole), len(all_)) for game, all_ in sums.items()}


def test_scores_are_exact(asking: Connection, world: World) -> None:
    by_size = sorted(world.libraries, key=lambda user: (len(world.libraries[user]), user))
    answered = 0
    for user in [by_size[-1], *by_size[::40]]:
        library = world.libraries[user]
        if not played(library):
            continue
        scores = {game: score for game, (score, _) in scores_by_users(world, library).items()}
        best = world.best(scores, world.offered(), 20)
        found = recommended(asking, user, method="users", count=20)
        assert found[: len(best)] == [(game, score, "users") for game, score in best], user
        assert {source for _, _, source in found[len(best) :]} <= {"popularity"}
        assert not {game for game, _, _ in found} & library.keys()
        answered += len(best) == 20
    assert answered > 10


def test_reasons_tell_how_many_users(asking: Connection, world: World) -> None:
    user = max(world.libraries, key=lambda user: (len(world.libraries[user]), user))
    scores = scores_by_users(world, world.libraries[user])
    rows = asking.execute(
        text(
            "select game_id, reasons::text from api.recommended_games(:user, p_method => 'users')"
        ),
        {"user": user},
    ).all()
    assert len(rows) == 10
    for game, reasons in rows:
        assert json.loads(reasons) == [{"users_count": scores[game][1]}]


def test_a_visitor_is_compared_as_a_user_is(asking: Connection, world: World) -> None:
    for user in sorted(world.libraries)[:5]:
        library = world.libraries[user]
        by_list = recommended_for(asking, library, method="users", genre="Action")
        assert by_list == recommended(asking, user, method="users", genre="Action")


def test_games_never_played_say_nothing_of_their_owner(asking: Connection, world: World) -> None:
    library: Library = dict.fromkeys(list(world.libraries[max(world.libraries)])[:20], 0)
    found = recommended_for(asking, library, method="users")
    assert {source for _, _, source in found} == {"popularity"}


def test_players_are_staged_as_they_are_weighed(modelled_url: URL, world: World) -> None:
    """The training's own rows are those that the model here was made of."""
    with psycopg.connect(url_with_password(modelled_url)) as connection:
        games = stage_similar_users(connection, read_libraries(connection))
        found = connection.execute(
            "select game_id, user_keys, weights from staging.recommendation_players order by 1"
        ).fetchall()
        connection.rollback()
    rows = sorted(world.model.players, key=lambda row: row["game_id"])
    assert games == len(rows) > 100
    assert found == [(row["game_id"], row["user_keys"], row["weights"]) for row in rows]
