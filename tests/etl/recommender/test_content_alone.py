"""A catalogue without libraries: similar games, recommendations and prices from content alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Connection

from bench.fronkon_set import write_set
from db.status import status, status_lines
from etl.load import LoadOptions, load
from etl.models.commands import train_if_outdated
from etl.models.lifecycle import train_model
from etl.recommender.training import LEAST_LIBRARIES, RECOMMENDATIONS
from tests.etl.loading import item, library, review, reviews, write
from tests.sql.answering import answer, read

ALONE = LoadOptions(workers=0)
RECOMMEND = "api.recommended_games_for_document(:games, p_method => :method)"


@pytest.fixture(scope="module")
def catalogue_url(
    create_database: Callable[..., URL],
    empty_template: URL,
    tmp_path_factory: pytest.TempPathFactory,
) -> URL:
    """A database with a catalogue alone, and the model that it makes."""
    folder = tmp_path_factory.mktemp("fronkon")
    write_set(folder / "games.json", games=400)
    url = create_database(empty_template)
    load(url, [folder], options=ALONE)
    report = train_model(RECOMMENDATIONS, url)
    assert (report.status, report.metrics) == ("published", {"users": 0})
    return url


@pytest.fixture
def asking(catalogue_url: URL, connect: Callable[[URL], Connection]) -> Connection:
    return connect(catalogue_url)


def similar(connection: Connection, game: int, count: int = 50) -> dict[str, Any]:
    found = answer(connection, f"api.similar_games_document(:game, {count})", game=game)
    assert isinstance(found, dict)
    return found


def labels(connection: Connection, game: int) -> dict[str, list[str]]:
    [row] = read(
        connection,
        f"select tags, genres, developers, publishers from api.game_details where game_id = {game}",
    )
    return dict(zip(("tags", "genres", "developers", "publishers"), row, strict=True))


def test_every_game_has_a_list_that_says_what_is_shared(asking: Connection) -> None:
    games = [game for (game,) in read(asking, "select game_id from api.games order by 1")]
    for game in games[::20]:
        document = similar(asking, game)
        assert document["model"]["method"] == "content"
        mine = labels(asking, game)
        assert len(document["data"]) == 50
        for one in document["data"]:
            theirs = labels(asking, one["game_id"])
            assert (one["players_share"], one["content_share"]) == (0, 1)
            common = {
                kind: [name for name in names if name in theirs[kind]]
                for kind, names in mine.items()
            }
            assert one["shared"] == common | {"tags": common["tags"][:5]}
        assert answer(asking, "api.classic_recomendacion_juego(:game)", game=game) == [
            {"id": one["game_id"], "nombre": one["game"], "similitud": one["score"]}
            for one in document["data"][:5]
        ]


@pytest.mark.parametrize("method", ["weights", "users", "content"])
def test_a_list_of_games_is_answered_by_likeness(asking: Connection, method: str) -> None:
    games = [game for (game,) in read(asking, "select game_id from api.games order by 1 limit 3")]
    document = answer(asking, RECOMMEND, games=games, method=method)
    assert (document["model"]["method"], document["method"]) == ("content", "content")
    sums: dict[int, int] = {}
    for game in games:
        for one in similar(asking, game)["data"]:
            said = round(1e6 * one["score"] ** 4)
            sums[one["game_id"]] = sums.get(one["game_id"], 0) + said
    for game in games:
        sums.pop(game, None)
    best = sorted(sums, key=lambda game: (-sums[game], game))[:10]
    assert [one["score"] for one in document["data"]] == [
        pytest.approx(sums[game] / 1e6, abs=1e-4) for game in best
    ]
    assert {one["source"] for one in document["data"]} == {"content"}
    for one in document["data"]:
        assert sum(reason["share"] for reason in one["reasons"]) == pytest.approx(1, abs=1e-3)
        for reason in one["reasons"]:
            assert reason["game_id"] in games
            [shared] = [
                other["shared"]
                for other in similar(asking, reason["game_id"])["data"]
                if other["game_id"] == one["game_id"]
            ]
            assert reason["shared"] == shared


def test_what_nobody_can_know_is_an_empty_answer(asking: Connection) -> None:
    assert answer(asking, RECOMMEND, games=[], method="weights")["data"] == []
    assert answer(asking, RECOMMEND, games=[1], method="weights")["data"] == []
    assert answer(asking, "api.recommended_games_document('nobody')") is None


def test_status_says_so(catalogue_url: URL) -> None:
    told = [line for line in status_lines(status(catalogue_url)) if line.startswith("Models")]
    assert len(told) == 1
    assert told[0].endswith("by content: there were too few libraries to learn from")


def test_libraries_that_come_later_replace_it(
    create_database: Callable[..., URL],
    catalogue_url: URL,
    connect: Callable[[URL], Connection],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    url = create_database(catalogue_url)
    games = [game for (game,) in read(connect(url), "select game_id from api.games order by 1")]
    owned = [str(game) for game in games[:30]]

    def libraries(first: int, last: int) -> None:
        users = [
            library(f"u{n}", *(item(game) for game in owned[n % 10 : n % 10 + 8]))
            for n in range(first, last)
        ]
        opinions = [reviews("critic", *map(review, owned[:2]))]
        folder = tmp_path / str(last)
        folder.mkdir()
        write(folder / "items.json", users)
        write(folder / "reviews.json", opinions)
        load(url, [folder], options=ALONE)
        train_if_outdated("similarities", url)

    models = "select status, method from api.recommendation_models order by model_id"
    libraries(0, LEAST_LIBRARIES - 1)
    assert "by content" in capsys.readouterr().out
    assert read(connect(url), models) == [("superseded", "content"), ("published", "content")]
    found = answer(connect(url), "api.recommended_games_document('critic')")
    assert {reason["game_id"] for one in found["data"] for reason in one["reasons"]} <= {
        int(game) for game in owned[:2]
    }
    libraries(LEAST_LIBRARIES - 1, 40)
    assert "weights" in capsys.readouterr().out
    assert read(connect(url), models)[-1] == ("published", "libraries")
    found = answer(connect(url), "api.recommended_games_document('u3')")
    assert (found["model"]["method"], found["method"]) == ("libraries", "weights")
    by_content = answer(connect(url), RECOMMEND, games=games[:3], method="content")
    assert (by_content["model"]["method"], by_content["method"]) == ("libraries", "content")
    assert by_content["data"][0]["source"] == "content"
