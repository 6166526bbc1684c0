"""What may be wished of recommendations: each option once, for addresses and for bodies."""

from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

from litestar.openapi.spec import Example
from litestar.params import QueryParameter
from msgspec import Meta

from api.parameters import FIRST_YEAR, LAST_YEAR
from api.problems import Problem
from api.v1.parameters import MOST_DOLLARS
from api.words import NAME_LENGTH, NOT_BLANK
from db.recommending import Goal, Method, Ranking, Wishes

MOST_SIMILAR: Final = 50
MOST_RECOMMENDED: Final = 100
DEFAULT_COUNT: Final = 10

SIMILAR_COUNT: Final = Meta(description="The most games to give.", ge=1, le=MOST_SIMILAR)
COUNT: Final = Meta(description="The most games to give.", ge=1, le=MOST_RECOMMENDED)
GOAL: Final = Meta(
    description=(
        "What for: `own`, to be in the library, or `play`, to be played for more than an hour; "
        "then what was played longer says more."
    )
)
METHOD: Final = Meta(
    description=(
        "Who says so: `weights`, the model that learnt from all libraries, or `users`, the users "
        "whose playtime is most alike."
    )
)
YEAR_FROM: Final = Meta(description="The first release year.", ge=FIRST_YEAR, le=LAST_YEAR)
GENRE: Final = Meta(
    description="A genre, in any case.", min_length=1, max_length=NAME_LENGTH, pattern=NOT_BLANK
)
PRICE_TO: Final = Meta(description="The highest price, in US dollars.", ge=0, le=MOST_DOLLARS)
FREE: Final = Meta(description="`true`: free games only.")
EARLY_ACCESS: Final = Meta(description="`false` leaves out games sold before they are finished.")
IN_CATALOGUE: Final = Meta(
    description="`false` lets in games that only libraries or reviews mention."
)
DIVERSITY: Final = Meta(
    description="From 0, the best scores, to 1, games as little alike as may be.", ge=0, le=1
)
NEWCOMERS: Final = Meta(
    description=(
        "How many of the games, the last ones, are to be newcomers: games with too few owners to "
        "come up by themselves. Not more than `limit`."
    ),
    ge=0,
    le=MOST_RECOMMENDED,
)


def _asked(name: str, meta: Meta, example: str | None = None) -> Any:  # noqa: ANN401 - for Annotated
    return QueryParameter(
        name=name,
        description=meta.description,
        ge=meta.ge,
        le=meta.le,
        min_length=meta.min_length,
        max_length=meta.max_length,
        examples=None if example is None else [Example(value=example)],
        schema_extra={"minimum": 0} if meta.ge == 0 else None,  # Litestar leaves a bound of 0 out
    )


SimilarCount: TypeAlias = Annotated[int, _asked("limit", SIMILAR_COUNT)]
Count: TypeAlias = Annotated[int, _asked("limit", COUNT)]
GoalParameter: TypeAlias = Annotated[Goal, _asked("goal", GOAL)]
MethodParameter: TypeAlias = Annotated[Method, _asked("method", METHOD)]
YearFrom: TypeAlias = Annotated[int | None, _asked("year_from", YEAR_FROM)]
Genre: TypeAlias = Annotated[str | None, _asked("genre", GENRE, "Action")]
PriceTo: TypeAlias = Annotated[float | None, _asked("price_to", PRICE_TO)]
Free: TypeAlias = Annotated[bool, _asked("free", FREE)]
EarlyAccess: TypeAlias = Annotated[bool, _asked("early_access", EARLY_ACCESS)]
InCatalogue: TypeAlias = Annotated[bool, _asked("in_catalogue", IN_CATALOGUE)]
Diversity: TypeAlias = Annotated[float, _asked("diversity", DIVERSITY)]
Newcomers: TypeAlias = Annotated[int, _asked("newcomers", NEWCOMERS)]


async def provide_wishes(  # noqa: PLR0913 - one for each parameter
    *,
    year_from: YearFrom = None,
    genre: Genre = None,
    price_to: PriceTo = None,
    free: Free = False,
    early_access: EarlyAccess = True,
    in_catalogue: InCatalogue = True,
) -> Wishes:
    """Gather what the games must be."""
    return Wishes(
        year_from=year_from,
        genre=None if genre is None else genre.strip(),
        # What was written counts: 19.99, not the nearest binary fraction.
        price_to=None if price_to is None else Decimal(repr(price_to)),
        free=free,
        early_access=early_access,
        in_catalogue=in_catalogue,
    )


def check_newcomers(ranking: Ranking) -> Ranking:
    """Hand it on.

    Raises:
        Problem: 400, more newcomers are asked for than games.
    """
    if ranking.newcomers > ranking.count:
        raise Problem(
            "conflicting-parameters",
            f"newcomers is {ranking.newcomers} and limit is {ranking.count}: "
            "newcomers must not exceed limit.",
            parameter="newcomers",
        )
    return ranking
