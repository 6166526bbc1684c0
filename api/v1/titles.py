"""Streaming titles under /v1: lists by filters, one title, and titles like it."""

from functools import partial
from typing import Annotated, Any, Final, Literal

from litestar import Controller, Response, get
from msgspec import Struct

from api.errors import AnyRequest
from api.operations import document_operation, list_operation, response_row_type
from api.responses import (
    respond_answer,
    respond_list_document,
)
from api.schemas import doc
from api.schemas.titles import SimilarTitle, SimilarTitles, TitleCredit, TitleCredits
from api.v1.list_request import (
    ORDER_BY_ID,
    FormatName,
    FormatQuery,
    ListQuery,
    Words,
    choose_list_sort,
    fields_parameter,
    respond_list,
    sort_parameter,
    sort_query,
)
from api.validation import (
    FIRST_RELEASE_YEAR,
    Name,
    NoParameters,
    name_parameter,
    names_parameter,
    read_path,
    read_query,
    year_parameter,
)
from db import schema
from db.errors import UnknownName
from db.lists import read_list_row
from db.lists.resource import MATCH
from db.lists.titles import (
    SCORE_YEARS,
    TITLE_FILTERS,
    TITLES,
    check_title_names,
    title_conditions,
    title_list,
)
from db.names import NAME_CHARACTERS

Title: Final = response_row_type("Title", TITLES)
TitleRow: Final = response_row_type("TitleRow", TITLES, partial=True)
ScoreYear: Final = response_row_type("ScoreYear", SCORE_YEARS)
MOST_SIMILAR_TITLES: Final = 20
MOST_MINUTES: Final = 100_000
_LABEL_FILTER: Final = "A {}, in any case. Give it more than once for titles that have them all."
_release_year = partial(year_parameter, first=FIRST_RELEASE_YEAR)
_minutes = partial(doc, ge=1, le=MOST_MINUTES)
_stars = partial(doc, ge=0, le=5)


class TitlePath(Struct):
    """Which title."""

    title_id: Annotated[
        str,
        doc("A title's id, letter by letter.", max_length=NAME_CHARACTERS, examples=["as1"]),
    ]


class TitlesQuery(ListQuery, kw_only=True):
    """Filters of titles, and their order."""

    platform: Annotated[str, name_parameter("The platform, in any case.", "netflix")] | None = None
    kind: Annotated[Literal["movie", "series"] | None, doc("What it is, as the platform says.")] = (
        None
    )
    genre: (
        Annotated[list[Name], names_parameter(_LABEL_FILTER.format("common genre"), "Drama")] | None
    ) = None
    country: (
        Annotated[list[Name], names_parameter(_LABEL_FILTER.format("country"), "Argentina")] | None
    ) = None
    audience: (
        Annotated[str, name_parameter("For whom it is, such as `PG-13`; in any case.", "G")] | None
    ) = None
    rated: Annotated[
        bool | None, doc("`false`: for whom it is is unknown; `true`: it is known.")
    ] = None
    year: Annotated[int, _release_year("The release year.")] | None = None
    year_from: Annotated[int, _release_year("The first release year.")] | None = None
    year_to: Annotated[int, _release_year("The last release year.")] | None = None
    minutes_from: Annotated[int, _minutes("The shortest length, in minutes.")] | None = None
    minutes_to: Annotated[int, _minutes("The greatest length, in minutes.")] | None = None
    score_from: Annotated[float, _stars("The lowest score, in stars.")] | None = None
    score_to: Annotated[float, _stars("The highest score, in stars.")] | None = None
    score_above: Annotated[float, _stars("What the score must be greater than.")] | None = None
    q: Words | None = None
    sort: sort_parameter(  # type: ignore[valid-type] # made at run time
        (*TITLES.sorts, MATCH),
        "The order; with a `-` the greatest come first. Unknown values come last both ways, equals "
        "by id: by platform, then by the number in it. `match` is how well `q` matches. Without "
        "it: `-match` where `q` is given, else `id`.",
    ) = None
    fields: Annotated[str, fields_parameter(TITLES, "title_id,name,score")] | None = None


class SimilarTitlesQuery(Struct, kw_only=True):
    """How many similar titles to give."""

    limit: Annotated[int, doc("The most titles to give.", ge=1, le=MOST_SIMILAR_TITLES)] = 10
    format: FormatName | None = None


ScoreYearsQuery: Final = sort_query(SCORE_YEARS, "id", description=ORDER_BY_ID)


class Titles(Controller):
    """Titles."""

    path = "/v1/titles"
    tags = ("Titles",)

    @get(
        "/",
        summary="Streaming titles, filtered and sorted",
        description="All filters apply together, and so do the values of one that is given more "
        "than once. What is unknown of a title (its score, its length) fulfils no filter on it. "
        "With `score_above` and `total=true` beside a platform, a year and a kind: how many of the "
        "platform's movies of the year are better.",
        **list_operation(
            TitleRow,
            "Titles.",
            "/v1/titles?platform=netflix&kind=movie&year=2018&limit=10",
            "titles",
            query=TitlesQuery,
            named=True,
        ),
    )
    async def list_titles(self, request: AnyRequest) -> Response[Any]:
        """List titles."""
        query = read_query(request, TitlesQuery)
        order = choose_list_sort(query, TITLES)
        filters = {
            name: value for name in TITLE_FILTERS if (value := getattr(query, name)) is not None
        }
        listing = title_list(filters, order) if query.q is None else TITLES.matching(query.q)
        return await respond_list(
            request,
            query,
            listing,
            title_conditions(filters),
            sort=order,
            fields=query.fields,
            check=partial(check_title_names, request.app.state.engine, filters),
        )

    @get(
        "/{title_id:str}",
        summary="Everything known of a title",
        description="One title of a platform; `same_work_ids` are the same work on others.",
        **document_operation(Title, "The title.", "/v1/titles/as1", "title", path=TitlePath),
    )
    async def get_title(self, request: AnyRequest) -> Response[bytes]:
        """Show one title."""
        title_id = read_path(request, TitlePath).title_id
        read_query(request, NoParameters)
        answer = await read_list_row(request.app.state.engine, TITLES, TITLES.of(title_id=title_id))
        if answer is None:
            raise UnknownName("title", title_id)
        return respond_answer(answer)

    @get(
        "/{title_id:str}/similar",
        summary="Titles most like a title",
        description="By genres, people, words of name and description, kind and decade. Never the "
        "same work on another platform, and no work twice.",
        **document_operation(
            SimilarTitles,
            "Titles, best first.",
            "/v1/titles/as1/similar",
            "similar_titles",
            query=SimilarTitlesQuery,
            path=TitlePath,
        ),
    )
    async def list_similar_titles(self, request: AnyRequest) -> Response[bytes]:
        """S7."""
        title_id = read_path(request, TitlePath).title_id
        query = read_query(request, SimilarTitlesQuery)
        return await respond_list_document(
            request,
            schema.similar_titles_document,
            {"p_title_id": title_id, "p_count": query.limit},
            row=SimilarTitle,
            format_=query.format,
            kind="title",
        )

    @get(
        "/{title_id:str}/credits",
        summary="Who made a title",
        description="Its directors, then its cast, each in the platform's order.",
        **document_operation(
            TitleCredits,
            "Directors and cast.",
            "/v1/titles/as1/credits",
            "title_credits",
            query=FormatQuery,
            path=TitlePath,
        ),
    )
    async def list_title_credits(self, request: AnyRequest) -> Response[bytes]:
        """List who made a title."""
        title_id = read_path(request, TitlePath).title_id
        return await respond_list_document(
            request,
            schema.title_credits_document,
            {"p_title_id": title_id},
            row=TitleCredit,
            format_=read_query(request, FormatQuery).format,
            kind="title",
        )

    @get(
        "/{title_id:str}/score-years",
        summary="How a title was rated over the years",
        description="Its score by the year in which the ratings were given; none without ratings.",
        **list_operation(
            ScoreYear,
            "Years.",
            "/v1/titles/as1/score-years",
            "score_years",
            query=ScoreYearsQuery,
            path=TitlePath,
        ),
    )
    async def list_score_years(self, request: AnyRequest) -> Response[Any]:
        """List the years of a title's ratings."""
        title_id = read_path(request, TitlePath).title_id
        query = read_query(request, ScoreYearsQuery)
        return await respond_list(request, query, SCORE_YEARS, of=("title", title_id))
