"""Q15 to Q20 by brute force: every year that one may ask for, of the sample and of the real set."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.sql.answering import answer, labels, read

YEARS = range(1970, 2101)
PAGE = 100


@dataclass(frozen=True)
class Game:
    """A game, as plain Python holds it."""

    game_id: int
    name: str
    is_early: bool | None
    metascore: int | None
    sentiment: str | None


@pytest.fixture(scope="module")
def by_year(connection: Connection) -> dict[int, list[Game]]:
    found: defaultdict[int, list[Game]] = defaultdict(list)
    for year, *game in read(
        connection,
        "select release_year, game_id, coalesce(name, 'App ' || game_id), is_early_access,"
        " metascore, store_sentiment from core.games where release_year is not null",
    ):
        found[year].append(Game(*game))
    assert len(found) > 10
    return found


def top(counts: Counter[str], label: str) -> list[dict[str, Any]]:
    ranked = sorted(counts, key=lambda name: (-counts[name], name))[:5]
    return [{label: name, "Cantidad": counts[name]} for name in ranked]


LABELS = {"genero": ("Género", "genres", "genre_id"), "specs": ("Spec", "specs", "spec_id")}


@pytest.mark.parametrize("question", sorted(LABELS))
def test_top_labels(connection: Connection, by_year: dict[int, list[Game]], question: str) -> None:
    """Q15 and Q17: every year."""
    label, dimension, key = LABELS[question]
    names = labels(connection, dimension, key)
    for year in YEARS:
        counts = Counter(name for game in by_year.get(year, ()) for name in names[game.game_id])
        found = answer(connection, f"api.classic_{question}(:y)", y=year)
        assert found == top(counts, label), year


def test_juegos(connection: Connection, by_year: dict[int, list[Game]]) -> None:
    """Q16: every page of every year, and the one after the last."""
    for year in YEARS:
        games = sorted(by_year.get(year, ()), key=lambda game: game.game_id)
        pages = -(-len(games) // PAGE)
        for page in range(1, pages + 2):
            assert answer(connection, "api.classic_juegos(:y, :p)", y=year, p=page) == {
                "Año": year,
                "Cantidad": len(games),
                "Página": page,
                "Páginas": pages,
                "Juegos": [
                    {"id": game.game_id, "nombre": game.name}
                    for game in games[(page - 1) * PAGE : page * PAGE]
                ],
            }


def test_earlyacces(connection: Connection, by_year: dict[int, list[Game]]) -> None:
    """Q18: every year."""
    for year in YEARS:
        early = sum(game.is_early is True for game in by_year.get(year, ()))
        found = answer(connection, "api.classic_earlyacces(:y)", y=year)
        assert found == {"Año": year, "Cantidad": early}


def test_sentiment(connection: Connection, by_year: dict[int, list[Game]]) -> None:
    """Q19: every year; where there are few reviews, the store only says how many."""
    for year in YEARS:
        counts = Counter(game.sentiment for game in by_year.get(year, ()) if game.sentiment)
        few = {name: count for name, count in counts.items() if "user review" in name}
        ranked = sorted((counts - Counter(few)).items(), key=lambda one: (-one[1], one[0]))
        last = [("Pocas reseñas", sum(few.values()))] if few else []
        found = answer(connection, "api.classic_sentiment(:y)", y=year)
        assert list(found.items()) == [*ranked, *last]


def test_metascore(connection: Connection, by_year: dict[int, list[Game]]) -> None:
    """Q20: every year."""
    for year in YEARS:
        scored = [
            (-game.metascore, game.game_id, game.name)
            for game in by_year.get(year, ())
            if game.metascore is not None
        ]
        assert answer(connection, "api.classic_metascore(:y)", y=year) == [
            {"id": game_id, "nombre": name, "metascore": -score}
            for score, game_id, name in sorted(scored)[:5]
        ]
