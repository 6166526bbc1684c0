"""The body of POST /v1/price-predictions: what is known of a game in JSON in; clues out."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

import msgspec
from litestar import Request
from litestar.openapi.spec import Example, OpenAPIMediaType, Operation, Reference, RequestBody
from msgspec import Meta, Struct

from api.bodies import MEDIA_TYPE, read_body
from api.parameters import FIRST_YEAR, LAST_YEAR
from api.v1.examples import posted
from api.v1.parameters import MOST_LABELS
from api.words import NAME_LENGTH, NOT_BLANK
from db.pricing import Clues, StoreSentiment

_REFERENCE: Final = "#/components/schemas/{name}"
_MOST_REVIEWS: Final = 2**31 - 1
_ONE: TypeAlias = Annotated[str, Meta(min_length=1, max_length=NAME_LENGTH, pattern=NOT_BLANK)]


def _text(description: str) -> Meta:
    return Meta(description=description, min_length=1, max_length=NAME_LENGTH, pattern=NOT_BLANK)


def _labels(what: str) -> Meta:
    return Meta(
        description=f"Its {what}, in any case; an empty list is none, null is unknown.",
        max_length=MOST_LABELS,
        extra={"allowed": f"a list of up to {MOST_LABELS} texts of 1 to {NAME_LENGTH} characters"},
    )


class PriceClues(Struct, forbid_unknown_fields=True, kw_only=True):
    """What is known of a game; what is left out, or null, is unknown."""

    genres: Annotated[list[_ONE], _labels("genres")] | None = None
    tags: Annotated[list[_ONE], _labels("tags")] | None = None
    specs: Annotated[list[_ONE], _labels("specs, as the store names features")] | None = None
    developer: Annotated[str, _text("Its developer, in any case.")] | None = None
    publisher: Annotated[str, _text("Its publisher, in any case.")] | None = None
    title: Annotated[str, _text("Its name; words such as Soundtrack or Pack tell much.")] | None = (
        None
    )
    release_year: (
        Annotated[int, Meta(description="Its release year.", ge=FIRST_YEAR, le=LAST_YEAR)] | None
    ) = None
    early_access: (
        Annotated[bool, Meta(description="Whether it is sold before it is finished.")] | None
    ) = None
    metascore: Annotated[int, Meta(description="Its Metacritic score.", ge=0, le=100)] | None = None
    store_sentiment: (
        Annotated[StoreSentiment, Meta(description="The store's own summary of its reviews.")]
        | None
    ) = None
    reviews_count: (
        Annotated[int, Meta(description="Its reviews.", ge=0, le=_MOST_REVIEWS)] | None
    ) = None
    recommended_percent: (
        Annotated[
            float, Meta(description="Share of them that recommend it, in percent.", ge=0, le=100)
        ]
        | None
    ) = None

    def clues(self) -> Clues:
        """Give them as the database takes them, trimmed."""
        share = self.recommended_percent
        return Clues(
            genres=_trimmed(self.genres),
            tags=_trimmed(self.tags),
            specs=_trimmed(self.specs),
            developer=None if self.developer is None else self.developer.strip(),
            publisher=None if self.publisher is None else self.publisher.strip(),
            title=None if self.title is None else self.title.strip(),
            release_year=self.release_year,
            early_access=self.early_access,
            metascore=self.metascore,
            store_sentiment=self.store_sentiment,
            reviews_count=self.reviews_count,
            recommended_percent=None if share is None else Decimal(repr(share)),
        )


def _trimmed(names: list[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(dict.fromkeys(name.strip() for name in names))


@dataclass
class PostsClues(Operation):
    """An operation whose body is PriceClues."""

    def __post_init__(self) -> None:
        """Describe the body; Litestar knows of none, for the handler reads it itself."""
        examples: dict[str, Example | Reference] = {
            "more": posted("price", summary="A game of which much is known"),
            "few": Example(summary="Genres alone", value={"genres": ["Action"]}),
        }
        self.request_body = RequestBody(
            required=True,
            content={
                MEDIA_TYPE: OpenAPIMediaType(
                    schema=Reference(ref=_REFERENCE.format(name=PriceClues.__name__)),
                    examples=examples,
                )
            },
        )


_, _components = msgspec.json.schema_components([PriceClues], ref_template=_REFERENCE)
SCHEMAS: Final[dict[str, Any]] = _components
"""The body's types, for the components of the OpenAPI document: exactly what is accepted."""


async def provide_clues(request: Request[Any, Any, Any]) -> Clues:
    """Read the body; raises as `read_body`."""
    return (await read_body(request, PriceClues)).clues()
