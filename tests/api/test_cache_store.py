"""What the store of answers keeps, and what it lets go, without a server."""

import gc

from hypothesis import given
from hypothesis import strategies as st

from api.middleware.cache import LARGEST_SHARE, OVERHEAD_BYTES, CachedResponse, Store

MAX_BYTES = 40 * OVERHEAD_BYTES


def kept(body: bytes, *, is_live: bool = False) -> CachedResponse:
    mark = (1, 0, 0) if is_live else (1, 0)
    return CachedResponse(mark=mark, headers=(b"etag", b'W/"1-a"'), body=body)


def key(name: str) -> bytes:
    return b"json identity  /" + name.encode()


def test_the_least_recently_used_goes_first() -> None:
    store = Store(max_bytes=8 * kept(b"x").size(key("a")))
    names = "abcdefgh"
    for name in names:
        store.put(key(name), kept(b"x"))
    assert len(store) == 8
    assert store.get(key("a")) is not None
    store.put(key("i"), kept(b"x"))
    assert store.get(key("b")) is None
    assert all(store.get(key(name)) for name in "acdefghi")
    assert (store.counts.stored, store.counts.evicted) == (9, 1)


def test_the_garbage_collector_passes_over_what_is_kept() -> None:
    store = Store(max_bytes=1000 * MAX_BYTES)
    gc.collect()
    before = len(gc.get_objects())
    for number in range(1000):
        store.put(key(str(number)), kept(b"%d" % number))
    gc.collect()  # a tuple that can be in no cycle is looked at once
    assert len(store) == 1000
    assert len(gc.get_objects()) - before < 50


@given(
    steps=st.lists(
        st.tuples(st.sampled_from("abcdefghijklmnop"), st.integers(0, 6000), st.booleans()),
        max_size=60,
    )
)
def test_it_never_holds_more_than_it_may(steps: list[tuple[str, int, bool]]) -> None:
    store = Store(max_bytes=MAX_BYTES)
    model: dict[str, bytes] = {}  # in the order of use
    for name, length, is_put in steps:
        body = name.encode() * length
        if is_put:
            store.put(key(name), kept(body))
            if kept(body).size(key(name)) <= MAX_BYTES // LARGEST_SHARE:
                model.pop(name, None)
                model[name] = body
                while sum(kept(one).size(key(other)) for other, one in model.items()) > MAX_BYTES:
                    model.pop(next(iter(model)))
        else:
            found = store.get(key(name))
            assert (found.body if found else None) == model.get(name)
            if found:
                model[name] = model.pop(name)
        assert store.byte_count <= MAX_BYTES
        assert len(store) == len(model)
        assert store.byte_count == sum(kept(one).size(key(other)) for other, one in model.items())


def test_an_event_lets_only_those_go_that_are_live() -> None:
    store = Store(max_bytes=8 * kept(b"x").size(key("a")))
    names = "abcdefghij"  # the first two are pushed out
    for number, name in enumerate(names):
        store.put(key(name), kept(b"x", is_live=number % 2 == 0))
    store.put(key("e"), kept(b"y", is_live=True))
    store.clear_live()
    assert [name for name in names if store.get(key(name))] == ["d", "f", "h", "j"]
    assert (len(store), store.counts.dropped) == (4, 4)
    assert store.byte_count == 4 * kept(b"x").size(key("d"))
    store.clear_live()
    assert (len(store), store.counts.dropped) == (4, 4)
