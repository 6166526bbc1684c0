"""Whatever the bytes, both ways of unpacking find the same whole members, or none."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.errors import InputError
from etl import gunzip
from etl.lines import _unpacked, read_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from etl.sources import Source

CONTENT = st.lists(st.binary(max_size=300) | st.sampled_from([b"", b"\n", b"a" * 70_000]))
SETTINGS = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
TEXT = b"".join(b"line %d\n" % number for number in range(20_000))


def outcome(content: bytes) -> tuple[bytes, bool]:
    """Unpack all members; also tell whether the last one is whole."""
    found, whole, rest = b"", True, content
    while rest:
        member = gunzip.member(rest)
        try:
            while rest and not member.eof:
                found += member.decompress(rest, 1_000)
                rest = member.unused_data if member.eof else member.unconsumed_tail
        except gunzip.ERRORS:
            return b"", False
        whole = member.eof
        if not whole:
            break
    return (found, True) if whole else (b"", False)


@SETTINGS
@given(CONTENT, st.integers(0, 10_000), st.integers(0, 255))
def test_both_find_the_same(parts: list[bytes], place: int, damage: int) -> None:
    content = bytearray(b"".join(map(gzip.compress, parts if damage == 0 else [b"".join(parts)])))
    if damage:  # behind the header, of which one takes flags that nobody uses
        content[10 + place % (len(content) - 10)] ^= damage
    with pytest.MonkeyPatch.context() as patch:
        quick = outcome(bytes(content))
        patch.setattr(gunzip, "_QUICK", None)
        assert outcome(bytes(content)) == quick
    if not damage:
        assert quick == (b"".join(parts), True)


@pytest.mark.parametrize("flags", range(32))
def test_a_header_may_arrive_in_any_pieces(flags: int) -> None:
    """Text, a checksum of the header, an extra field, a name, a comment: each there or not."""
    header = b"\x1f\x8b\x08" + bytes([flags]) + bytes(6)
    header += (flags >> 2 & 1) * b"\x05\0extra" + (flags >> 3 & 1) * b"name\0"
    header += (flags >> 4 & 1) * b"comment\0"
    if flags >> 1 & 1:
        header += (zlib.crc32(header) & 0xFFFF).to_bytes(2, "little")
    packed = header + gzip.compress(TEXT)[10:]
    for place in range(len(header) + 3):
        pieces = [packed[:place], packed[place:] + b"\0" * 3, packed[:place], packed[place:]]
        assert b"".join(_unpacked(iter(filter(None, pieces)))) == TEXT * 2


def test_a_machine_without_the_quick_one_reads_too(
    write_source: Callable[..., Source],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gunzip, "_QUICK", None)
    packed = gzip.compress(TEXT)
    lines = [line for _, line in read_lines(write_source(packed + packed))]
    assert lines == TEXT.split(b"\n")[:-1] * 2
    with pytest.raises(InputError, match="corrupt"):
        list(read_lines(write_source(packed[:-6] + b"\0\0" + packed[-4:])))
