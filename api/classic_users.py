"""The classic face, questions about users: a Spanish query in, contract.md's document out."""

from datetime import date
from typing import Final

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from sqlalchemy.ext.asyncio import AsyncEngine

from api.parameters import provide_interval, provide_user
from api.responses import documented, respond
from api.shapes import ReviewShare, UserSpending
from db import reads

SPENDING: Final = {
    "Usuario": "js41637",
    "Dinero gastado": "8553.07 USD",
    "% de recomendación": "100.00%",
    "cantidad de items": 888,
}
OF_2014: Final = {"Cantidad de usuarios": 13407, "% de recomendación": "90.82%"}


class ClassicUsers(Controller):
    """What users spend and what they write."""

    tags = ("Users",)

    @get(
        "/userdata",
        operation_id="userdata",
        summary="What a user spent, recommends and owns",
        description=(
            "The sum of the known prices of the games in the library, the share of the user's "
            "reviews that recommend (null without reviews), and the number of games."
        ),
        dependencies={"user": Provide(provide_user)},
        responses=documented(UserSpending, "The user.", Example(value=SPENDING), named=True),
        opt={"example": "/userdata?user_id=js41637"},
    )
    async def userdata(
        self, engine: NamedDependency[AsyncEngine], user: NamedDependency[str]
    ) -> Response[bytes]:
        """Q11."""
        return respond(await reads.userdata(engine, user_id=user))

    @get(
        "/countreviews",
        operation_id="countreviews",
        summary="How many users posted reviews between two dates",
        description=(
            "From `desde` to `hasta`, both days included, with the share of those reviews that "
            "recommend (null without reviews)."
        ),
        dependencies={"interval": Provide(provide_interval)},
        responses=documented(ReviewShare, "Users and share.", Example(value=OF_2014)),
        opt={"example": "/countreviews?desde=2014-01-01&hasta=2014-12-31"},
    )
    async def countreviews(
        self, engine: NamedDependency[AsyncEngine], interval: NamedDependency[tuple[date, date]]
    ) -> Response[bytes]:
        """Q12."""
        first, last = interval
        return respond(await reads.countreviews(engine, first=first, last=last))
