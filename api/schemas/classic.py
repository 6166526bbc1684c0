"""The classic face's questions as one table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Annotated, Any, Final, Literal, TypeAlias

from litestar.openapi.spec import Example
from msgspec import NODEFAULT, Struct, defstruct

from api.errors import Problem, conflict_problem
from api.schemas import doc
from api.validation import (
    FIRST_RELEASE_YEAR,
    INTEGER,
    check_day_order,
    name_parameter,
    year_parameter,
)
from db import schema
from db.api_function import ApiFunction
from db.queries.documents import PRICE_MODEL, RECOMMENDER, RequiredModel
from db.queries.labels import Label, NameKind

LAST_PAGE: Final = 1_000_000
MOST_METASCORE: Final = 100
MOST_STARS: Final = 5


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question."""

    name: str
    type: Any
    """With its `Meta`, as api.validation reads it."""
    default: Any = NODEFAULT
    also: Sequence[str] = ()
    """Other names of it; one of all may be given."""

    @property
    def example(self) -> Any:  # noqa: ANN401 - as its type
        """A value, if its `Meta` has one."""
        return next(iter(self.type.__metadata__[0].examples or ()), None)

    def optional(self) -> "Parameter":
        """Let it be left out."""
        return replace(self, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question of the classic face: `GET /{name}`."""

    name: str
    aliases: Sequence[str] = ()
    """Other names that it is asked by."""
    paths: Sequence[str] = ()
    """Its forms without a query: names of parameters, such as `platform/year`; `anio_o_empresa` is
    `anio` where it holds a year, else `empresa`."""
    tag: str
    summary: str
    description: str
    function: ApiFunction
    parameters: Mapping[str, Parameter]
    """By the arguments of the function."""
    kind: NameKind | None = None
    """What the function's first argument names, where there may be none of that name."""
    named: Mapping[str, NameKind] = field(default_factory=dict)
    """What further arguments name; where one is not known, SQL answers null."""
    labels: Mapping[str, Label] = field(default_factory=dict)
    """Further arguments that are names, which must be known."""
    model: RequiredModel | None = None
    """The model that it cannot be answered without."""
    function_for_year: ApiFunction | None = None
    """The function instead, where a year is given and no name."""
    check: Callable[[Mapping[str, Any]], None] | None = None
    """Raises Problem where the arguments contradict each other."""
    answer: Any
    """The type of the answer, which Postgres writes."""
    returns: str
    """What the answer is, in words."""
    example: str = ""
    """A query that is answered, where it is not the examples of the parameters."""
    examples: Sequence[Example] = ()
    """Answers, where classic_examples.json has none."""

    @property
    def forms(self) -> list[str]:
        """The paths that it is asked by, the plain one first, parameters as `{name}`."""
        return [
            "/".join(["", name, *(f"{{{one}}}" for one in path.split("/") if one)])
            for path in ("", *self.paths)
            for name in (self.name, *self.aliases)
        ]

    @property
    def address(self) -> str:
        """An example, of names that stand for their kinds (`api.examples`)."""
        given = {one.name: one.example for one in self.parameters.values()}
        texts = [f"{name}={value}" for name, value in given.items() if value is not None]
        return f"/{self.name}?{self.example or '&'.join(texts)}"


def classic_record_type(title: str, *members: tuple[Any, ...]) -> type[Struct]:
    """Make the type of a JSON object, for OpenAPI.

    Args:
        title: what it is called there.
        members: of each the name, the type, and a description where the type has none.
    """
    names = {f"member_{place}": member[0] for place, member in enumerate(members)}
    types = [Annotated[rest[0], doc(rest[1])] if rest[1:] else rest[0] for _, *rest in members]
    return defstruct(title, list(zip(names, types, strict=True)), rename=names, module=__name__)


def classic_record_list_type(title: str, *members: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a type
    """Make the type of an array of such objects."""
    return list[classic_record_type(title, *members)]  # type: ignore[misc] # a type that is made at run time


def check_classic_interval(values: Mapping[str, Any]) -> None:
    """Refuse a first day after the last."""
    check_day_order("desde", values["p_from"], "hasta", values["p_to"])


def check_either_studio_or_year(values: Mapping[str, Any]) -> None:
    """Refuse both, and neither."""
    studio, year_, what = values["p_studio"], values["p_year"], "ask about a studio or about a year"
    if studio is not None and year_ is not None:
        raise conflict_problem("empresa", f"empresa and anio are both given: {what}.")
    if studio is None and year_ is None:
        detail = f"empresa or anio is missing: {what}."
        raise Problem("missing-parameter", detail, parameter="empresa")


_STUDIO: Final = name_parameter("A studio, as developer, in any case.", "Valve")
_USER: Final = name_parameter("A user's id, letter by letter.", "js41637", is_trimmed=False)
_GENRES: Final = ("genero", "genre", "género")
_YEARS: Final = ("anio", "año", "year")
_STUDIOS: Final = (
    *("desarrollador", "desarrolladora", "developer"),
    *("empresa", "empresa_desarrolladora"),
)
_USERS: Final = ("user_id", "User_id", "userid", "id_usuario")
_GAMES: Final = ("id_producto", "item_id", "product_id", "id", "game_id")


def _parameter(name: str, type_: Any, names: Sequence[str], default: Any = NODEFAULT) -> Parameter:  # noqa: ANN401 - types
    """Make a parameter that may be called by any of the names, this one before the others."""
    return Parameter(name, type_, default, tuple(one for one in names if one != name))


def _name(  # noqa: PLR0913 - what tells names apart
    name: str,
    description: str,
    example: str | None,
    names: Sequence[str],
    default: Any = NODEFAULT,  # noqa: ANN401 - as the parameter's type
    *,
    is_trimmed: bool = True,
) -> Parameter:
    """Make a parameter that is a name, or an id."""
    meta = name_parameter(description, example, is_trimmed=is_trimmed)
    return _parameter(name, Annotated[str, meta], names, default)


GENERO: Final = _name("genero", "A genre, in any case.", "Action", _GENRES)
ANIO: Final = _parameter("anio", Annotated[int, year_parameter("A year.", 2014)], _YEARS)
YEAR_OF: Final = Parameter(
    "year_of",
    Annotated[
        Literal["posted", "release"],
        doc("Whose year counts: the review's (`posted`) or the game's (`release`)."),
    ],
    default="posted",
)
EMPRESA: Final = _parameter("empresa", Annotated[str, _STUDIO], _STUDIOS)
DESARROLLADORA: Final = _parameter("desarrolladora", Annotated[str, _STUDIO], _STUDIOS)
DESARROLLADOR: Final = _parameter("desarrollador", Annotated[str, _STUDIO], _STUDIOS)
USER_ID: Final = _parameter("user_id", Annotated[str, _USER], _USERS)
ID_USUARIO: Final = _parameter("id_usuario", Annotated[str, _USER], _USERS)
ID_PRODUCTO: Final = _name(
    "id_producto",
    "The store's id of a game, or its name in any case. Of several games of a name it is "
    "the one most owned, then the lower id.",
    "440",
    _GAMES,
)
DESDE: Final = Parameter(
    "desde", Annotated[date, doc("The first day, from 1970-01-01.", examples=["2014-01-01"])]
)
HASTA: Final = Parameter(
    "hasta",
    Annotated[
        date, doc("The last day, up to 2100-12-31; not before `desde`.", examples=["2014-12-31"])
    ],
)
PAGINA: Final = Parameter(
    "pagina",
    Annotated[int, doc("The page, from 1; one past the last has no games.", ge=1, le=LAST_PAGE)],
    default=1,
)
EARLYACCESS: Final = Parameter(
    "earlyaccess",
    Annotated[bool, doc("Whether it is sold before it is finished.", examples=[False])],
    default=None,
)
RELEASE_YEAR: Final = _parameter(
    "anio", Annotated[int, year_parameter("Its release year.")], _YEARS, default=None
)
DEVELOPER: Final = _name(
    "desarrollador",
    "Its developer, in any case; what that one's games cost counts.",
    None,
    _STUDIOS,
    default=None,
)
METASCORE: Final = Parameter(
    "metascore",
    Annotated[int, doc("Its Metacritic score.", ge=0, le=MOST_METASCORE)],
    default=None,
)


_TITLE_YEAR: Final = Annotated[int, year_parameter("A year.", 2018, first=FIRST_RELEASE_YEAR)]
YEAR: Final = _parameter("year", _TITLE_YEAR, _YEARS)
ANIO_OF_TITLES: Final = _parameter("anio", _TITLE_YEAR, _YEARS)
PLATFORM: Final = _name("platform", "A platform, in any case.", "netflix", ["plataforma"])
DURATION_TYPE: Final = _parameter(
    "duration_type",
    Annotated[
        Literal["min", "season"],
        doc("By minutes, movies alone, or by seasons, titles of any kind."),
    ],
    ["tipo_duracion"],
    default="min",
)
SCORED: Final = _parameter(
    "scored",
    Annotated[
        float,
        doc("Stars that the score must be greater than.", ge=0, le=MOST_STARS, examples=[3.5]),
    ],
    ["score", "puntaje"],
)
YEAR_OF_SCORES: Final = Parameter(
    "year_of",
    Annotated[
        Literal["release", "rated"],
        doc("Whose year counts: the movies' (`release`), or that of the ratings (`rated`)."),
    ],
    default="release",
)
TIPO: Final = _name(
    "tipo", "`movie`, `pelicula`, `película`; `series`, `serie`, `tv show`.", "movie", ["kind"]
)
PAIS: Final = _name("pais", "A country, in any case.", "Argentina", ["país", "country"])
RATING: Final = _name(
    "rating",
    "For whom a title is, in any case. In a query `+` is written %2B.",
    "G",
    ["clasificacion", "clasificación"],
)
VIEWER_ID: Final = _parameter(
    "userId",
    Annotated[int, doc("A viewer's id.", ge=1, le=INTEGER - 1, examples=[45811])],
    ["user_id", "usuario", "id_usuario"],
)
MOVIE_ID: Final = _name("movieId", "A title's id.", "as1", ["movie_id", "id"], is_trimmed=False)
UMBRAL: Final = _parameter(
    "umbral",
    Annotated[float, doc("Recommended is what gets more stars.", ge=0, le=MOST_STARS)],
    ["threshold"],
    default=4.0,
)
TITULO: Final = _name(
    "titulo", "A title's id, or its name in any case.", "as1", ["título", "title"]
)

Year: TypeAlias = Annotated[int, doc("Release year.")]
Count: TypeAlias = Annotated[int, doc("How many games of the year.")]
Hours: TypeAlias = Annotated[float, doc("Hours, rounded to 2 decimals.")]
User: TypeAlias = Annotated[str, doc("The user.")]
GameId: TypeAlias = Annotated[int, doc("The store's id of the game.")]
GameName: TypeAlias = Annotated[str, doc("Its name.")]
Share: TypeAlias = Annotated[
    str | None, doc("Share of the reviews that recommend; null without reviews.")
]
AskedYear: TypeAlias = Annotated[int, doc("The year asked for.")]
Platform: TypeAlias = Annotated[str, doc("The platform.")]
Podium: TypeAlias = list[dict[str, str | None]]


_GAME: Final = (("id", GameId), ("nombre", GameName))
_title_question = partial(Question, tag="Titles")
_genre_question = partial(
    Question, tag="Genres", kind="genre", parameters={"p_genre": GENERO}, paths=["genero"]
)
_year_question = partial(Question, tag="Years", parameters={"p_year": ANIO}, paths=["anio"])
_podium_question = partial(
    Question,
    tag="Years",
    parameters={"p_year": ANIO, "p_year_of": YEAR_OF},
    paths=["anio"],
    answer=Podium,
)

QUESTIONS: Final = (
    _genre_question(
        name="genre",
        summary="A genre's place by playtime",
        description="Over all users and all its games; the genre with the most playtime has "
        "place 1. A tie goes to the name that sorts first.",
        function=schema.classic_genre,
        answer=classic_record_type(
            "GenrePlace",
            ("Género", str, "The genre, as the store spells it."),
            ("Puesto", int, "Place by total playtime, from 1."),
        ),
        returns="The place.",
    ),
    _genre_question(
        name="PlayTimeGenre",
        summary="Release year with the most playtime in a genre",
        description="Over games whose release year is known. A tie goes to the later year.",
        function=schema.classic_play_time_genre,
        answer=dict[str, int | None],
        returns="The year.",
    ),
    _genre_question(
        name="UserForGenre",
        summary="User with the most playtime in a genre",
        description="With that user's hours in the genre by release year, years descending. "
        "A tie goes to the user_id that sorts first.",
        function=schema.classic_user_for_genre,
        answer=dict[  # type: ignore[misc] # a type that is made at run time
            str,
            str | classic_record_list_type("HoursOfYear", ("Año", Year), ("Horas", Hours)) | None,
        ],
        returns="The user.",
    ),
    _genre_question(
        name="userforgenre",
        summary="The 5 users with the most playtime in a genre",
        description="With their profile pages and hours. A tie goes to the user_id that sorts "
        "first. `/UserForGenre` is another question: the first of them, by release year.",
        function=schema.classic_userforgenre,
        answer=classic_record_list_type(
            "GenrePlayer",
            ("Puesto", int, "Place, from 1."),
            ("Usuario", User),
            ("URL", str | None, "Public profile page."),
            ("Horas", Hours),
        ),
        returns="Up to five users.",
    ),
    _podium_question(
        name="best_developer_year",
        summary="The 3 best developers of a year",
        description="By reviews of their games that recommend and are positive. "
        "A tie goes to the name that sorts first.",
        function=schema.classic_best_developer_year,
        returns="Up to three studios.",
    ),
    _podium_question(
        name="UsersNotRecommend",
        summary="The 3 least recommended games of a year",
        description="By reviews that do not recommend and are negative. "
        "A tie goes to the lower game id.",
        function=schema.classic_users_not_recommend,
        returns="Up to three games.",
    ),
    _podium_question(
        name="UsersRecommend",
        summary="The 3 most recommended games of a year",
        description="By reviews that recommend and are not negative. "
        "A tie goes to the lower game id.",
        function=schema.classic_users_recommend,
        returns="Up to three games.",
    ),
    _podium_question(
        name="UsersWorstDeveloper",
        summary="The 3 worst developers of a year",
        description="By reviews of their games that do not recommend and are negative. "
        "A tie goes to the name that sorts first.",
        function=schema.classic_users_worst_developer,
        returns="Up to three studios.",
    ),
    _year_question(
        name="earlyacces",
        summary="How many games of a year are in early access",
        description="Among the games released that year.",
        function=schema.classic_earlyacces,
        answer=classic_record_type("YearCount", ("Año", Year), ("Cantidad", Count)),
        returns="Their number.",
    ),
    _year_question(
        name="genero",
        summary="The 5 most frequent genres of a year",
        description="Among the games released that year; a game counts in each of its genres. "
        "A tie goes to the name that sorts first.",
        function=schema.classic_genero,
        answer=classic_record_list_type(
            "GenreCount", ("Género", str, "The genre."), ("Cantidad", Count)
        ),
        returns="Up to five genres.",
    ),
    _year_question(
        name="juegos",
        paths=["anio", "anio/pagina"],
        summary="The games of a year",
        description="Released that year, by id, 100 a page, with their number over all pages.",
        function=schema.classic_juegos,
        parameters={"p_year": ANIO, "p_page": PAGINA},
        answer=classic_record_type(
            "YearPage",
            ("Año", Year),
            ("Cantidad", int, "Games of the year, over all pages."),
            ("Página", int, "The page, from 1."),
            ("Páginas", int, "How many pages there are."),
            ("Juegos", classic_record_list_type("GameName", *_GAME), "Up to 100 games."),
        ),
        returns="A page of games.",
    ),
    _year_question(
        name="metascore",
        summary="The 5 games of a year with the best metascore",
        description="Among the games released that year. A tie goes to the lower game id.",
        function=schema.classic_metascore,
        answer=classic_record_list_type(
            "ScoredGame", *_GAME, ("metascore", int, "Metacritic's score, 0 to 100.")
        ),
        returns="Up to five games.",
    ),
    _year_question(
        name="sentiment",
        summary="The games of a year by the store's summary of their reviews",
        description="Games released that year by category, the most frequent first, then by name; "
        "games without a category are left out. Where the store says no more than how many reviews "
        "there are (`1 user reviews` to `9 user reviews`), a game counts as `Pocas reseñas`, last.",
        function=schema.classic_sentiment,
        answer=dict[str, Count],
        returns="The categories with their games.",
    ),
    _year_question(
        name="specs",
        summary="The 5 most frequent specs of a year",
        description="Features, such as single-player, among the games released that year. "
        "A tie goes to the name that sorts first.",
        function=schema.classic_specs,
        answer=classic_record_list_type(
            "SpecCount", ("Spec", str, "The spec: a feature of games."), ("Cantidad", Count)
        ),
        returns="Up to five specs.",
    ),
    Question(
        name="developer_reviews_analysis",
        paths=["desarrolladora"],
        tag="Sentiments",
        summary="Negative and positive reviews of a developer's games",
        description="As sentiment_analysis of a studio, without the neutral reviews.",
        function=schema.classic_developer_reviews_analysis,
        parameters={"p_studio": DESARROLLADORA},
        kind="studio",
        answer=dict[str, list[str]],
        returns="Negative and positive reviews.",
    ),
    Question(
        name="sentiment_analysis",
        paths=["anio_o_empresa"],
        tag="Sentiments",
        summary="Sentiments of a studio's reviews, or of a year's",
        description="Give `empresa` for the reviews of a studio's games, or `anio` for those of "
        "the games released that year; one of the two.",
        function=schema.classic_sentiment_by_studio,
        function_for_year=schema.classic_sentiment_by_year,
        parameters={"p_studio": EMPRESA.optional(), "p_year": ANIO.optional()},
        kind="studio",
        check=check_either_studio_or_year,
        answer=dict[str, int | list[str]],
        returns="Negative, neutral and positive reviews.",
        example="empresa=Valve",
    ),
    Question(
        name="developer",
        paths=["desarrollador"],
        tag="Studios",
        summary="A developer's games and its share of free ones, by release year",
        description="Years descending; games without a known release year are left out, and a game "
        "without a known price is not free.",
        function=schema.classic_developer,
        parameters={"p_studio": DESARROLLADOR},
        kind="studio",
        answer=classic_record_list_type(
            "DeveloperYear",
            ("Año", Year),
            ("Cantidad de Items", int, "Games of that year."),
            ("Contenido Free", str, "Share of them whose price is 0."),
        ),
        returns="The years.",
    ),
    Question(
        name="countreviews",
        paths=["desde/hasta"],
        tag="Users",
        summary="How many users posted reviews between two dates",
        description="From `desde` to `hasta`, both days included, with the share of those reviews "
        "that recommend (null without reviews).",
        function=schema.classic_countreviews,
        parameters={"p_from": DESDE, "p_to": HASTA},
        check=check_classic_interval,
        answer=classic_record_type(
            "ReviewShare",
            ("Cantidad de usuarios", int, "Users who posted."),
            ("% de recomendación", Share),
        ),
        returns="Users and share.",
    ),
    Question(
        name="userdata",
        paths=["user_id"],
        tag="Users",
        summary="What a user spent, recommends and owns",
        description="The sum of the known prices of the games in the library, the share of the "
        "user's reviews that recommend (null without reviews), and the number of games.",
        function=schema.classic_userdata,
        parameters={"p_user_id": USER_ID},
        kind="user",
        answer=classic_record_type(
            "UserSpending",
            ("Usuario", User),
            ("Dinero gastado", str, "Known prices of the library, summed, in USD."),
            ("% de recomendación", Share),
            ("cantidad de items", int, "Games in the library."),
        ),
        returns="The user.",
    ),
    Question(
        name="recomendacion_juego",
        paths=["id_producto"],
        tag="Recommendations",
        summary="The 5 games most similar to a game",
        description="By common players and by what they are: tags, genres, studios, words.",
        function=schema.classic_recomendacion_juego_named,
        parameters={"p_game": ID_PRODUCTO},
        kind="game",
        model=RECOMMENDER,
        answer=classic_record_list_type(
            "SimilarTo", *_GAME, ("similitud", float, "How similar, from 0 to 1.")
        ),
        returns="Up to five games, best first.",
    ),
    Question(
        name="recomendacion_usuario",
        paths=["id_usuario"],
        tag="Recommendations",
        summary="5 games for a user",
        description="None of them is in the user's library. For a user without one they are the "
        "most popular games.",
        function=schema.classic_recomendacion_usuario,
        parameters={"p_user_id": ID_USUARIO},
        kind="user",
        model=RECOMMENDER,
        answer=classic_record_list_type(
            "GuessedFor", *_GAME, ("puntaje", float, "How much speaks for it.")
        ),
        returns="Up to five games, best first.",
    ),
    Question(
        name="prediccion",
        aliases=["predicción"],
        paths=["genero", "genero/earlyaccess"],
        tag="Prices",
        summary="What a game should cost",
        description="The price in US dollars that the published model predicts from what is given, "
        "and its root mean squared error in cross-validation where it is told no more than that.",
        function=schema.classic_prediccion,
        parameters={
            "p_genre": GENERO,
            "p_early_access": EARLYACCESS,
            "p_year": RELEASE_YEAR,
            "p_studio": DEVELOPER,
            "p_metascore": METASCORE,
        },
        labels={"p_genre": Label.GENRE, "p_studio": Label.STUDIO},
        model=PRICE_MODEL,
        answer=classic_record_type(
            "PriceGuess",
            ("precio", float, "The price, in US dollars."),
            ("RMSE", float, "The model's root mean squared error, in US dollars."),
        ),
        returns="The price.",
        example="genero=Action&earlyaccess=false",
    ),
    _title_question(
        name="get_max_duration",
        paths=["year", "year/platform", "year/platform/duration_type"],
        summary="The longest movie, or the title with most seasons",
        description="Of a release year and a platform, or of all. A tie goes to the lower id.",
        function=schema.classic_get_max_duration,
        parameters={
            "p_year": YEAR.optional(),
            "p_platform": PLATFORM.optional(),
            "p_duration_type": DURATION_TYPE,
        },
        named={"p_platform": "platform"},
        answer=classic_record_type(
            "LongestMovie", ("pelicula", str | None, "The title, in lower case; null for none.")
        ),
        returns="The title.",
        example="year=2018&platform=netflix&duration_type=min",
    ),
    _title_question(
        name="get_score_count",
        paths=["platform/scored/year"],
        summary="How many movies of a platform and year have a score above one",
        description="The score is the mean of a movie's ratings; without any ratings at all the "
        "published mean. What has none is not counted.",
        function=schema.classic_get_score_count,
        parameters={
            "p_platform": PLATFORM,
            "p_scored": SCORED,
            "p_year": YEAR,
            "p_year_of": YEAR_OF_SCORES,
        },
        kind="platform",
        answer=classic_record_type(
            "ScoreCount",
            ("plataforma", Platform),
            ("cantidad", int, "Movies with a greater score."),
            ("anio", AskedYear),
            ("score", float, "The score asked for."),
        ),
        returns="Their number.",
    ),
    _title_question(
        name="get_count_platform",
        paths=["platform"],
        summary="How many movies a platform shows",
        description="Movies as the platform says; series are not counted.",
        function=schema.classic_get_count_platform,
        parameters={"p_platform": PLATFORM},
        kind="platform",
        answer=classic_record_type(
            "PlatformCount", ("plataforma", Platform), ("peliculas", int, "Its movies.")
        ),
        returns="Their number.",
    ),
    _title_question(
        name="get_actor",
        paths=["platform/year"],
        summary="Who acts in most titles of a platform and year",
        description="Movies and series released that year. A tie goes to the name that sorts "
        "first.",
        function=schema.classic_get_actor,
        parameters={"p_platform": PLATFORM, "p_year": YEAR},
        kind="platform",
        answer=classic_record_type(
            "BusiestActor",
            ("plataforma", Platform),
            ("anio", AskedYear),
            ("actor", str | None, "The actor, in lower case; null where no cast is known."),
            ("apariciones", int, "Titles with the actor."),
        ),
        returns="The actor.",
    ),
    _title_question(
        name="prod_per_county",
        aliases=["prod_per_country"],
        paths=["tipo/pais/anio"],
        summary="How many titles of a kind a country made in a year",
        description="Titles released that year of which it is one of the countries.",
        function=schema.classic_prod_per_county,
        parameters={"p_kind": TIPO, "p_country": PAIS, "p_year": ANIO_OF_TITLES},
        kind="kind",
        named={"p_country": "country"},
        answer=classic_record_type(
            "CountryCount",
            ("pais", str, "The country, in lower case."),
            ("anio", AskedYear),
            ("peliculas", int, "Its titles of the kind, series too."),
        ),
        returns="Their number.",
    ),
    _title_question(
        name="get_contents",
        paths=["rating"],
        summary="How many titles are for an audience",
        description="Titles of any kind. Here alone what is not rated counts as G.",
        function=schema.classic_get_contents,
        parameters={"p_rating": RATING},
        kind="audience rating",
        answer=classic_record_type(
            "AudienceCount",
            ("rating", str, "The audience rating, in lower case."),
            ("contenido", int, "Its titles."),
        ),
        returns="Their number.",
    ),
    _title_question(
        name="get_recommendation",
        aliases=["get_recomendation"],
        paths=["titulo"],
        summary="The 5 titles most like a title",
        description="By genres, people, words, kind and decade; never the same work. Of several "
        "titles of a name: that of the platform, where one is named; the one with most ratings; "
        "a movie before a series; the lower id.",
        function=schema.classic_get_recommendation,
        parameters={"p_title": TITULO, "p_platform": PLATFORM.optional()},
        kind="title",
        named={"p_platform": "platform"},
        answer=classic_record_type(
            "LikeTitles", ("recomendacion", list[str], "Up to five titles, in lower case.")
        ),
        returns="Up to five titles, best first.",
        example="titulo=as1",
    ),
    Question(
        name="recomendacion",
        paths=["userId/movieId"],
        tag="Viewers",
        summary="Whether to recommend a title to a viewer",
        description="The stars that the viewer will give it, by the published model and by the "
        "ratings as they are now; recommended is what gets more than `umbral`.",
        function=schema.classic_recomendacion,
        parameters={"p_viewer_id": VIEWER_ID, "p_title_id": MOVIE_ID, "p_threshold": UMBRAL},
        kind="viewer",
        named={"p_title_id": "title"},
        answer=classic_record_type(
            "TitleGuess",
            ("usuario", int, "The viewer."),
            ("id", str, "The title."),
            ("titulo", str, "Its name, in lower case."),
            ("puntaje", float | None, "Stars, rounded to 2 decimals; null without any rating."),
            ("recomendada", bool, "Whether they are more than `umbral`, not rounded."),
        ),
        returns="Yes or no.",
    ),
    Question(
        name="recomendacion_espectador",
        paths=["userId"],
        tag="Viewers",
        summary="5 titles for a viewer",
        description="None of them is rated by the viewer yet: those with the most predicted stars. "
        "A tie goes to the lower title id.",
        function=schema.classic_recomendacion_espectador,
        parameters={"p_viewer_id": VIEWER_ID},
        kind="viewer",
        answer=classic_record_list_type(
            "TitleGuessedFor",
            ("id", str, "The title."),
            ("nombre", str, "Its name, in lower case."),
            ("puntaje", float, "Stars, rounded to 2 decimals."),
        ),
        returns="Up to five titles, best first.",
    ),
)
"""In the order of the index; sentiment_analysis answers two of the 23 questions of games."""
