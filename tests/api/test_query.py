"""Query strings in which nothing is encoded are split by a shorter way, to the same end."""

from __future__ import annotations

from urllib.parse import urlencode

from hypothesis import example, given
from hypothesis import strategies as st

from api import query
from api.problems import Problem

RAW = st.lists(
    st.sampled_from([*"ab=&.~-_%+;ñ", "%41", "%C3%B1", "a=b", "&c=1", "=="]), max_size=12
)


@given(RAW.map("".join).map(str.encode))
@example(b"")
@example(b"a=b")
@example(b"a=b&a=c")
@example(b"a=b&")
@example(b"a=b&&c=d")
@example(b"a=")
@example(b"=b")
@example(b"a=b=c")
def test_the_short_way_is_the_long_one(raw: bytes) -> None:
    try:
        pairs = query._pairs(raw)
    except Problem:
        assert query._PLAIN.fullmatch(raw) is None
        return
    assert query.normalised(raw) == urlencode(pairs).encode()
    if query._PLAIN.fullmatch(raw):
        assert query._plain_pairs(raw) == pairs


def test_usual_queries_are_plain() -> None:
    for raw in (b"anio=2014", b"genre=Action&sort=-owners&limit=10", b""):
        assert query._PLAIN.fullmatch(raw)
    for raw in (b"q=civ+5", b"genero=%C3%B1", b"anio=", b"anio"):
        assert query._PLAIN.fullmatch(raw) is None
