"""A game, a user or a library in; the games that resemble or suit them out."""

from typing import Any

import msgspec
from litestar import Controller, MediaType, Request, Response, get, post
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncEngine

from api.answers import documented
from api.bodies import MOST_BYTES
from api.formats import Format, provide_format, respond_document
from api.v1 import parameters as given
from api.v1 import wishes as wished
from api.v1.examples import example
from api.v1.posted import Library, PostsLibrary, provide_library
from api.v1.recommended import Recommendation, SimilarGame, SimilarGames
from api.v1.recommended import Recommendations as RecommendationsDocument
from api.v1.wishes import DEFAULT_COUNT, check_newcomers, provide_wishes
from db import recommending
from db.recommending import Ranking, Wishes


async def provide_ranking(  # noqa: PLR0913 - one for each parameter
    *,
    wishes: NamedDependency[Wishes],
    limit: wished.Count = DEFAULT_COUNT,
    goal: wished.GoalParameter = "own",
    method: wished.MethodParameter = "weights",
    diversity: wished.Diversity = 0.0,
    newcomers: wished.Newcomers = 0,
) -> Ranking:
    """Gather how games are to be chosen; raises as `check_newcomers`."""
    return check_newcomers(
        Ranking(
            count=limit,
            goal=goal,
            method=method,
            wishes=wishes,
            diversity=diversity,
            newcomers=newcomers,
        )
    )


class Recommendations(Controller):
    """Recommendations."""

    path = "/v1"
    tags = ("Recommendations",)

    @get(
        "/games/{game_id:str}/similar",
        operation_id="list_similar_games",
        summary="Games most similar to a game",
        description=(
            "By common players and by what they are: tags, genres, studios, words of the name. "
            "Up to 50 are known of each game of the catalogue; what is wished leaves some of "
            "them out. A game of unknown year or price fulfils no wish of one."
        ),
        dependencies={"chosen": Provide(provide_format), "wishes": Provide(provide_wishes)},
        responses=documented(
            SimilarGames, "Games, best first.", example("similar_games"), named=True
        ),
        opt={"example": "/v1/games/440/similar"},
    )
    async def list_similar(  # noqa: PLR0913 - one for each parameter
        self,
        *,
        request: Request[Any, Any, Any],
        engine: NamedDependency[AsyncEngine],
        chosen: NamedDependency[Format],
        wishes: NamedDependency[Wishes],
        game_id: given.GameId,
        limit: wished.SimilarCount = DEFAULT_COUNT,
    ) -> Response[bytes]:
        """Q21."""
        answer = await recommending.similar_games(
            engine, game_id=game_id, count=limit, wishes=wishes
        )
        columns = SimilarGame.__struct_fields__
        return respond_document(request, answer, columns=columns, chosen=chosen)

    @get(
        "/users/{user_id:str}/recommendations",
        operation_id="list_recommendations",
        summary="Games that a user may like, and why",
        description=(
            "None of them is in the user's library. The reasons are the games of the library that "
            "say most for each. Where nothing more can be said, and for a user without a library, "
            "the most popular games follow."
        ),
        dependencies={
            "chosen": Provide(provide_format),
            "wishes": Provide(provide_wishes),
            "ranking": Provide(provide_ranking),
        },
        responses=documented(
            RecommendationsDocument, "Games, best first.", example("recommendations"), named=True
        ),
        opt={"example": "/v1/users/js41637/recommendations"},
    )
    async def list_for_user(
        self,
        *,
        request: Request[Any, Any, Any],
        engine: NamedDependency[AsyncEngine],
        chosen: NamedDependency[Format],
        ranking: NamedDependency[Ranking],
        user_id: given.UserId,
    ) -> Response[bytes]:
        """Q22."""
        answer = await recommending.games_for_user(engine, user_id=user_id, ranking=ranking)
        columns = Recommendation.__struct_fields__
        return respond_document(request, answer, columns=columns, chosen=chosen)

    @post(
        "/recommendations",
        status_code=200,
        operation_id="recommend",
        operation_class=PostsLibrary,
        summary="Games for somebody who owns those posted, and why",
        description=(
            "As for a user, but without one: the library is the body, and so is all that is "
            "wished. Nothing of it is kept. An id that no game has is listed in `missing`."
        ),
        dependencies={"library": Provide(provide_library)},
        responses=documented(
            RecommendationsDocument,
            "Games, best first.",
            example("posted"),
            named=True,
            posted=True,
        ),
        request_max_body_size=MOST_BYTES,
        opt={"example": "/v1/recommendations"},
    )
    async def recommend(
        self, engine: NamedDependency[AsyncEngine], library: NamedDependency[Library]
    ) -> Response[bytes]:
        """Q22, for a visitor."""
        answer, missing = await recommending.games_for_list(
            engine, library=library.playtimes(), ranking=await library.ranking()
        )
        body = b'%b,"missing":%b}' % (answer.body.removesuffix(b"}"), msgspec.json.encode(missing))
        return Response(body, media_type=MediaType.JSON, headers={"Cache-Control": "no-store"})
