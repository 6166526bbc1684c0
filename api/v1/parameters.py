"""The modern face's parameters: as declared here, so documented, checked and refused."""

from datetime import date
from typing import Annotated, Any, Final, TypeAlias

from litestar.openapi.spec import Example
from litestar.params import PathParameter, QueryParameter
from msgspec import Meta

from api.parameters import BIGINT, FIRST_YEAR, LAST_YEAR
from api.words import NAME_LENGTH
from db.lists.games import GAMES

MOST_DOLLARS: Final = 1_000_000
IDS_LENGTH: Final = 2100
MOST_LABELS: Final = 20
_NAMES: Final = "|".join(GAMES.fields)


def _text(name: str, description: str, example: str) -> Any:  # noqa: ANN401 - what Annotated takes
    return QueryParameter(
        name=name,
        description=description,
        min_length=1,
        max_length=NAME_LENGTH,
        examples=[Example(value=example)],
    )


def _labels(name: str, example: str) -> Any:  # noqa: ANN401 - what Annotated takes
    return QueryParameter(
        name=name,
        description=f"A {name}, in any case. Give it more than once for games that have them all.",
        max_items=MOST_LABELS,
        examples=[Example(value=[example])],
    )


def _year(name: str, description: str) -> Any:  # noqa: ANN401 - what Annotated takes
    return QueryParameter(name=name, description=description, ge=FIRST_YEAR, le=LAST_YEAR)


def _dollars(name: str, description: str) -> Any:  # noqa: ANN401 - what Annotated takes
    return QueryParameter(
        name=name,
        description=description,
        ge=0,
        le=MOST_DOLLARS,
        schema_extra={"minimum": 0},  # Litestar leaves a bound of 0 out
    )


Labels: TypeAlias = list[Annotated[str, Meta(min_length=1, max_length=NAME_LENGTH)]] | None
Q: TypeAlias = Annotated[
    str | None,
    _text("q", "Words of the name, or their beginnings; typos are forgiven.", "countr strike"),
]
SearchedText: TypeAlias = Annotated[
    str, _text("q", "A name as far as it is typed; typos are forgiven.", "civ 5")
]
Genres: TypeAlias = Annotated[Labels, _labels("genre", "Action")]
Tags: TypeAlias = Annotated[Labels, _labels("tag", "FPS")]
Specs: TypeAlias = Annotated[Labels, _labels("spec", "Multi-player")]
Developers: TypeAlias = Annotated[Labels, _labels("developer", "Valve")]
Publishers: TypeAlias = Annotated[Labels, _labels("publisher", "Valve")]
YearFrom: TypeAlias = Annotated[int | None, _year("year_from", "The first release year.")]
YearTo: TypeAlias = Annotated[int | None, _year("year_to", "The last release year.")]
PriceFrom: TypeAlias = Annotated[
    float | None, _dollars("price_from", "The lowest price, in US dollars.")
]
PriceTo: TypeAlias = Annotated[
    float | None, _dollars("price_to", "The highest price, in US dollars.")
]
Free: TypeAlias = Annotated[
    bool | None,
    QueryParameter(
        name="free", description="`true`: a price of 0; `false`: a known price above 0."
    ),
]
EarlyAccess: TypeAlias = Annotated[
    bool | None,
    QueryParameter(
        name="early_access",
        description="`true`: sold before it is finished; `false`: known not to be.",
    ),
]
InCatalogue: TypeAlias = Annotated[
    bool | None,
    QueryParameter(
        name="in_catalogue",
        description="`false`: only mentioned in libraries or reviews; `true`: in the store's list.",
    ),
]
Fields: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        name="fields",
        description="The fields to give, separated by commas, in that order; all without it.",
        min_length=1,
        max_length=1000,
        schema_extra={"pattern": f"^({_NAMES})(,({_NAMES}))*$"},
        examples=[Example(value="game_id,name,price_usd")],
    ),
]
Ids: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        name="ids",
        description=(
            "Up to 100 game ids, separated by commas; the answer has them in this order, each "
            "once. Unknown ones are listed in `missing` (JSON only); 404 where none is known. "
            "Of the other parameters only `fields` and `format` go with it."
        ),
        min_length=1,
        max_length=IDS_LENGTH,
        schema_extra={"pattern": "^-?[0-9]{1,18}(,-?[0-9]{1,18}){0,99}$"},
        examples=[Example(value="440,730")],
    ),
]
Total: TypeAlias = Annotated[
    bool,
    QueryParameter(
        name="total",
        description=(
            "Whether to count the rows of all pages too: `total` in JSON, and the header "
            "X-Total-Count of any page."
        ),
    ),
]
Recommend: TypeAlias = Annotated[
    bool | None,
    QueryParameter(name="recommend", description="Whether the review recommends the game."),
]
DateFrom: TypeAlias = Annotated[
    date | None, QueryParameter(name="date_from", description="The first day of posting.")
]
DateTo: TypeAlias = Annotated[
    date | None, QueryParameter(name="date_to", description="The last day of posting.")
]
FirstDay: TypeAlias = Annotated[
    date,
    QueryParameter(
        name="from",
        description="The first day, from 1970-01-01.",
        examples=[Example(value="2014-01-01")],
    ),
]
LastDay: TypeAlias = Annotated[
    date,
    QueryParameter(
        name="to",
        description="The last day, up to 2100-12-31; not before `from`.",
        examples=[Example(value="2014-12-31")],
    ),
]
GameId: TypeAlias = Annotated[
    int,
    PathParameter(
        description="The store's id of the game.",
        ge=-BIGINT,
        le=BIGINT - 1,
        examples=[Example(value=440)],
    ),
]
Year: TypeAlias = Annotated[
    int,
    PathParameter(
        description="A year.", ge=FIRST_YEAR, le=LAST_YEAR, examples=[Example(value=2014)]
    ),
]
UserId: TypeAlias = Annotated[
    str,
    PathParameter(
        description="A user's id; upper and lower case differ.",
        max_length=NAME_LENGTH,
        examples=[Example(value="js41637")],
    ),
]
GenreName: TypeAlias = Annotated[
    str,
    PathParameter(
        description="A genre, in any case.",
        max_length=NAME_LENGTH,
        examples=[Example(value="Action")],
    ),
]
StudioName: TypeAlias = Annotated[
    str,
    PathParameter(
        description="A studio, in any case.",
        max_length=NAME_LENGTH,
        examples=[Example(value="Valve")],
    ),
]
