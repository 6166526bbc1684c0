"""Numbered lines of a raw file, packed or plain, streamed with at most one line held.

A damaged file stops with an error that names the file and the line reached; a line beyond the
limit is skipped and handed on as a `BadLine`, so that memory stays bounded whatever a file holds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from etl.read.packing import (
    DAMAGE,
    Packing,
    damaged_file_error,
    unpacked_blocks,
    unreadable_file_error,
)

MAX_LINE_BYTES: Final = 16 * 2**20
"""The longest real line has 812,871 bytes."""

_KEPT_BYTES: Final = 8_000  # of a line that is too long: enough to recognise it
_BLOCK_BYTES: Final = 4 * 2**20
_LINE_END_BYTES: Final = 4  # a byte order mark or a carriage return does not make a line too long
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True, slots=True)
class BadLine:
    """A line that is not read; `raw` holds its first bytes."""

    reason: str
    detail: str
    raw: bytes


def read_lines(
    path: Path,
    *,
    packing: tuple[Packing, ...] = (),
    max_line_bytes: int = MAX_LINE_BYTES,
    on_bytes: Callable[[int], None] | None = None,
) -> Iterator[tuple[int, bytes | BadLine]]:
    """Read the lines of a file, numbered from 1, without their line ends (LF or CRLF).

    A byte order mark is dropped, and the last line needs no newline.

    Raises:
        InputError: the file cannot be read, or its packed data are cut off, corrupt, or followed
            by something else; the message names the file and the line.
    """
    number = 0
    held = bytearray()
    dropped = 0  # bytes of the line at hand that are beyond the limit and forgotten
    try:
        for block in unpacked_blocks(path, packing, on_bytes=on_bytes):
            *ended, rest = block.split(b"\n")
            for line in ended:
                number += 1
                yield number, _trim_line(bytes(held) + line, number, dropped, max_line_bytes)
                held.clear()
                dropped = 0
            held += rest
            if len(held) > max_line_bytes + _LINE_END_BYTES:
                dropped += len(held) - _KEPT_BYTES
                del held[_KEPT_BYTES:]
    except DAMAGE as damage:
        raise damaged_file_error(path, packing, damage, number + 1) from damage
    except OSError as error:
        raise unreadable_file_error(path, error, number) from error
    if held:
        yield number + 1, _trim_line(bytes(held), number + 1, dropped, max_line_bytes)


def read_line_blocks(
    path: Path,
    *,
    packing: tuple[Packing, ...] = (),
    max_line_bytes: int = MAX_LINE_BYTES,
    on_bytes: Callable[[int], None] | None = None,
) -> Iterator[tuple[int, bytes | BadLine]]:
    """Read a file in blocks of whole lines with their ends, each after its first line's number.

    All else is as in `read_lines`; the last line gets its newline where it has none.

    Raises:
        InputError: as there.
    """
    number = 1
    held = bytearray()
    dropped = 0  # bytes of the first line held that are beyond the limit and forgotten
    try:
        for block in unpacked_blocks(path, packing, on_bytes=on_bytes):
            held += block or b"\n" * bool(held and not held.endswith(b"\n"))
            if len(held) < min(_BLOCK_BYTES, max_line_bytes) and block:
                continue
            end = held.find(b"\n") if dropped or len(held) > max_line_bytes else 0
            if end < 0:  # the line goes on
                dropped += max(0, len(held) - _KEPT_BYTES)
                del held[_KEPT_BYTES:]
                continue
            if end + dropped > max_line_bytes:
                yield number, _trim_line(bytes(held[:end]), number, dropped, max_line_bytes)
                number, dropped = number + 1, 0
                del held[: end + 1]
            if end := held.rfind(b"\n") + 1:
                lines = bytes(held[:end]).removeprefix(_BOM if number == 1 else b"")
                yield number, lines
                number += lines.count(b"\n")
                del held[:end]
    except DAMAGE as damage:
        line = number + held.count(b"\n")
        raise damaged_file_error(path, packing, damage, line) from damage
    except OSError as error:
        raise unreadable_file_error(path, error, number + held.count(b"\n") - 1) from error


def _trim_line(line: bytes, number: int, dropped: int, limit: int) -> bytes | BadLine:
    if number == 1:
        line = line.removeprefix(_BOM)
    line = line.removesuffix(b"\r")
    if dropped or len(line) > limit:
        return BadLine(
            reason="line_too_long",
            detail=f"the line has {len(line) + dropped:,} bytes; a line may have {limit:,}",
            raw=line[:_KEPT_BYTES],
        )
    return line
