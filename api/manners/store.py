"""Finished answers in, the same ones out as long as they are right; bounded in bytes.

An answer is one object that Python's garbage collector passes over, of others that cannot be part
of a cycle: tens of thousands of answers, of a dozen objects each, made it stop the process for a
tenth of a second.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, TypeAlias

from msgspec import Struct

Key: TypeAlias = bytes
RawHeaders: TypeAlias = list[tuple[bytes, bytes]]

OVERHEAD_BYTES: Final = 1000
"""What Python keeps beside the bytes of an answer: objects, tuples, a place in the order."""
LARGEST_SHARE: Final = 8
"""An answer larger than this part of the store would push out too many others."""


class Kept(Struct, frozen=True, kw_only=True, gc=False):
    """An answer to GET as it left the inner layers."""

    data_version: int
    tag: str
    headers: tuple[bytes, ...]
    """Name, value, name, value."""
    body: bytes

    def raw_headers(self) -> RawHeaders:
        """List the headers as ASGI has them."""
        return list(zip(self.headers[::2], self.headers[1::2], strict=True))

    def size(self, key: Key) -> int:
        """Estimate the bytes that keeping it takes."""
        return OVERHEAD_BYTES + len(self.body) + sum(map(len, self.headers)) + len(key)


@dataclass(kw_only=True, slots=True)
class Counts:
    """What happened to requests that could have been answered from the store, since the start."""

    hits: int = 0
    misses: int = 0
    joined: int = 0
    stored: int = 0
    evicted: int = 0
    dropped: int = 0


class Store:
    """The most recently used answers, all of them from the same data."""

    def __init__(self, *, max_bytes: int) -> None:
        """Be empty."""
        self.max_bytes = max_bytes
        self.byte_count = 0
        self.counts = Counts()
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def __len__(self) -> int:
        """Count the answers."""
        return len(self._kept)

    def get(self, key: Key) -> Kept | None:
        """Find an answer; it is then the most recently used one."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found

    def put(self, key: Key, kept: Kept) -> None:
        """Keep an answer, and let the least recently used ones go for it."""
        size = kept.size(key)
        if size > self.max_bytes // LARGEST_SHARE:
            return
        if key in self._kept:
            self.byte_count -= self._kept.pop(key).size(key)
        self._kept[key] = kept
        self.byte_count += size
        self.counts.stored += 1
        while self.byte_count > self.max_bytes:
            oldest, freed = self._kept.popitem(last=False)
            self.byte_count -= freed.size(oldest)
            self.counts.evicted += 1

    def clear(self) -> None:
        """Let all of them go."""
        self.counts.dropped += len(self._kept)
        self._kept.clear()
        self.byte_count = 0
