"""The body of POST /v1/recommendations: a library in JSON in; the same for the database out."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec
from litestar import Request
from litestar.openapi.spec import Example, OpenAPIMediaType, Operation, Reference, RequestBody
from msgspec import Meta, Struct

from api.bodies import MEDIA_TYPE, read_body
from api.parameters import BIGINT
from api.v1 import wishes
from api.v1.examples import posted
from api.v1.wishes import DEFAULT_COUNT, check_newcomers, provide_wishes
from db.recommending import Goal, Method, Ranking

MOST_GAMES: Final = 10_000
_MOST_MINUTES: Final = 2**31 - 1
_REFERENCE: Final = "#/components/schemas/{name}"
_ID: Final = Meta(description="The store's id of the game.", ge=-BIGINT, le=BIGINT - 1)


class OwnedGame(Struct, forbid_unknown_fields=True):
    """A game of the library, and for how long it was played."""

    game_id: Annotated[int, _ID]
    playtime_minutes: (
        Annotated[int, Meta(description="Minutes played; null is unknown.", ge=0, le=_MOST_MINUTES)]
        | None
    ) = None


class Library(Struct, forbid_unknown_fields=True, kw_only=True):
    """The games that somebody owns, and what is wished of the recommendations."""

    games: Annotated[
        list[Annotated[int, _ID] | OwnedGame],
        Meta(
            description=(
                f"Up to {MOST_GAMES} games that somebody owns: ids, or objects with the playtime. "
                "Of a game that is repeated the longest playtime counts."
            ),
            max_length=MOST_GAMES,
            extra={
                "allowed": (
                    f"a list of up to {MOST_GAMES} ids of games, or objects with a game_id and "
                    "perhaps a playtime_minutes"
                )
            },
        ),
    ]
    limit: Annotated[int, wishes.COUNT] = DEFAULT_COUNT
    goal: Annotated[Goal, wishes.GOAL] = "own"
    method: Annotated[Method, wishes.METHOD] = "weights"
    year_from: Annotated[int, wishes.YEAR_FROM] | None = None
    genre: Annotated[str, wishes.GENRE] | None = None
    price_to: Annotated[float, wishes.PRICE_TO] | None = None
    free: Annotated[bool, wishes.FREE] = False
    early_access: Annotated[bool, wishes.EARLY_ACCESS] = True
    in_catalogue: Annotated[bool, wishes.IN_CATALOGUE] = True
    diversity: Annotated[float, wishes.DIVERSITY] = 0.0
    newcomers: Annotated[int, wishes.NEWCOMERS] = 0

    def playtimes(self) -> dict[int, int | None]:
        """Give each game once, with its longest playtime; None where no playtime is known."""
        found: dict[int, int | None] = {}
        for one in self.games:
            game_id, minutes = (
                (one, None) if isinstance(one, int) else (one.game_id, one.playtime_minutes)
            )
            known = found.get(game_id)
            found[game_id] = max((one for one in (known, minutes) if one is not None), default=None)
        return found

    async def ranking(self) -> Ranking:
        """Read the wishes as those of an address are.

        Raises:
            Problem: 400, they contradict each other.
        """
        return check_newcomers(
            Ranking(
                count=self.limit,
                goal=self.goal,
                method=self.method,
                wishes=await provide_wishes(
                    year_from=self.year_from,
                    genre=self.genre,
                    price_to=self.price_to,
                    free=self.free,
                    early_access=self.early_access,
                    in_catalogue=self.in_catalogue,
                ),
                diversity=self.diversity,
                newcomers=self.newcomers,
            )
        )


@dataclass
class PostsLibrary(Operation):
    """An operation whose body is a Library."""

    def __post_init__(self) -> None:
        """Describe the body; Litestar knows of none, for the handler reads it itself."""
        examples: dict[str, Example | Reference] = {
            "playtimes": posted("posted"),
            "ids": Example(summary="Ids alone", value={"games": [1370, 13920]}),
        }
        self.request_body = RequestBody(
            required=True,
            content={
                MEDIA_TYPE: OpenAPIMediaType(
                    schema=Reference(ref=_REFERENCE.format(name=Library.__name__)),
                    examples=examples,
                )
            },
        )


_, _components = msgspec.json.schema_components([Library], ref_template=_REFERENCE)
SCHEMAS: Final[dict[str, Any]] = _components
"""The body's types, for the components of the OpenAPI document: exactly what is accepted."""


async def provide_library(request: Request[Any, Any, Any]) -> Library:
    """Read the body; raises as `read_body`."""
    return await read_body(request, Library)
