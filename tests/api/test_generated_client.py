"""A client that a common generator writes from /openapi.json, used as it comes out."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.api.helpers import Client

PACKAGE = "ludoteca_client"


@pytest.fixture(scope="module")
def operation(
    client: Client, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Callable[..., Any]]]:
    """Find an operation of the generated package, `tag.operation_id`, ready to be asked."""
    folder = tmp_path_factory.mktemp("client")
    options = folder / "options.json"
    options.write_text('{"post_hooks": []}')  # no formatter: as it comes out
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    document = folder / "openapi.json"
    document.write_bytes(client.get("/openapi.json").content)
    where = ["--path", str(document), "--output-path", str(folder / PACKAGE)]
    ended = subprocess.run(
        [*command, *where, "--config", str(options), "--fail-on-warning"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    sys.path.insert(0, str(folder))
    generated = import_module(PACKAGE).Client(
        base_url=str(client.base_url), raise_on_unexpected_status=True
    )
    generated.set_httpx_client(client)

    def find(name: str) -> Callable[..., Any]:
        sync = import_module(f"{PACKAGE}.api.{name}").sync
        return lambda **parameters: sync(client=generated, **parameters)

    yield find
    sys.path.remove(str(folder))
    for module in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[module]


def test_it_knows_every_operation(
    operation: Callable[[str], Callable[..., Any]], client: Client
) -> None:
    del operation  # it has been generated
    paths = client.get("/openapi.json").json()["paths"]
    package = Path(import_module(PACKAGE).__file__ or "").parent
    written = [path for path in package.glob("api/*/*.py") if path.stem != "__init__"]
    assert len(written) == sum(map(len, paths.values()))
    for path in written:
        import_module(f"{PACKAGE}.api.{path.parent.name}.{path.stem}")


def test_it_walks_a_list(operation: Callable[[str], Callable[..., Any]], client: Client) -> None:
    list_games = operation("games.list_games")
    sort = import_module(f"{PACKAGE}.models").ListGamesSort("-owners")
    page = list_games(sort=sort, limit=200, total=True, in_catalogue=True)
    walked = [game.game_id for game in page.data]
    total = page.total
    while page.next_ is not None:
        page = list_games(sort=sort, limit=200, in_catalogue=True, cursor=page.next_)
        walked += [game.game_id for game in page.data]
    assert len(walked) == len(set(walked)) == total > 200
    export = client.get("/v1/games?format=ndjson&in_catalogue=true&fields=game_id")
    assert len(export.text.splitlines()) == total


def test_it_reads_one_of_each(
    operation: Callable[[str], Callable[..., Any]], studios: list[str], users: list[str]
) -> None:
    [first, second, *_] = operation("games.list_games")(limit=2).data
    game = operation("games.get_game")(game_id=first.game_id)
    assert game.to_dict() == first.to_dict()
    asked = operation("games.list_games")(ids=f"{second.game_id},{first.game_id}")
    assert [one.game_id for one in asked.data] == [second.game_id, first.game_id]
    for name in studios:
        assert operation("studios.get_studio")(name=name).studio == name
    library = operation("users.list_library")(user_id=users[0], limit=1)
    assert library.data[0].game_id
    year = operation("years.get_year")(year=2014)
    assert year.year == 2014
    answer = operation("years.users_recommend")(anio=2014)
    assert [list(place.to_dict()) for place in answer][:1] in ([], [["Puesto 1"]])


def test_it_posts_a_library(
    operation: Callable[[str], Callable[..., Any]], users: list[str]
) -> None:
    models = import_module(f"{PACKAGE}.models")
    owned = operation("users.list_library")(user_id=users[0], limit=200)
    games = [
        models.OwnedGame(game_id=one.game_id, playtime_minutes=one.playtime_minutes)
        for one in owned.data
    ]
    recommend = operation("recommendations.recommend")
    found = recommend(body=models.Library(games=games, goal=models.LibraryGoal("play"), limit=3))
    asked = operation("recommendations.list_recommendations")
    goal = import_module(f"{PACKAGE}.models").ListRecommendationsGoal("play")
    right = asked(user_id=users[0], goal=goal, limit=3)
    assert [one.to_dict() for one in found.data] == [one.to_dict() for one in right.data]
    assert (len(found.data), found.missing) == (3, [])
    bare = recommend(body=models.Library(games=[owned.data[0].game_id, -1]))
    assert bare.missing == [-1]
    wrong = recommend(body=models.Library(games=[], limit=1000))
    assert (wrong.status, wrong.parameter, wrong.given) == (400, "limit", "1000")
    similar = operation("recommendations.list_similar_games")(game_id=owned.data[0].game_id)
    assert all(0 <= one.score <= 1 for one in similar.data)


def test_it_tells_what_was_wrong(
    operation: Callable[[str], Callable[..., Any]], genres: list[str]
) -> None:
    misspelled = f"{genres[0]}x"
    problem = operation("genres.get_genre")(genre=misspelled)
    assert (problem.status, problem.type_) == (404, "/docs#unknown-name")
    assert genres[0] in problem.closest
    refused = operation("games.list_games")(limit=1000)
    assert (refused.status, refused.parameter, refused.given) == (400, "limit", "1000")
