"""Games under /v1: lists by filters or ids, one game, and its reviews."""

from typing import Annotated, Any, Final

from litestar import Controller, Response, get
from msgspec import Struct, defstruct
from msgspec.structs import fields

from api.errors import AnyRequest, Problem, conflict_problem, invalid_value_problem, truncate_given
from api.negotiation import negotiated_format, request_query_pairs
from api.operations import document_operation, list_operation, response_row_type
from api.responses import respond_page, respond_uncached
from api.schemas import doc
from api.v1.include import include_parameter, including_type, respond_including
from api.v1.list_request import (
    FormatName,
    FormatQuery,
    ListQuery,
    Owner,
    Words,
    choose_list_sort,
    fields_parameter,
    read_list_fields,
    respond_list,
    respond_whole_list,
    sort_parameter,
)
from api.v1.reviews import REVIEWS, ReviewsQuery, respond_reviews
from api.validation import (
    BIGINT,
    Name,
    dollars_parameter,
    is_digits,
    names_parameter,
    pick_given_fields,
    read_path,
    read_query,
    year_parameter,
)
from db.errors import UnknownName
from db.lists import Window, read_list_page, read_list_row
from db.lists.games import (
    GAME_FACETS,
    GAME_FILTERS,
    GAME_PLAYTIMES,
    GAMES,
    GAMES_BY_ID,
    RANDOM_GAMES,
    game_conditions,
    game_facets_list,
)
from db.lists.resource import MATCH
from db.lists.reviews import REVIEW_YEARS, REVIEWS_OF_GAME

MOST_IDS: Final = 100
Game: Final = response_row_type("Game", GAMES)
GameFacet: Final = response_row_type("GameFacet", GAME_FACETS)
GamePlaytimes: Final = response_row_type("GamePlaytimes", GAME_PLAYTIMES)
INCLUDED: Final = {
    "similar": "similar?limit=8",
    "price": "price",
    "playtimes": "playtimes",
    "review_years": "review-years",
    "reviews": "reviews?limit=5",
}
"""What a game may be shown with, and where that is answered under its address."""
IncludingGame: Final = including_type(Game, INCLUDED)
REVIEW_YEAR: Final = response_row_type("ReviewYear", REVIEW_YEARS)
GameRow: Final = response_row_type("GameRow", GAMES, partial=True)

_IDS_LENGTH: Final = 2100
_IDS_ALLOWED: Final = f"1 to {MOST_IDS} whole numbers, separated by commas"
_ALLOWED_WITH_IDS: Final = frozenset({"ids", "fields", "format"})
_MISSING: Final = Annotated[list[int], doc("With `ids`: those of them that no game has.")]
_LABEL_EXAMPLES: Final = {
    "genre": "Action",
    "tag": "FPS",
    "spec": "Multi-player",
    "developer": "Valve",
    "publisher": "Valve",
}
_LABEL_MODES: Final = {
    "": "A {}, in any case. Give it more than once for games that have them all.",
    "_any": "A {}, in any case. Give it more than once for games that have at least one.",
    "_none": "A {} that the games must not have, in any case; may be given more than once.",
}

_IDS: Final = doc(
    f"Up to {MOST_IDS} game ids, separated by commas; the answer has them in this order, each "
    "once. Unknown ones are listed in `missing` (JSON only); 404 where none is known. Of the other "
    "parameters only `fields` and `format` go with it.",
    min_length=1,
    max_length=_IDS_LENGTH,
    examples=["440,730"],
    extra_json_schema={"pattern": "^-?[0-9]{1,18}(,-?[0-9]{1,18}){0,99}$"},
)


class GamePath(Struct):
    """Which game."""

    game_id: Annotated[
        int, doc("The store's id of the game.", ge=-BIGINT, le=BIGINT - 1, examples=[440])
    ]


_LabelFilters: Any = defstruct(
    "_LabelFilters",
    [
        ("ids", Annotated[str, _IDS] | None, None),
        *(
            (
                name + mode,
                Annotated[list[Name], names_parameter(text.format(name), one)] | None,
                None,
            )
            for name, one in _LABEL_EXAMPLES.items()
            for mode, text in _LABEL_MODES.items()
        ),
    ],
    bases=(ListQuery,),
    kw_only=True,
)


class GamesQuery(_LabelFilters, kw_only=True):  # type: ignore[misc, call-arg] # made at run time
    """Filters of games, and their order."""

    year_from: Annotated[int, year_parameter("The first release year.")] | None = None
    year_to: Annotated[int, year_parameter("The last release year.")] | None = None
    price_from: Annotated[float, dollars_parameter("The lowest price, in US dollars.")] | None = (
        None
    )
    price_to: Annotated[float, dollars_parameter("The highest price, in US dollars.")] | None = None
    free: Annotated[bool | None, doc("`true`: a price of 0; `false`: a known price above 0.")] = (
        None
    )
    early_access: Annotated[
        bool | None, doc("`true`: sold before it is finished; `false`: known not to be.")
    ] = None
    in_catalogue: Annotated[
        bool | None,
        doc("`false`: only mentioned in libraries or reviews; `true`: in the store's list."),
    ] = None
    q: Words | None = None
    sort: sort_parameter(  # type: ignore[valid-type] # made at run time
        (*GAMES.sorts, MATCH),
        "The order; with a `-` the greatest come first. Unknown values come last both ways, equals "
        "by game_id. `recommended` is the share of reviews that recommend the game, `match` how "
        "well `q` matches. Without it: `-match` where `q` is given, else `id`, the one order that "
        "no load can change under a walk.",
    ) = None
    fields: Annotated[str, fields_parameter(GAMES, "game_id,name,price_usd")] | None = None


def _filters_query(name: str, doc: str, *more: tuple[str, Any, Any]) -> type[Struct]:
    """Make the query of an operation that takes the filters of games alone."""
    kinds = {one.name: one.type for one in fields(GamesQuery)}
    given = [(one, kinds[one], None) for one in (*GAME_FILTERS, "q")]
    return defstruct(
        name, [*given, *more], kw_only=True, module=__name__, namespace={"__doc__": doc}
    )


FacetsQuery: Final = _filters_query(
    "FacetsQuery", "Filters of games.", ("format", FormatName | None, None)
)
RandomQuery: Final = _filters_query("RandomQuery", "Filters of games.")


class GameQuery(Struct, kw_only=True):
    """What a game is shown with."""

    include: Annotated[str, include_parameter(INCLUDED)] | None = None


class Games(Controller):
    """Games."""

    path = "/v1/games"
    tags = ("Games",)

    @get(
        "/",
        summary="Games, filtered and sorted",
        description="All filters apply together, and so do the values of one that is given more "
        "than once; `…_any` asks for at least one of its values, `…_none` for none of them. What "
        "is unknown of a game (its price, its year) fulfils no filter on it.",
        **list_operation(
            GameRow,
            "Games.",
            "/v1/games?genre=Action&sort=-owners&limit=10",
            "games",
            query=GamesQuery,
            named=True,
            more={"missing": _MISSING},
        ),
    )
    async def list_games(self, request: AnyRequest) -> Response[Any]:
        """List games."""
        query = read_query(request, GamesQuery)
        if query.ids is not None:
            return await _respond_games_by_ids(request, query, query.ids)
        choose_list_sort(query, GAMES)
        filters = pick_given_fields(query, GAME_FILTERS)
        conditions = await game_conditions(request.app.state.engine, filters)
        return await respond_list(request, query, GAMES, conditions, fields=query.fields)

    @get(
        "/facets",
        summary="How many games of each genre, tag, year, price, … fit filters",
        description="Rows of the facets `genre`, `tag`, `spec` (30 values of each at most), "
        "`year`, `price`, `free`, `early_access` and `in_catalogue`. `games_count` is of games "
        "that pass the filters of all other facets, `narrowed_count` of those that pass every "
        "filter: what remains where the value is added to its facet's own.",
        **list_operation(
            GameFacet,
            "Values of facets.",
            "/v1/games/facets?genre=Action&year_from=2010",
            "game_facets",
            query=FacetsQuery,
            named=True,
        ),
    )
    async def list_game_facets(self, request: AnyRequest) -> Response[Any]:
        """Count games by facets."""
        query = read_query(request, FacetsQuery)
        filters = pick_given_fields(query, GAME_FILTERS)
        await game_conditions(request.app.state.engine, filters)  # every name is known
        listing = game_facets_list(pick_given_fields(query, (*GAME_FILTERS, "q")))
        return await respond_whole_list(request, listing, query.format)  # type: ignore[attr-defined] # of a Struct made at run time

    @get(
        "/random",
        summary="One of the games that fit, by chance",
        description="Another one each time; nobody keeps it. 404 where none fits.",
        **document_operation(
            Game,
            "The game.",
            "/v1/games/random?genre=Action",
            "game",
            query=RandomQuery,
            named=True,
        ),
    )
    async def get_random_game(self, request: AnyRequest) -> Response[bytes]:
        """Pick a game."""
        query = read_query(request, RandomQuery)
        engine = request.app.state.engine
        given = pick_given_fields(query, (*GAME_FILTERS, "q"))
        words = given.pop("q", None)
        listing = RANDOM_GAMES.matching(words)
        answer = await read_list_row(engine, listing, await game_conditions(engine, given))
        if answer is None:
            raise Problem("unknown-name", "No game fits all of these filters.")
        return respond_uncached(answer.body)

    @get(
        "/{game_id:str}",
        summary="Everything known of a game",
        description="One game, in the catalogue or not. `store_url` and `image_url` are made of "
        "its id; nobody checked that there is something. With `include` the parts that have "
        "addresses of their own come with it: each as that address answers, null where its model "
        "is not trained yet.",
        **document_operation(
            IncludingGame,
            "The game.",
            "/v1/games/440?include=similar,price",
            "game",
            query=GameQuery,
            path=GamePath,
        ),
    )
    async def get_game(self, request: AnyRequest) -> Response[bytes]:
        """Show one game."""
        game_id = read_path(request, GamePath).game_id
        query = read_query(request, GameQuery)
        answer = await read_list_row(request.app.state.engine, GAMES, GAMES.of(game_id=game_id))
        if answer is None:
            raise UnknownName("game", str(game_id))
        return await respond_including(request, answer, INCLUDED, query.include)

    @get(
        "/{game_id:str}/playtimes",
        summary="Owners of a game by how long they played it",
        description="Bands of minutes, the first of those who never played it; none where no "
        "library holds the game.",
        **list_operation(
            GamePlaytimes,
            "Bands.",
            "/v1/games/440/playtimes",
            "game_playtimes",
            query=FormatQuery,
            path=GamePath,
        ),
    )
    async def list_game_playtimes(self, request: AnyRequest) -> Response[Any]:
        """List bands of playtime."""
        game, query = _path_game(request), read_query(request, FormatQuery)
        return await respond_whole_list(request, GAME_PLAYTIMES, query.format, of=game)

    @get(
        "/{game_id:str}/reviews",
        operation_id="list_game_reviews",  # the index lists methods by their own names
        summary="Reviews of a game, newest first",
        description="Reviews of the same day come by user_id.",
        **list_operation(
            REVIEWS,
            "Reviews.",
            "/v1/games/440/reviews?recommend=false&limit=10",
            "reviews",
            query=ReviewsQuery,
            path=GamePath,
        ),
    )
    async def list_reviews(self, request: AnyRequest) -> Response[Any]:
        """List a game's reviews."""
        return await respond_reviews(request, REVIEWS_OF_GAME, of=_path_game(request))

    @get(
        "/{game_id:str}/review-years",
        summary="Reviews of a game by year and sentiment",
        description="Years in which its reviews were posted; `inferred_count` are those whose text "
        "names no year, counted in the year of the crawl.",
        **list_operation(
            REVIEW_YEAR,
            "Years.",
            "/v1/games/440/review-years",
            "review_years",
            query=ListQuery,
            path=GamePath,
        ),
    )
    async def list_review_years(self, request: AnyRequest) -> Response[Any]:
        """List the years of a game's reviews."""
        game, query = _path_game(request), read_query(request, ListQuery)
        return await respond_list(request, query, REVIEW_YEARS, of=game, sort="id")


def _path_game(request: AnyRequest) -> Owner:
    return "game", read_path(request, GamePath).game_id


async def _respond_games_by_ids(request: AnyRequest, query: GamesQuery, text: str) -> Response[Any]:
    """Answer with the games of these ids, in their order.

    Raises:
        Problem: 400, they cannot be read, or a filter is given too.
        UnknownName: none of them is known.
    """
    ids = _parse_game_ids(request, text)
    chosen = negotiated_format(request.scope, query.format)
    listing = GAMES_BY_ID.given(ids=list(ids))
    window = Window(sort="given", fields=read_list_fields(listing, query.fields))
    found = await read_list_page(request.app.state.engine, listing, window=window)
    [places] = found.keys
    missing = [game_id for place, game_id in enumerate(ids, start=1) if place not in (places or ())]
    if len(missing) == len(ids):
        raise UnknownName("game", ",".join(str(game_id) for game_id in ids))
    more = {"missing": missing}
    return respond_page(request, found, window.fields, chosen=chosen, more=more)


def _parse_game_ids(request: AnyRequest, text: str) -> tuple[int, ...]:
    for name_, value in request_query_pairs(request.scope):
        is_default = (name_, value.lower()) == ("total", "false")  # generated clients send it
        if name_ not in _ALLOWED_WITH_IDS and not is_default:
            detail = f"{name_} is given with ids: only fields and format go with it."
            raise conflict_problem(name_, detail)
    parts = [part.strip() for part in text.split(",")]
    for part in parts:
        digits = part.removeprefix("-")
        is_number = is_digits(digits) and len(digits) <= len(str(BIGINT))
        if not is_number or not -BIGINT <= int(part) < BIGINT:
            fault = f"holds {truncate_given(part)!r}"
            raise invalid_value_problem("ids", fault, given=text, allowed=_IDS_ALLOWED)
    numbers = tuple(dict.fromkeys(int(part) for part in parts))
    if len(numbers) > MOST_IDS:
        fault = f"holds {len(numbers)} numbers"
        raise invalid_value_problem("ids", fault, given=text, allowed=_IDS_ALLOWED)
    return numbers
