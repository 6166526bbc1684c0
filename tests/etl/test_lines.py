"""Lines come out as they are in the file; damage is named with the line it was met in."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.errors import InputError
from etl.read.lines import BadLine, read_lines
from etl.read.sources import Source

LINES = [f"line {number} é".encode() for number in range(1, 50_001)]
TEXT = b"\n".join(LINES) + b"\n"


def texts(source: Source, **limits: int) -> list[bytes | BadLine]:
    numbered = list(read_lines(source.path, packing=source.container.packing, **limits))  # type: ignore[arg-type]  # only a limit
    assert [number for number, _ in numbered] == list(range(1, len(numbered) + 1))
    return [line for _, line in numbered]


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        TEXT.removesuffix(b"\n"),
        TEXT.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + TEXT,
        gzip.compress(TEXT),
        gzip.compress(b"\xef\xbb\xbf" + TEXT.replace(b"\n", b"\r\n")),
        gzip.compress(TEXT[:70_000]) + gzip.compress(TEXT[70_000:]),
        b"".join(gzip.compress(line + b"\n", 1) for line in LINES[:1])
        + gzip.compress(TEXT[len(LINES[0]) + 1 :]),
        gzip.compress(TEXT[:70_000]) + bytes(700) + gzip.compress(TEXT[70_000:]) + bytes(300_001),
        gzip.compress(b"") + gzip.compress(TEXT),
    ],
    ids=[
        "plain",
        "no last newline",
        "crlf",
        "bom",
        "gzip",
        "gzip crlf bom",
        "members",
        "small member",
        "zero padding",
        "empty member",
    ],
)
def test_the_same_lines_however_they_are_packed(
    content: bytes, write_source: Callable[..., Source]
) -> None:
    assert texts(write_source(content)) == LINES


def test_an_empty_gzip_has_no_lines(write_source: Callable[..., Source]) -> None:
    assert texts(write_source(gzip.compress(b""))) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.binary().filter(lambda line: b"\n" not in line and b"\r" not in line)),
    packed=st.booleans(),
)
def test_any_bytes_between_newlines_are_a_line(
    lines: list[bytes],
    packed: bool,  # noqa: FBT001 - hypothesis and pytest pass it by name
    write_source: Callable[..., Source],
) -> None:
    content = b"".join(line + b"\n" for line in lines)
    if not content.startswith((b"\xef\xbb\xbf", b"\x1f\x8b", b"PK", b"BZh", b"\xfd7z", b"(\xb5")):
        assert texts(write_source(gzip.compress(content) if packed else content)) == lines


@pytest.mark.parametrize("kept", [2, 5, 11, 1_000, 100_000, -9, -8, -4, -1])
def test_a_truncated_gzip_names_the_line_it_ends_in(
    kept: int, write_source: Callable[..., Source]
) -> None:
    source = write_source(gzip.compress(TEXT)[:kept], name="users_items.json.gz")
    lines: list[bytes | BadLine] = []
    with pytest.raises(InputError) as caught:  # noqa: PT012 - the lines before are read
        for _, line in read_lines(source.path, packing=source.container.packing):
            lines.append(line)
    assert lines == LINES[: len(lines)]
    assert str(caught.value) == (
        f"users_items.json.gz: the gzip data end in the middle of line {len(lines) + 1:,}; "
        "the file is truncated, download it again"
    )


def test_a_corrupt_gzip_is_refused(write_source: Callable[..., Source]) -> None:
    content = bytearray(gzip.compress(TEXT))
    content[-6] ^= 1  # the checksum
    with pytest.raises(InputError, match=r"raw\.json: the gzip data are corrupt in line \d"):
        texts(write_source(bytes(content)))
    content = bytearray(gzip.compress(TEXT))
    content[len(content) // 2 :] = reversed(content[len(content) // 2 :])
    with pytest.raises(InputError, match=r"the file is damaged, download it again"):
        texts(write_source(bytes(content)))


@pytest.mark.parametrize("rest", [b"x", b"\x1f", b"\0\0x", b"garbage" * 9, bytes(300_000) + b"x"])
def test_what_follows_a_gzip_is_not_lost_silently(
    rest: bytes, write_source: Callable[..., Source]
) -> None:
    with pytest.raises(
        InputError, match="the gzip data end before line 50,001 and other bytes follow"
    ):
        texts(write_source(gzip.compress(TEXT) + rest))


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_a_line_may_have_exactly_as_many_bytes_as_the_limit(
    end: bytes,
    packed: bool,  # noqa: FBT001 - hypothesis and pytest pass it by name
    write_source: Callable[..., Source],
) -> None:
    content = b"a" * 9_000 + b"\n" + b"b" * 10_000 + b"\n" + b"c" * 9_999 + end
    source = write_source(gzip.compress(content) if packed else content)
    first, second, third = texts(source, max_line_bytes=9_999)
    assert (first, third) == (b"a" * 9_000, b"c" * 9_999)
    assert second == BadLine(
        reason="line_too_long",
        detail="the line has 10,000 bytes; a line may have 9,999",
        raw=b"b" * 8_000,
    )


@pytest.mark.parametrize("end", [b"", b"\n", b"\nafter\n"])
def test_a_line_of_50_mb_is_skipped_in_bounded_memory(
    end: bytes, write_source: Callable[..., Source]
) -> None:
    packer = zlib.compressobj(1, wbits=31)
    parts = [packer.compress(b"before\n")]
    parts += [packer.compress(b"x" * 2**20) for _ in range(50)]
    source = write_source(b"".join([*parts, packer.compress(end), packer.flush()]))
    tracemalloc.start()
    found = texts(source, max_line_bytes=2**20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    bad = found[1]
    assert isinstance(bad, BadLine)
    assert bad.detail == "the line has 52,428,800 bytes; a line may have 1,048,576"
    assert bad.raw == b"x" * 8_000
    assert [line for line in found if line is not bad] == [b"before", *end.split()]
    assert peak < 10 * 2**20


def test_a_file_that_goes_away_is_an_input_error(
    write_source: Callable[..., Source], tmp_path: Path
) -> None:
    source = write_source(b"a\n")
    source.path.unlink()
    with pytest.raises(InputError, match=r"raw\.json: .* cannot be read .* No such file"):
        texts(source)
    source.path.mkdir()
    with pytest.raises(InputError, match=f"{tmp_path}"):
        texts(source)
