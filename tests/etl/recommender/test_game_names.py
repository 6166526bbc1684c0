"""Title stems and numbers, and what a catalogue makes of them."""

import numpy as np
import pytest
from sqlalchemy import URL

from db.engines import etl_connection
from etl.recommender.catalogue import read_catalogue
from etl.recommender.game_names import name_stem, sequel_number
from tests.etl.recommender.making import named


@pytest.mark.parametrize(
    ("name", "stem", "number"),
    [
        ("Half-Life", "half life", None),
        ("Half-Life 2", "half life", 2),
        ("Half-Life 2: Episode Two", "half life", 2),
        ("Sid Meier's Civilization® IV", "sid meiers civilization", 4),
        ("Sid Meier\u2019s Civilization® VI", "sid meiers civilization", 6),
        ("Sid Meier's Civilization® III Complete", "sid meiers civilization", 3),
        ("Medieval II: Total War\u2122 Kingdoms", "medieval", 2),
        ("FINAL FANTASY VII", "final fantasy", 7),
        ("The Walking Dead: Season Two", "the walking dead", None),
        ("Tropico 4 - Modern Times", "tropico", 4),
        ("OMSI 2 \u2013 Vienna", "omsi", 2),
        ("Counter-Strike", "counter strike", None),
        ("Left 4 Dead 2 Beta", "left 4 dead", 2),
        ("Left 4 Dead", "left 4 dead", None),
        ("Borderlands Game of the Year Edition", "borderlands", None),
        ("Pokémon (Demo)", "pokemon", None),
        ("2048", "2048", None),
        ("IV", "iv", None),
        ("Portal", "portal", None),
        ("Rocksmith® 2014", "rocksmith", None),
        ("F1 2013", "f1", None),
        ("(not) a book", "a book", None),
        ("???", "", None),
        ("", "", None),
        (None, "", None),
    ],
)
def test_a_title_has_a_stem_and_a_number(name: str | None, stem: str, number: int | None) -> None:
    assert (name_stem(name), sequel_number(name)) == (stem, number)


def test_a_catalogue_knows_series_and_sequels() -> None:
    games = named({1: "Portal", 5: "Portal 2", 7: None}, studios=[(1, 11), (5, 11)])
    assert games.sequel_numbers.tolist() == [0, 2, 0]
    assert games.series.toarray().ravel().tolist() == [1, 1, 0]
    chosen = games.take(np.array([1, 2]))
    assert chosen.names == ("Portal 2", None)
    assert chosen.series.toarray().ravel().tolist() == [1, 0]


def test_a_catalogue_is_that_of_the_database(loaded_url: URL) -> None:
    with etl_connection(loaded_url) as connection:
        games = read_catalogue(connection)
        names = connection.execute("select game_id, name from core.games order by 1").fetchall()
        developed = connection.execute(
            "select count(*) from core.game_studios where role = 'developer'"
        ).fetchone()
        tagged = connection.execute("select count(*) from core.game_tags").fetchone()
    assert list(zip(games.game_ids.tolist(), games.names, strict=True)) == names
    assert (games.developers.nnz,) == developed
    assert (games.tags.nnz,) == tagged
