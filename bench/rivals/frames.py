"""FastAPI over pandas in memory, as notebooks become services: whole tables, grouped when asked."""

import io
import os
from typing import Annotated, Any

import pandas as pd
import psycopg
from fastapi import FastAPI, HTTPException, Query

Year = Annotated[int, Query(ge=1970, le=2100)]
Name = Annotated[str, Query(min_length=1, max_length=200)]

_TABLES = {
    "games": "select game_id, name as game, release_year from api.games",
    "genres": "select game_id, genre from api.game_genres",
    "studios": "select game_id, studio from api.game_studios where role = 'developer'",
    "items": "select user_id, game_id, playtime_minutes from api.items",
    "reviews": (
        "select game_id, extract(year from posted_on)::integer as posted_year,"
        " is_recommended::integer as is_recommended, sentiment from api.reviews"
    ),
}


def create_app() -> FastAPI:
    """Read everything from DATABASE_URL, once, and make the application."""
    with psycopg.connect(os.environ["DATABASE_URL"].replace("+psycopg", "")) as connection:
        tables = {name: _frame(connection, query) for name, query in _TABLES.items()}
    games, items, reviews = tables["games"], tables["items"], tables["reviews"]
    played = games.merge(tables["genres"], on="game_id")
    by_studio = reviews.merge(tables["studios"], on="game_id")
    by_game = reviews.merge(games, on="game_id")
    app = FastAPI()

    def of_genre(genre: str) -> pd.DataFrame:
        found = played[played["genre"].str.lower() == genre.lower()]
        if found.empty:
            raise HTTPException(404, f"no genre {genre}")
        return items.merge(found, on="game_id")

    @app.get("/PlayTimeGenre")
    def play_time_genre(genero: Name) -> dict[str, int]:
        by_year = of_genre(genero).groupby("release_year")["playtime_minutes"].sum()
        question = f"Año de lanzamiento con más horas jugadas para Género {genero}"
        return {question: int(float(str(by_year.idxmax())))}

    @app.get("/UserForGenre")
    def user_for_genre(genero: Name) -> dict[str, Any]:
        found = of_genre(genero)
        user = found.groupby("user_id", observed=True)["playtime_minutes"].sum().idxmax()
        mine = found[found["user_id"] == user].groupby("release_year")["playtime_minutes"].sum()
        hours = [
            {"Año": int(float(str(year))), "Horas": round(minutes / 60, 2)}
            for year, minutes in mine.sort_index(ascending=False).items()
        ]
        question = f"Usuario con más horas jugadas para Género {genero}"
        return {question: user, "Horas jugadas": hours}

    @app.get("/UsersRecommend")
    def users_recommend(anio: Year) -> list[dict[str, Any]]:
        is_wanted = (by_game["is_recommended"] == 1) & (by_game["sentiment"] > 0)
        found = by_game[(by_game["posted_year"] == anio) & is_wanted]
        return _podium(found.groupby("game").size())

    @app.get("/UsersWorstDeveloper")
    def users_worst_developer(anio: Year) -> list[dict[str, Any]]:
        is_wanted = (by_studio["is_recommended"] == 0) & (by_studio["sentiment"] == 0)
        found = by_studio[(by_studio["posted_year"] == anio) & is_wanted]
        return _podium(found.groupby("studio").size())

    return app


def _podium(counts: "pd.Series[int]") -> list[dict[str, Any]]:
    best = counts.sort_values(ascending=False).head(3).index
    return [{f"Puesto {place}": name} for place, name in enumerate(best, start=1)]


def _frame(connection: psycopg.Connection, query: str) -> pd.DataFrame:
    text = io.BytesIO()
    copied = f"copy ({query}) to stdout (format csv, header)".encode()
    with connection.cursor().copy(copied) as rows:
        for block in rows:
            text.write(block)
    text.seek(0)
    types = {"user_id": "category"}
    return pd.read_csv(text, dtype=types, keep_default_na=False, na_values={"release_year": [""]})
