"""The classic face's query parameters: as declared here, so documented, checked and refused."""

from datetime import date
from typing import Annotated, Final, TypeAlias

from litestar.openapi.spec import Example
from litestar.params import QueryParameter
from msgspec import Meta

from api.problems import Problem
from api.words import NAME_LENGTH
from db import reads

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2100
LAST_PAGE: Final = 1_000_000
BIGINT: Final = 2**63

_YEAR_TEXT: Final = "A year; `anio` and `año` are the same parameter."
_STUDIO_TEXT: Final = "A studio, as developer, in any case."


def _name(name: str, description: str, example: str) -> QueryParameter:
    return QueryParameter(
        name=name,
        description=description,
        min_length=1,
        max_length=NAME_LENGTH,
        examples=[Example(value=example)],
    )


Anio: TypeAlias = Annotated[
    int | None,
    QueryParameter(
        name="anio",
        description=_YEAR_TEXT,
        ge=FIRST_YEAR,
        le=LAST_YEAR,
        examples=[Example(value=2014)],
    ),
]
AnioWithTilde: TypeAlias = Annotated[
    int | None,
    QueryParameter(name="año", description=_YEAR_TEXT, ge=FIRST_YEAR, le=LAST_YEAR),
]
Genero: TypeAlias = Annotated[str, _name("genero", "A genre, in any case.", "Action")]
Empresa: TypeAlias = Annotated[str | None, _name("empresa", _STUDIO_TEXT, "Valve")]
Desarrolladora: TypeAlias = Annotated[str, _name("desarrolladora", _STUDIO_TEXT, "Valve")]
Desarrollador: TypeAlias = Annotated[str, _name("desarrollador", _STUDIO_TEXT, "Valve")]
UserId: TypeAlias = Annotated[
    str, _name("user_id", "A user's id; upper and lower case differ.", "js41637")
]
IdUsuario: TypeAlias = Annotated[
    str, _name("id_usuario", "A user's id; upper and lower case differ.", "js41637")
]
IdProducto: TypeAlias = Annotated[
    int,
    QueryParameter(
        name="id_producto",
        description="The store's id of a game.",
        ge=-BIGINT,
        le=BIGINT - 1,
        examples=[Example(value=10)],
    ),
]
Desde: TypeAlias = Annotated[
    date,
    QueryParameter(
        name="desde",
        description="The first day, from 1970-01-01.",
        examples=[Example(value="2014-01-01")],
    ),
]
Hasta: TypeAlias = Annotated[
    date,
    QueryParameter(
        name="hasta",
        description="The last day, up to 2100-12-31; not before `desde`.",
        examples=[Example(value="2014-12-31")],
    ),
]
Pagina: TypeAlias = Annotated[
    int,
    QueryParameter(
        name="pagina",
        description="The page, from 1; one past the last has no games.",
        ge=1,
        le=LAST_PAGE,
    ),
]
YearOf: TypeAlias = Annotated[
    reads.YearOf,
    Meta(description="Whose year counts: the review's (`posted`) or the game's (`release`)."),
]
YearOfParameter: TypeAlias = Annotated[
    reads.YearOf,
    QueryParameter(
        name="year_of",
        description="Whose year counts: the review's (`posted`) or the game's (`release`).",
    ),
]


async def provide_genre(genero: Genero) -> str:
    """Give the handler the genre, trimmed."""
    return genero.strip()


async def provide_studio(desarrolladora: Desarrolladora) -> str:
    """Give the handler the studio, trimmed."""
    return desarrolladora.strip()


async def provide_developer(desarrollador: Desarrollador) -> str:
    """Give the handler the studio, trimmed."""
    return desarrollador.strip()


async def provide_user(user_id: UserId) -> str:
    """Give the handler the user's id, trimmed."""
    return user_id.strip()


async def provide_usuario(id_usuario: IdUsuario) -> str:
    """Give the handler the user's id, trimmed."""
    return id_usuario.strip()


async def provide_product(id_producto: IdProducto) -> int:
    """Give the handler the game's id."""
    return id_producto


async def provide_interval(desde: Desde, hasta: Hasta) -> tuple[date, date]:
    """Give the handler the first and the last day.

    Raises:
        Problem: the first comes after the last.
    """
    if desde > hasta:
        raise Problem(
            "conflicting-parameters",
            f"desde is {desde} and hasta is {hasta}: desde must not come after hasta.",
            parameter="desde",
        )
    return desde, hasta


async def provide_year(anio: Anio = None, anio_with_tilde: AnioWithTilde = None) -> int:
    """Give the handler the year, under whichever of its two names it came.

    Raises:
        Problem: it came under neither, or as two different years.
    """
    year = _either(anio, anio_with_tilde)
    if year is None:
        raise Problem(
            "missing-parameter",
            f"anio is missing: it should be a whole number from {FIRST_YEAR} to {LAST_YEAR}.",
            parameter="anio",
        )
    return year


async def provide_studio_or_year(
    empresa: Empresa = None, anio: Anio = None, anio_with_tilde: AnioWithTilde = None
) -> str | int:
    """Give the handler the studio as text, or the year as a number: exactly one was asked for.

    Raises:
        Problem: both came, or neither.
    """
    year = _either(anio, anio_with_tilde)
    if empresa is not None and year is not None:
        raise Problem(
            "conflicting-parameters",
            "empresa and anio are both given: ask about a studio or about a year.",
            parameter="empresa",
        )
    if empresa is not None:
        return empresa.strip()
    if year is None:
        raise Problem(
            "missing-parameter",
            "empresa or anio is missing: ask about a studio or about a year.",
            parameter="empresa",
        )
    return year


def _either(anio: int | None, anio_with_tilde: int | None) -> int | None:
    """Take the one that came.

    Raises:
        Problem: two different years came.
    """
    if None not in {anio, anio_with_tilde} and anio != anio_with_tilde:
        raise Problem(
            "conflicting-parameters",
            f"anio is {anio} and año is {anio_with_tilde}: they are one parameter, give it once.",
            parameter="anio",
        )
    return anio if anio is not None else anio_with_tilde
