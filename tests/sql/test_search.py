"""A search by brute force: every name compared, against what the index gives."""

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

# The definition: all names whose words begin with those typed, best first; where they are too few,
# all that are spelled alike follow; users are spelled alike if they are one slip away as a whole.
DEFINITION = """
    with
    typed as materialized (select agg.search_text(:query) as search_text),
    names as (
        select names.*, typed.search_text as typed,
            (
                select bool_and(exists (
                    select from string_to_table(names.search_text, ' ') as words (word)
                    where starts_with(words.word, parts.part)
                ))
                from string_to_table(typed.search_text, ' ') as parts (part)
            ) as is_begun
        from agg.search_names as names cross join typed
        where cast(:kind as text) is null or names.kind = :kind
    ),
    begun as (
        select 1 as step, kind, id, name, popularity,
            (
                case when search_text = typed then 3
                    when starts_with(search_text, typed) then 2 else 1.5 end
                + ln(1 + popularity) / 10
            )::real as score
        from names where is_begun
        order by score desc, name, kind, id limit :count
    ),
    alike as (
        select 2 as step, kind, id, name, popularity,
            (
                extensions.word_similarity(typed, search_text)
                + extensions.similarity(typed, search_text) / 2
                + ln(1 + popularity) / 40
            )::real as score
        from names
        where
            case kind
                when 'user' then id = any(:slips)
                else extensions.word_similarity(typed, search_text) >= 0.4
            end
            and (select count(*) from begun) < :count
        order by score desc, name, kind, id limit :count
    ),
    found as (
        select * from begun
        union all
        select * from alike where (kind, id) not in (select kind, id from begun)
    )
    select kind, id, name, popularity, score from found
    order by step, score desc, name, kind, id limit :count
"""
SEARCH = "select kind, id, name, popularity, score from api.search(:query, :count, :kind)"
MATCHES = "select id from api.matches(:kind, :query)"
BEGUN = """
    select id from agg.search_names
    where kind = :kind and (
        select bool_and(exists (
            select from string_to_table(search_text, ' ') as words (word)
            where starts_with(words.word, parts.part)
        ))
        from string_to_table(agg.search_text(:query), ' ') as parts (part)
    )
"""
KINDS = (None, None, "game", "user", "studio", "genre")
USERS = "select id, search_text from agg.search_names where kind = 'user'"
ODD = ("", "  ", "%", "_", "'", "''", ":*", "a & b", "~ga", "a=b", "ii", "\\", "x" * 300, "☃")


def typed(connection: Connection, count: int) -> Iterator[str]:
    """Type names and parts of them, in order and not, with slips of the finger."""
    draw = random.Random(5)  # noqa: S311 - a test's choice
    names: list[str] = list(
        connection.scalars(
            text("select search_text from agg.search_names order by md5(kind || id) limit 4000")
        )
    )
    for name in draw.sample(names, count // 6):
        words = name.split(" ")
        word = draw.choice(words)
        at = draw.randrange(len(name))
        yield name
        yield name[: draw.randint(1, len(name))]
        yield word[: draw.randint(1, 3)]
        yield " ".join(one[: draw.randint(1, len(one))] for one in draw.sample(words, len(words)))
        yield f"{name[:at]}{draw.choice('abcxyz 7')}{name[at + 1 :]}"
        yield f"{word[:2]} {draw.choice(names)[:1]}"


def shared(one: str, other: str) -> int:
    """Count the letters that both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def is_slip(typed: str, meant: str) -> bool:
    """Compare from both ends: between them at most a letter is left, or two swapped."""
    start = shared(typed, meant)
    # no further than to where the beginnings end
    most = min(len(typed), len(meant)) - start
    end = min(most, shared(typed[::-1], meant[::-1]))
    left, right = typed[start : len(typed) - end], meant[start : len(meant) - end]
    is_swapped = len(left) == 2 and left == right[::-1]
    return is_swapped or max(len(left), len(right)) <= 1


def slipped(connection: Connection, users: list[tuple[str, str]], query: str) -> list[str]:
    """Give the ids of users that are one slip away from what was typed, by comparing all."""
    typed = connection.scalar(text("select agg.search_text(:query)"), {"query": query}) or ""
    if not 3 <= len(typed) <= 33:
        return []
    return [
        user for user, meant in users if abs(len(typed) - len(meant)) <= 1 and is_slip(typed, meant)
    ]


def test_a_search_is_what_it_is_defined_as(connection: Connection) -> None:
    is_large = (connection.scalar(text("select count(*) from agg.search_names")) or 0) > 20_000
    draw = random.Random(6)  # noqa: S311 - a test's choice
    names = [(user, meant) for user, meant in connection.execute(text(USERS))]
    begun = alike = users = 0
    for query in (*typed(connection, 12 if is_large else 180), *ODD[: 2 if is_large else None]):
        values = {"query": query, "count": draw.choice((1, 5, 10, 50)), "kind": draw.choice(KINDS)}
        found = connection.execute(text(SEARCH), values).all()
        defined = values | {"slips": slipped(connection, names, query)}
        assert found == connection.execute(text(DEFINITION), defined).all(), values
        begun += any(row.score >= 1.5 for row in found)
        alike += any(row.score < 1.5 for row in found)
        users += any(row.score < 1.5 and row.kind == "user" for row in found)
    assert begun > 5
    assert alike > 1
    assert users > 0


def test_matches_are_all_names_that_are_begun(connection: Connection) -> None:
    seen = 0
    for query in ("a", "the", "s t", "counter str", "7656119", "valve"):
        for kind in ("game", "studio", "user"):
            values = {"query": query, "kind": kind}
            wanted = set(connection.scalars(text(BEGUN), values))
            if wanted:
                assert set(connection.scalars(text(MATCHES), values)) == wanted, values
                seen += 1
    assert seen > 5


@pytest.mark.parametrize(
    ("query", "kind", "count", "meant"),
    [
        ("counter strkie", None, 1, "Counter-Strike"),
        ("contr strik", None, 5, "Counter-Strike"),
        ("Half Lfe", None, 1, "Half-Life"),
        ("skyirm", None, 3, "The Elder Scrolls V: Skyrim"),
        ("bordrelands", None, 2, "Borderlands"),
        ("valvee", None, 1, "Valve"),
        ("bethseda", "studio", 3, "Bethesda Game Studios"),
        ("Acton", None, 1, "Action"),
        ("Advanture", "genre", 1, "Adventure"),
        ("js41673", None, 1, "js41637"),
        ("js4167", None, 1, "js41637"),
        ("js441637", None, 1, "js41637"),
        ("js41737", "user", 1, "js41637"),
        ("76561198025628512", None, 1, "76561198025628522"),
    ],
)
@pytest.mark.parametrize("connection", ["real_url"], indirect=True)
def test_what_is_meant(
    connection: Connection, query: str, kind: str | None, count: int, meant: str
) -> None:
    values = {"query": query, "kind": kind, "count": count}
    assert meant in [row.name for row in connection.execute(text(SEARCH), values)]


def test_every_slip_of_a_text(connection: Connection) -> None:
    made = list(connection.scalars(text("select slip from agg.search_edits('ab7')")))
    assert {"ab", "a7", "b7", "ba7", "a7b", "ab7", "xab7", "ab 7", "ab7z", "7b7"} <= set(made)
    # left out, swapped, one too many at four places of 37, another one at three
    assert len(made) == 3 + 2 + 4 * 37 + 3 * 37
    assert all(is_slip("ab7", slip) for slip in made)
    for short_or_long in ("", "ab", "x" * 34):
        values = {"typed": short_or_long}
        slips = text("select count(*) from agg.search_edits(:typed)")
        assert connection.scalar(slips, values) == 0
