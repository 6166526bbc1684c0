"""Packing of raw files, told by their first bytes: gzip, bzip2, xz, zstandard, a zip of one file.

A file may be packed more than once. Each part of a packed file must be whole and nothing else may
follow it: bytes that a reader would skip are told as damage.
"""

import bz2
import gzip
import io
import lzma
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from db.errors import InputError
from etl.read.diagnosis import NotData

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Packing = Literal["gzip", "bzip2", "xz", "zstandard", "zip"]

MAX_LAYERS: Final = 3
"""A file that was packed more often is no accident any more."""

_MAGIC: Final[dict[Packing, tuple[bytes, ...]]] = {
    "gzip": (b"\x1f\x8b",),
    "bzip2": tuple(b"BZh%d" % size for size in range(1, 10)),
    "xz": (b"\xfd7zXZ\0",),
    # a frame of data, or one to be skipped
    "zstandard": (b"\x28\xb5\x2f\xfd", *(b"%c*M\x18" % kind for kind in range(0x50, 0x60))),
    "zip": (b"PK\x03\x04",),
}
_MAGIC_BYTES: Final = 10
_READ_BYTES: Final = 2**18
_MEMBERS_SHOWN: Final = 5


class Damage(Exception):  # noqa: N818 - names what happened to the file
    """Packed data that are corrupt; the message says how."""


class _Trailing(Damage):
    """Packed data that end and are followed by other bytes."""


DAMAGE: Final = (Damage, EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error)
"""What reading packed data raises, for `damaged_file_error`."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Streams(io.RawIOBase):
    """Packed streams one after another; the readers of the standard library skip broken ones."""

    def __init__(self, file: "io.BufferedReader[Any]", packing: Packing) -> None:
        self._file = file
        self._packing = packing
        self._decompressor = _DECOMPRESSORS[packing]()

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Unpack as much as fits; 0 at the end."""
        while True:
            packed = b""
            if self._decompressor.eof:
                packed = self._read_stream_start()
                if not packed:
                    return 0
                self._decompressor = _DECOMPRESSORS[self._packing]()
            elif self._decompressor.needs_input:
                packed = self._file.read1(_READ_BYTES)
                if not packed:
                    raise EOFError
            try:
                block = self._decompressor.decompress(packed, len(buffer))
            except (OSError, lzma.LZMAError, zstd.ZstdError) as error:
                raise Damage(str(error)) from error
            if block:
                buffer[: len(block)] = block
                return len(block)

    def _read_stream_start(self) -> bytes:
        packed = self._decompressor.unused_data or self._file.read1(_READ_BYTES)
        if self._packing == "xz":  # pads streams with zero bytes
            while packed and not (packed := packed.lstrip(b"\0")):
                packed = self._file.read1(_READ_BYTES)
        if packed and not any(
            start.startswith(packed[: len(start)]) for start in _MAGIC[self._packing]
        ):
            raise _Trailing
        return packed


_DECOMPRESSORS: Final[dict[Packing, Callable[[], _Decompressor]]] = {
    "bzip2": bz2.BZ2Decompressor,
    "xz": lzma.LZMADecompressor,
    "zstandard": zstd.ZstdDecompressor,
}


def detect_packing(path: Path) -> tuple[Packing, ...]:
    """Tell how a file is packed, from the outside in; nothing where it is plain.

    Raises:
        NotData: more layers than `MAX_LAYERS`, or a zip that is not of one file.
        OSError: the file cannot be read.
    """
    found: list[Packing] = []
    with io.BufferedReader(io.FileIO(path), _READ_BYTES) as file:
        layer: io.BufferedReader[Any] = file
        while True:
            try:
                start = layer.peek(_MAGIC_BYTES)
            except DAMAGE:  # who reads it on says where
                return tuple(found)
            packing = next(
                (name for name, magic in _MAGIC.items() if start.startswith(magic)), None
            )
            if packing is None:
                return tuple(found)
            if len(found) == MAX_LAYERS:
                raise NotData(path, f"packed more than {MAX_LAYERS} times; unpack it")
            found.append(packing)
            layer = _open_unpacked(layer, packing, path)


def unpacked_blocks(
    path: Path, packing: tuple[Packing, ...], *, on_bytes: Callable[[int], None] | None = None
) -> Iterator[bytes]:
    """Read what a file holds, block by block.

    Raises:
        DAMAGE: see `damaged_file_error`.
        OSError: the file cannot be read.
    """
    with io.BufferedReader(io.FileIO(path), _READ_BYTES) as file:
        layer: io.BufferedReader[Any] = file
        for name in packing:
            layer = _open_unpacked(layer, name, path)
        told = 0
        is_more = True
        while is_more:
            block = layer.read1(_READ_BYTES)
            is_more = bool(block)
            if not is_more and "zip" in packing:
                file.seek(0, io.SEEK_END)  # over the archive's list of contents
            if on_bytes is not None:
                on_bytes(file.tell() - told)
                told = file.tell()
            yield block


def damaged_file_error(
    path: Path, packing: tuple[Packing, ...], error: Exception, line: int
) -> InputError:
    """Say which damage was met in or after which line."""
    name = packing[-1] if packing else "packed"
    if isinstance(error, EOFError):
        what = f"end in the middle of line {line:,}; the file is truncated"
    elif "Not a gzipped file" in str(error) or isinstance(error, _Trailing):
        what = f"end before line {line:,} and other bytes follow; the file is damaged"
    else:
        what = f"are corrupt in line {line:,} or later ({error}); the file is damaged"
    return InputError(f"{path.name}: the {name} data {what}, download it again")


def unreadable_file_error(path: Path, error: OSError, line: int) -> InputError:
    """Say that the disk gave an error."""
    return InputError(f"{path.name}: {path} cannot be read beyond line {line:,}: {error.strerror}")


def _open_unpacked(
    layer: "io.BufferedReader[Any]", packing: Packing, path: Path
) -> "io.BufferedReader[Any]":
    raw: io.RawIOBase
    if packing == "gzip":
        # it reads like a buffered file; one more buffer around it would copy everything again
        return gzip.GzipFile(fileobj=layer, mode="rb")  # type: ignore[return-value]
    raw = _open_zip_member(layer, path) if packing == "zip" else _Streams(layer, packing)
    return io.BufferedReader(raw, _READ_BYTES)


def _open_zip_member(layer: "io.BufferedReader[Any]", path: Path) -> io.RawIOBase:
    """Open the only file of a zip archive."""
    if not isinstance(getattr(layer, "raw", None), io.FileIO):
        raise NotData(path, "a zip archive that is packed once more; unpack it")
    try:
        archive = zipfile.ZipFile(layer)
    except zipfile.BadZipFile as error:  # its list of contents is at the end
        raise InputError(
            f"{path}: the zip archive is cut off or damaged; download it again"
        ) from error
    members = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith("__MACOSX/")
    ]
    if any(member.filename == "xl/workbook.xml" for member in members):
        raise NotData(path, "an Excel workbook; export it as CSV")
    if len(members) != 1:
        names = [member.filename for member in members[:_MEMBERS_SHOWN]]
        more = ", …" if len(members) > _MEMBERS_SHOWN else ""
        raise NotData(
            path,
            f"a zip archive of {len(members):,} files ({', '.join(names)}{more}); "
            "unpack it and give the folder",
        )
    try:
        return archive.open(members[0])  # type: ignore[return-value]
    except (RuntimeError, NotImplementedError) as error:  # a password; a method zipfile lacks
        raise NotData(path, f"a zip archive that needs another program ({error})") from error
