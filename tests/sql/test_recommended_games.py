"""Recommendations by the weights of a model, against brute force over the same rows."""

import random
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError

from tests.sql.answering import recommended, recommended_for
from tests.sql.recommending import World, expected

FILTERS: list[dict[str, Any]] = [
    {},
    {"year_from": 2014},
    {"genre": "aCTion"},
    {"genre": "No Such Genre"},
    {"price_to": Decimal("4.99")},
    {"free_only": True},
    {"early_access": False},
    {"in_catalogue": False},
    {"year_from": 2013, "genre": "INDIE", "price_to": Decimal(15), "early_access": False},
    {"genres": ["indie", "ACTION"]},
    {"genres_any": ["indie", "No Such Genre"], "genres_none": ["action", "No Such Genre"]},
    {"genre": "Indie", "tags_any": ["FPS", "puzzle"], "tags_none": ["Action"]},
    {"genres": ["Indie", "No Such Genre"]},
    {"tags": ["Indie"], "extras": False, "in_catalogue": False},
]


def some_users(world: World, count: int, seed: int) -> list[str]:
    """Give the largest library, the smallest, and some in between."""
    by_size = sorted(world.libraries, key=lambda user: (len(world.libraries[user]), user))
    chance = random.Random(seed)  # noqa: S311
    return [by_size[0], by_size[-1], *chance.sample(by_size, count)]


@pytest.mark.parametrize("goal", ["own", "play"])
def test_scores_are_exact(asking: Connection, world: World, goal: str) -> None:
    ties = 0
    for user in some_users(world, 60, seed=1):
        found = recommended(asking, user, goal=goal, count=25)
        assert found == expected(world, user, goal=goal, count=25), user
        assert len(found) == 25
        scores = [score for _, score, _ in found]
        ties += len(scores) - len(set(scores))
        assert not {game for game, _, _ in found} & world.libraries[user].keys()
    assert ties > 20 or goal == "play"


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_filters(asking: Connection, world: World, filters: dict[str, Any]) -> None:
    allowed = world.offered(**filters)
    assert not filters or allowed != world.offered()  # they are put to the test
    for user in some_users(world, 8, seed=2):
        found = recommended(asking, user, **filters)
        assert found == expected(world, user, **filters), user
        assert {game for game, _, _ in found} <= allowed
        best = [score for _, score, _ in found]
        assert best == sorted(best, reverse=True)
        owned = world.libraries[user].keys()
        known = [game for game in world.scores({}, "own") if game in allowed and game not in owned]
        assert len(found) == min(10, len(known))  # every eligible game has its place


def test_at_most_so_many_of_a_series(asking: Connection, world: World) -> None:
    found: list[Any] = []
    user = ""
    for user in some_users(world, 6, seed=8):
        for most in (1, 2):
            found = recommended(asking, user, count=30, per_series=most)
            assert found == expected(world, user, count=30, per_series=most)
    assert found != expected(world, user, count=30)


def test_what_is_not_wanted_is_left_out_and_says_nothing(asking: Connection, world: World) -> None:
    for user in some_users(world, 6, seed=9):
        first, second, *_ = recommended(asking, user)
        owned = min(world.libraries[user])
        wishes: dict[str, Any] = {"exclude": [first[0]], "not_interested": [second[0], owned]}
        found = recommended(asking, user, **wishes)
        assert found == expected(world, user, **wishes)
        assert not {first[0], second[0], owned} & {game for game, _, _ in found}


def test_a_balance_lies_between_the_goals(asking: Connection, world: World) -> None:
    for user in some_users(world, 6, seed=10):
        ends = [recommended(asking, user, balance=balance) for balance in (0.0, 1.0)]
        assert ends == [recommended(asking, user, goal=goal) for goal in ("own", "play")]
        between = world.scores(world.libraries[user], "own", play=300)
        best = world.best(between, world.offered(), 10)
        found = recommended(asking, user, balance=0.3, goal="play")
        assert [(game, score) for game, score, _ in found] == best


def test_newcomers_take_the_last_places(asking: Connection, world: World) -> None:
    for user in some_users(world, 10, seed=3):
        for count, newcomers in ((10, 3), (5, 5), (4, 9), (30, 2)):
            found = recommended(asking, user, count=count, newcomers=newcomers)
            assert found == expected(world, user, count=count, newcomers=newcomers)
            sources = [source for _, _, source in found]
            last = sources.count("newcomers")
            assert last <= newcomers
            assert sources[len(sources) - last :] == ["newcomers"] * last


@pytest.mark.parametrize("diversity", [0.2, 0.5, 1.0])
def test_diverse_games(asking: Connection, world: World, diversity: float) -> None:
    for user in some_users(world, 5, seed=4):
        found = recommended(asking, user, diversity=diversity)
        assert found == expected(world, user, diversity=diversity)


def test_more_diverse_lists_are_less_alike(asking: Connection, world: World) -> None:
    users = some_users(world, 20, seed=5)

    def likeness(diversity: float) -> float:
        total = 0.0
        for user in users:
            games = [game for game, _, _ in recommended(asking, user, diversity=diversity)]
            total += sum(world.similarity[one, other] for one in games for other in games)
        return total

    plain, some, most = (likeness(diversity) for diversity in (0, 0.3, 1))
    assert plain > some > most
    assert recommended(asking, users[1], diversity=0) == recommended(asking, users[1])


def test_a_list_of_games_is_as_good_as_an_account(asking: Connection, world: World) -> None:
    for user in some_users(world, 5, seed=6):
        for options in ({}, {"goal": "play", "newcomers": 2, "diversity": 0.4}):
            by_list = recommended_for(asking, world.libraries[user], **options)
            assert by_list == recommended(asking, user, **options)


def test_a_list_need_not_be_tidy(asking: Connection, world: World) -> None:
    """Games that are named twice, unknown or null, and minutes that are unknown or missing."""
    library = world.libraries[some_users(world, 0, seed=7)[1]]
    games, minutes = list(library), list(library.values())
    call = text(
        "select game_id, score from api.recommended_games_for(:games, cast(:minutes as integer[]),"
        " p_goal => 'play') order by place"
    )
    tidy = asking.execute(call, {"games": games, "minutes": minutes}).all()
    assert tidy
    untidy = {"games": [*games, 1, None, *games], "minutes": [*minutes, 5, 5]}
    assert asking.execute(call, untidy).all() == tidy
    unknown = asking.execute(call, {"games": games, "minutes": None}).all()
    hour = asking.execute(call, {"games": games, "minutes": [60] * len(games)}).all()
    assert unknown == hour != tidy


@pytest.mark.parametrize("method", ["weights", "users"])
def test_with_nothing_to_go_by_the_popular_are_recommended(
    asking: Connection, world: World, method: str
) -> None:
    allowed = world.offered(genre="action")
    scores = world.scores({}, "own") if method == "weights" else dict.fromkeys(world.rank, 0)
    popular = [(*one, "popularity") for one in world.best(scores, allowed, 10)]
    found = recommended_for(asking, {}, genre="Action", method=method)
    assert found == popular
    assert recommended_for(asking, {1: 5}, genre="Action", method=method) == found
    user = asking.scalar(
        text(
            "select user_id from api.users where user_id not in (select user_id from api.items)"
            " and user_id not in (select user_id from api.reviews) limit 1"
        )
    )
    assert user
    assert recommended(asking, user, genre="Action", method=method) == found


def test_who_has_no_library_is_known_by_reviews(asking: Connection) -> None:
    user = asking.scalar(
        text(
            "select user_id from api.reviews where user_id not in (select user_id from api.items)"
            " group by user_id order by count(*) desc, user_id limit 1"
        )
    )
    games = asking.scalars(
        text("select game_id from api.reviews where user_id = :user"), {"user": user}
    )
    library = dict.fromkeys(games)
    assert library
    for goal in ("own", "play"):
        found = recommended(asking, user, goal=goal)
        assert found == recommended_for(asking, library, goal=goal)


def test_unknown_words_are_errors_and_an_unknown_user_has_no_rows(asking: Connection) -> None:
    assert recommended(asking, "no such user") == []
    for options in ({"goal": "like"}, {"method": "magic"}):
        with pytest.raises(DataError, match=r"like|magic"), asking.begin_nested():
            recommended_for(asking, {10: 5}, **options)
