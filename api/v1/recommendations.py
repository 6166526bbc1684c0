"""Recommendations under /v1: games like a game, for a user, and for a posted library."""

from typing import Annotated, Final

import msgspec
from litestar import Controller, Response, get, post
from litestar.openapi.spec import Example

from api.body import read_body
from api.errors import AnyRequest
from api.openapi import body_example, openapi_body
from api.operations import document_operation
from api.responses import respond_list_document, respond_uncached
from api.schemas import doc
from api.schemas import recommendations as schemas
from api.schemas.recommendations import MOST_SIMILAR, Library, Recommendation, SimilarGame
from api.v1.games import GamePath
from api.v1.list_request import FormatName
from api.v1.users import UserPath
from api.validation import NoParameters, read_path, read_query
from db import schema
from db.queries.documents import RECOMMENDER, missing_game_ids, read_document
from db.queries.labels import Label

_BODIES: Final = {
    "playtimes": body_example("posted"),
    "ids": Example(summary="Ids alone", value={"games": [1370, 13920]}),
}
_LABELS: Final = {
    f"p_{label.value}s{which}": label
    for label in (Label.GENRE, Label.TAG)
    for which in ("", "_any", "_none")
}


class SimilarQuery(schemas.Filters, kw_only=True):
    """What similar games must be."""

    limit: Annotated[int, doc("The most games to give.", ge=1, le=MOST_SIMILAR)] = 10
    format: FormatName | None = None


class RecommendationsQuery(schemas.Options, kw_only=True):
    """How games are chosen for a user."""

    format: FormatName | None = None


class Recommendations(Controller):
    """Recommendations."""

    path = "/v1"
    tags = ("Recommendations",)

    @get(
        "/games/{game_id:str}/similar",
        summary="Games most similar to a game",
        description="By common players and by what they are: tags, genres, studios, words of the "
        "name. Up to 50 are known of each game of the catalogue; what is wished leaves some of "
        "them out. A game of unknown year or price fulfils no wish of one.",
        **document_operation(
            schemas.SimilarGames,
            "Games, best first.",
            "/v1/games/440/similar",
            "similar_games",
            query=SimilarQuery,
            path=GamePath,
            needs="recommender",
        ),
    )
    async def list_similar_games(self, request: AnyRequest) -> Response[bytes]:
        """Q21."""
        game_id = read_path(request, GamePath).game_id
        query = read_query(request, SimilarQuery)
        return await respond_list_document(
            request,
            schema.similar_games_document,
            {"p_game_id": game_id, "p_count": query.limit, **query.arguments()},
            row=SimilarGame,
            format_=query.format,
            kind="game",
            labels=_LABELS,
            model=RECOMMENDER,
        )

    @get(
        "/users/{user_id:str}/recommendations",
        summary="Games that a user may like, and why",
        description="None of them is in the user's library. The reasons are the games of the "
        "library that say most for each, and that it is popular. A library of up to three games is "
        "taken for a part of one: what most own counts more. For a user without a library that is "
        "all there is.",
        **document_operation(
            schemas.Recommendations,
            "Games, best first.",
            "/v1/users/js41637/recommendations",
            "recommendations",
            query=RecommendationsQuery,
            path=UserPath,
            needs="recommender",
        ),
    )
    async def list_recommendations(self, request: AnyRequest) -> Response[bytes]:
        """Q22."""
        user_id = read_path(request, UserPath).user_id
        query = read_query(request, RecommendationsQuery)
        return await respond_list_document(
            request,
            schema.recommended_games_document,
            {"p_user_id": user_id, **query.arguments()},
            row=Recommendation,
            format_=query.format,
            kind="user",
            labels=_LABELS,
            model=RECOMMENDER,
        )

    @post(
        "/recommendations",
        summary="Games for somebody who owns those posted, and why",
        description="As for a user, but without one: the library is the body, and so is all that "
        "is wished. Nothing of it is kept. An id that no game has is listed in `missing`.",
        **document_operation(
            schemas.Recommendations,
            "Games, best first.",
            "/v1/recommendations",
            "posted",
            posted=openapi_body(Library, _BODIES),
            named=True,
            needs="recommender",
        ),
    )
    async def recommend(self, request: AnyRequest) -> Response[bytes]:
        """Q22, for a visitor."""
        read_query(request, NoParameters)
        library = await read_body(request, Library)
        engine, playtimes = request.app.state.engine, library.longest_playtimes()
        ids, minutes = list(playtimes), list(playtimes.values())
        answer = await read_document(
            engine,
            schema.recommended_games_for_document,
            {"p_games": ids, "p_minutes": minutes, **library.arguments()},
            labels=_LABELS,
            model=RECOMMENDER,
        )
        missing = await missing_game_ids(engine, ids)
        known = answer.body.removesuffix(b"}")
        return respond_uncached(b'%b,"missing":%b}' % (known, msgspec.json.encode(missing)))
