"""Searches as people type them: made-up names of each kind, and 412 labelled of the real set."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, create_engine, text

LABELLED = Path(__file__).with_name("search_queries.tsv")
LEAST_FIRST, LEAST_AMONG_THREE = 0.90, 0.95
# none of them exists
GAMES = {
    1000: "Gorvath",
    1001: "Gorvath Test",
    1002: "Night of Quelm 2",
    1003: "Night of Quelm 2: Trading Cards",
    1004: "Z.O.R.K.A.: Wrath of Ylm",
    1005: "Dorimë & Fael®",
    1006: "Sable Quarter Legend V",
    1007: "Sable Quarter Legend IV",
    1008: "Ostrel Vane: Hidden Pact",
    1009: "Ostrel Vortex Hub Project",
    1010: "Fallout",
    1011: "Fallout 4",
    1012: "Wim-Ba",
    1013: "Wimba Lands",
}
PLAYED = {1001: 9, 1004: 3, 1006: 5, 1007: 2, 1009: 8, 1013: 40}
USERS = {"quimby_9": 76561190000000007, "Orla-Venn": 76561190000000008}


@pytest.fixture(scope="module")
def made_up(create_database: Callable[..., URL], empty_template: URL) -> Iterator[Connection]:
    url = create_database(empty_template)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "insert into core.games (game_id, name, is_in_catalogue) values (:id, :name, true)"
            ),
            [{"id": game, "name": name} for game, name in GAMES.items()],
        )
        connection.execute(
            text(
                "insert into core.users (user_id, steam_id, has_library) values (:id, :held, true)"
            ),
            [{"id": user, "held": held} for user, held in USERS.items()]
            + [{"id": f"player{number}", "held": None} for number in range(40)],
        )
        connection.execute(
            text(
                "insert into core.items (user_key, game_id, playtime_minutes,"
                " playtime_2weeks_minutes, position)"
                " select user_key, :game, 5, 0, 1 from core.users order by user_key limit :count"
            ),
            [{"game": game, "count": count} for game, count in PLAYED.items()],
        )
        connection.execute(text("select agg.refresh()"))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def search(connection: Connection, query: str, count: int = 3) -> list[str]:
    found = connection.execute(
        text("select kind, id from api.search(:query, :count) order by place"),
        {"query": query, "count": count},
    )
    return [f"{kind} {name}" for kind, name in found]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        # equal, though another one is more popular
        *(("gorvath", "game 1000"), ("GORVATH", "game 1000"), ("wim ba", "game 1012")),
        # a slip in a word, or in each
        *(("nihgt of qelm 2", "game 1002"), ("qeulm", "game 1002"), ("gorvaht", "game 1000")),
        # digits and letters, blanks
        *(("night of quelm2", "game 1002"), ("nightofquelm2", "game 1002")),
        *(("gor vath", "game 1000"), ("sablequarter legend 5", "game 1006")),
        # marks and accents
        *(("zorka", "game 1004"), ("z.o.r.k.a", "game 1004"), ("dorime and fael", "game 1005")),
        *(("dorime & fael", "game 1005"), ("dórimé fael", "game 1005")),
        # numerals
        *(("sable quarter legend 4", "game 1007"), ("night of quelm ii", "game 1002")),
        *(("legend v", "game 1006"), ("fallout iv", "game 1011")),
        # initials: of all, of a part, with words; ties by popularity
        *(
            ("noq2", "game 1002"),
            ("sql5", "game 1006"),
            ("sqlv", "game 1006"),
            ("sql iv", "game 1007"),
        ),
        *(("sql", "game 1006"), ("ovhp", "game 1009"), ("ov hidden", "game 1008")),
        # aliases of a series
        *(("fo4", "game 1011"), ("fo 4", "game 1011"), ("fo", "game 1010")),
        # ids that people hold
        *(("1002", "game 1002"), ("76561190000000008", "user Orla-Venn")),
        ("https://store.steampowered.com/app/1003/Night_of_Quelm/?l=en", "game 1003"),
        ("store.steampowered.com/agecheck/app/1004", "game 1004"),
        ("http://steamcommunity.com/id/quimby_9/", "user quimby_9"),
        ("https://steamcommunity.com/profiles/76561190000000007/games?tab=all", "user quimby_9"),
        *(("quimby 9", "user quimby_9"), ("qiumby9", "user quimby_9")),
        # parts of words
        *(("gorv", "game 1001"), ("quel", "game 1002"), ("ves 1", None)),
    ],
)
def test_what_is_meant(made_up: Connection, query: str, first: str | None) -> None:
    found = search(made_up, query)
    assert (found[0] if found else None) == first, found


def test_an_address_means_one_name(made_up: Connection) -> None:
    assert search(made_up, "https://store.steampowered.com/app/1000") == ["game 1000"]
    assert search(made_up, "https://steamcommunity.com/profiles/1000") == []


def test_names_in_place_of_an_unknown_one_are_those_of_a_search(made_up: Connection) -> None:
    closest = text("select name from api.closest_names('game', :name)")
    for query in ("Gorvat", "quelm", "sql5", "nihgt of quelm"):
        names = [GAMES[int(one.split(" ")[1])] for one in search(made_up, query) if "game" in one]
        assert list(made_up.scalars(closest, {"name": query})) == names
        assert names


def test_aliases_are_written_as_they_are_compared(made_up: Connection) -> None:
    odd = text(
        "select alias from agg.search_aliases where alias <> agg.search_text(alias)"
        " or meaning <> agg.search_text(meaning)"
    )
    assert list(made_up.scalars(odd)) == []


def test_the_vocabulary_has_every_word(made_up: Connection) -> None:
    missing = text(
        "select word from agg.search_names"
        " cross join string_to_table(search_text, ' ') as own (word)"
        " where kind <> 'user' except select word from agg.search_vocabulary"
    )
    assert list(made_up.scalars(missing)) == []
    assert (made_up.scalar(text("select count(*) from agg.search_vocabulary")) or 0) > 20


def share(connection: Connection, kinds: set[str]) -> tuple[float, float]:
    """Search for what is labelled, and count the shares found first and among the first three."""
    with LABELLED.open(encoding="utf-8", newline="") as lines:
        labelled = [
            row
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row["kind"] in kinds
        ]
    places = []
    for row in labelled:
        meant = {f"{row['kind']} {one}" for one in row["ids"].split("|")}
        found = search(connection, row["query"])
        places.append(next((place for place, one in enumerate(found) if one in meant), 3))
    return places.count(0) / len(places), sum(place < 3 for place in places) / len(places)


@pytest.mark.parametrize(
    ("address", "kinds"),
    [
        ("real_url", {"game", "studio", "genre", "user"}),
        ("real_streaming_url", {"title", "person"}),
    ],
)
def test_labelled_searches(request: pytest.FixtureRequest, address: str, kinds: set[str]) -> None:
    engine = create_engine(request.getfixturevalue(address))
    with engine.connect() as connection:
        first, among_three = share(connection, kinds)
    engine.dispose()
    assert first >= LEAST_FIRST
    assert among_three >= LEAST_AMONG_THREE
