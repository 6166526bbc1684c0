"""A running server in; the addresses to ask it for, one of each kind and a mixture, out."""

import json
import random
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final
from urllib.parse import quote

import psycopg
from sqlalchemy import URL

from bench.processes import Served

MIXED: Final = 200_000
"""Requests of a mixture, after which it begins anew."""
WARMERS: Final = 8
SKEW: Final = 1.0
"""How fast names become rarer: the n-th most frequent is asked for 1/n times as often."""

BODIES: Final[Mapping[str, object]] = {
    "/v1/recommendations": {"games": [{"game_id": 440, "playtime_minutes": 9000}, 730, 570]},
    "/v1/price-predictions": {"genres": ["Action", "Indie"], "release_year": 2015},
}
"""What is posted, by path."""

_STUDIOS: Final = b"""
    select studio
    from api.games_by_studio
    where
        studio not in (
            select studio from api.game_studios where game_id = any(%(changing)s::bigint[])
        )
    order by games_count desc, studio
"""
_BY_YEAR: Final = (
    "/UsersRecommend?anio={}",
    "/UsersWorstDeveloper?anio={}",
    "/sentiment_analysis?anio={}",
    "/genero?anio={}",
    "/v1/years/{}",
)
_BY_GENRE: Final = ("/PlayTimeGenre?genero={}", "/UserForGenre?genero={}", "/v1/genres/{}")
_BY_STUDIO: Final = ("/developer?desarrollador={}", "/sentiment_analysis?empresa={}")
_BY_USER: Final = ("/userdata?user_id={}", "/v1/users/{}", "/v1/users/{}/library?limit=20")
_BY_GAME: Final = ("/v1/games/{}", "/v1/games/{}/reviews?limit=10")


def every_question(server: Served) -> list[str]:
    """List one working request for each operation, from the server's own index."""
    index = get(server, "/")
    posted = [f"POST {path} {json.dumps(BODIES[path])}" for path in index["post"]]
    found: list[str] = [*index["questions"], *posted]
    return [asked for asked in found if status(server, asked) == 200]  # noqa: PLR2004 - HTTP's "OK"


def mixture(
    url: URL, *, count: int = MIXED, seed: int = 5, changing: Sequence[int] = ()
) -> list[str]:
    """Make up what many people would ask for: names by Zipf's law, the popular ones most often.

    Args:
        url: the database that is asked.
        count: how many requests.
        seed: of the choice.
        changing: ids of games that a load will change: a studio of one may be unknown after it.
    """
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:

        def names(query: bytes, values: dict[str, object] | None = None) -> list[str]:
            return [quote(str(row[0]), safe="") for row in connection.execute(query, values)]

        kinds: list[tuple[Sequence[str], list[str], float]] = [
            (_BY_YEAR, [str(year) for year in range(2016, 1996, -1)], 3),
            (_BY_GENRE, names(b"select genre from api.playtime_by_genre order by place"), 3),
            (
                _BY_STUDIO,
                names(_STUDIOS, {"changing": list(changing)}),
                2,
            ),
            (_BY_USER, names(b"select user_id from api.users order by md5(user_id)"), 3),
            (
                _BY_GAME,
                names(b"select game_id from api.game_details order by owners_count desc, game_id"),
                3,
            ),
        ]
    chance = random.Random(seed)  # noqa: S311 - a workload, not a secret
    weights = [[1 / (place + 1) ** SKEW for place in range(len(known))] for _, known, _ in kinds]
    sums = [_running(weight) for weight in weights]
    chosen = chance.choices(range(len(kinds)), [share for _, _, share in kinds], k=count)
    asked = []
    for kind in chosen:
        questions, known, _ = kinds[kind]
        [name] = chance.choices(known, cum_weights=sums[kind])
        asked.append(chance.choice(questions).format(name))
    return asked


def warm(server: Served, path: str) -> None:
    """Ask a few times at once, so that connections are open and statements are prepared."""
    with ThreadPoolExecutor(WARMERS) as pool:
        list(pool.map(lambda _: status(server, path), range(WARMERS * 8)))


def get(server: Served, asked: str) -> Any:  # noqa: ANN401 - a JSON document
    """Ask once; `POST path body` posts JSON."""
    posts = asked.startswith("POST ")
    _, path, body = asked.split(" ", 2) if posts else ("", asked, "")
    request = urllib.request.Request(
        f"http://{server.host}:{server.port}{path}",
        data=body.encode() if posts else None,
        headers={"Content-Type": "application/json"} if posts else {},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - the same
        return json.load(answer)


def status(server: Served, asked: str) -> int:
    """Ask once, for the status only."""
    try:
        get(server, asked)
    except urllib.error.HTTPError as error:
        return error.code
    return 200


def _running(weights: Sequence[float]) -> list[float]:
    total = 0.0
    return [total := total + weight for weight in weights]
