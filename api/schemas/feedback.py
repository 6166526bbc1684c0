"""What users and viewers tell, and what is answered."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import asdict

from api.schemas import doc
from api.schemas.recommendations import GameId
from api.validation import BIGINT

HALF_STARS: Final = 2
"""In a star."""
MOST_MINUTES: Final = 44_640
"""Of one sitting: 31 days."""
MOST_CHARACTERS: Final = 100_000
"""Of a review."""
NO_NUL: Final = r"^[^\u0000]*$"
"""A pattern of text that Postgres can hold."""

Stars: TypeAlias = Annotated[
    float,
    doc(
        "Stars, from half a star to five.",
        ge=0.5,
        le=5,
        multiple_of=0.5,
        extra={"allowed": "a number of stars from 0.5 to 5 in halves"},
        examples=[4.5],
    ),
]
IsApplied: TypeAlias = Annotated[
    bool, doc("False while a load is under way: answers show it when that has ended.")
]


class GivenRating(Struct, forbid_unknown_fields=True):
    """What a viewer thinks of a title."""

    stars: Stars

    @property
    def half_stars(self) -> int:
        """The stars as they are kept."""
        return int(self.stars * HALF_STARS)


class AcceptedRating(Struct):
    """A rating as it was recorded."""

    viewer_id: Annotated[int, doc("The viewer.")]
    title_id: Annotated[str, doc("The title.")]
    stars: Stars
    rated_at: Annotated[datetime, doc("When it was given: the newest counts.")]
    is_applied: IsApplied


class GivenEvent(Struct, forbid_unknown_fields=True, kw_only=True):
    """What a user did."""

    kind: Annotated[
        Literal["owned", "bought", "played", "reviewed", "not_interested", "interested"],
        doc(
            "`owned`, or `bought`: the game is in the library. `played`: a sitting of some "
            "`minutes`, which are added. `reviewed`: with `is_recommended`. `not_interested`: it "
            "is recommended no more, until the user is `interested` again."
        ),
    ]
    game_id: Annotated[
        int, doc("The game.", ge=-BIGINT, le=BIGINT - 1, extra={"allowed": "a game's id"})
    ]
    minutes: (
        Annotated[int, doc("Of one sitting, where it was played.", ge=1, le=MOST_MINUTES)] | None
    ) = None
    is_recommended: (
        Annotated[bool, doc("The user recommends the game, where it was reviewed.")] | None
    ) = None
    review: (
        Annotated[
            str,
            doc(
                "The text of the review.",
                max_length=MOST_CHARACTERS,
                pattern=NO_NUL,
                extra={"allowed": f"text of up to {MOST_CHARACTERS} characters without NUL"},
            ),
        ]
        | None
    ) = None
    happened_at: (
        Annotated[
            datetime,
            doc(
                "When it happened; now where it is left out.",
                tz=True,
                extra={"allowed": "a time with its offset, such as 2024-05-31T20:15:00Z"},
            ),
        ]
        | None
    ) = None

    def arguments(self) -> dict[str, Any]:
        """Give what the function that records it takes, by its names."""
        kind = "bought" if self.kind == "owned" else self.kind
        return asdict(self) | {"kind": kind}


class AcceptedEvent(Struct):
    """An event as it was recorded."""

    event_id: Annotated[int, doc("The event.")]
    user_id: Annotated[str, doc("The user.")]
    kind: Annotated[
        Literal["bought", "played", "reviewed", "not_interested", "interested"],
        doc("The kind; `owned` is `bought`."),
    ]
    game_id: GameId
    is_applied: IsApplied
