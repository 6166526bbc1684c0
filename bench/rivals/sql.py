"""FastAPI over SQLAlchemy, as their manuals show it: a session for each request, rows to JSON.

It asks the same views and functions, so that what differs is everything round them.
"""

import os
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.sql import quoted_name

Year = Annotated[int, Query(ge=1970, le=2100)]
Name = Annotated[str, Query(min_length=1, max_length=200)]


def create_app() -> FastAPI:
    """Make the application over DATABASE_URL."""
    engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=16)
    sessions = async_sessionmaker(engine)
    app = FastAPI()

    async def provide_session() -> AsyncIterator[AsyncSession]:
        async with sessions() as session:
            yield session

    session_parameter = Annotated[AsyncSession, Depends(provide_session)]

    async def rows(
        session: AsyncSession, function: str, names: tuple[str, ...], *arguments: object
    ) -> list[dict[str, Any]]:
        call = getattr(func.api, quoted_name(function, quote=False))(*arguments)
        found = call.table_valued(*names)
        result = await session.execute(select(*(found.c[name] for name in names)))
        return [dict(row) for row in result.mappings()]

    @app.get("/UsersRecommend")
    async def users_recommend(session: session_parameter, anio: Year) -> list[dict[str, str]]:
        found = await rows(session, "most_recommended_games", ("place", "game"), anio)
        return [{f"Puesto {row['place']}": row["game"]} for row in found]

    @app.get("/UsersWorstDeveloper")
    async def users_worst_developer(session: session_parameter, anio: Year) -> list[dict[str, str]]:
        found = await rows(session, "most_warned_studios", ("place", "studio"), anio)
        return [{f"Puesto {row['place']}": row["studio"]} for row in found]

    @app.get("/PlayTimeGenre")
    async def play_time_genre(session: session_parameter, genero: Name) -> dict[str, int | None]:
        found = await rows(session, "most_played_year", ("genre", "release_year"), genero)
        if not found:
            raise HTTPException(404, f"no genre {genero}")
        [row] = found
        question = f"Año de lanzamiento con más horas jugadas para Género {row['genre']}"
        return {question: row["release_year"]}

    @app.get("/developer")
    async def developer(session: session_parameter, desarrollador: Name) -> list[dict[str, Any]]:
        names = ("release_year", "games_count", "free_percent")
        found = await rows(session, "studio_years", names, desarrollador)
        return [
            {
                "Año": row["release_year"],
                "Cantidad de Items": row["games_count"],
                "Contenido Free": f"{row['free_percent']}%",
            }
            for row in found
        ]

    @app.get("/userdata")
    async def userdata(session: session_parameter, user_id: Name) -> dict[str, Any]:
        names = ("user_id", "items_count", "spent_usd", "recommended_percent")
        found = await rows(session, "user_spending", names, user_id)
        if not found:
            raise HTTPException(404, f"no user {user_id}")
        [row] = found
        return {
            "Usuario": row["user_id"],
            "Dinero gastado": f"{row['spent_usd']} USD",
            "% de recomendación": f"{row['recommended_percent']}%",
            "cantidad de items": row["items_count"],
        }

    return app
