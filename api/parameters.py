"""The classic face's query parameters: as declared here, so documented, checked and refused."""

from typing import Annotated, Final, TypeAlias

from litestar.openapi.spec import Example
from litestar.params import QueryParameter

from api.problems import Problem
from db.reads import YearOf

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2100
NAME_LENGTH: Final = 200

_YEAR_TEXT: Final = "A year; `anio` and `año` are the same parameter."

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
Genero: TypeAlias = Annotated[
    str,
    QueryParameter(
        name="genero",
        description="A genre, in any case.",
        min_length=1,
        max_length=NAME_LENGTH,
        examples=[Example(value="Action")],
    ),
]
Empresa: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        name="empresa",
        description="A studio, as developer, in any case.",
        min_length=1,
        max_length=NAME_LENGTH,
        examples=[Example(value="Valve")],
    ),
]
Desarrolladora: TypeAlias = Annotated[
    str,
    QueryParameter(
        name="desarrolladora",
        description="A studio, as developer, in any case.",
        min_length=1,
        max_length=NAME_LENGTH,
        examples=[Example(value="Valve")],
    ),
]
YearOfParameter: TypeAlias = Annotated[
    YearOf,
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
