"""What a file is that cannot be read: its name, and what to do about it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

from db.errors import InputError, LoadFailed

_PACKED: Final = frozenset({".gz", ".bz2", ".xz", ".zst", ".zip"})
_JSON: Final = frozenset({".json", ".jsonl", ".ndjson", ".jl"})
_DATA: Final = _PACKED | _JSON | {".csv", ".tsv", ".parquet", ".pq"}

_DOWNLOAD: Final = "download it again"
_WEB_PAGE: Final = f"a web page, not the data; {_DOWNLOAD}"
_EXPORT: Final = "export it as CSV or Parquet"
# By its first bytes: what it is, and whether somebody wanted the data and got this instead.
_STARTS: Final = (
    (
        b"version https://git-lfs",
        f"a Git LFS pointer, not the data; run git lfs pull, or {_DOWNLOAD}",
        True,
    ),
    (b"\xff\xfe", "UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8", True),
    (b"\xfe\xff", "UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8", True),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it", False),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it", False),
    (b"SQLite format 3\0", f"an SQLite database; {_EXPORT}", False),
    (b"%PDF", "a PDF document", False),
    (b"\xd0\xcf\x11\xe0", f"an Excel workbook; {_EXPORT}", False),
    (b"ARROW1", f"an Arrow file; {_EXPORT}", False),
    (b"\x89HDF", f"an HDF5 file; {_EXPORT}", False),
    (b"\x93NUMPY", f"a NumPy array; {_EXPORT}", False),
    (b"\x80\x03", f"a Python pickle, which could run code; {_EXPORT}", False),
    (b"\x80\x04", f"a Python pickle, which could run code; {_EXPORT}", False),
    (b"\x80\x05", f"a Python pickle, which could run code; {_EXPORT}", False),
    (b"\x89PNG", "a picture", False),
    (b"\xff\xd8\xff", "a picture", False),
)
_TAR: Final = slice(257, 262)

_EXPECTED: Final = (
    ("a game", ("id", "app_name or title, and more such as genres or price")),
    ("a library", ("user_id", "items")),
    ("a user's reviews", ("user_id", "reviews")),
)
_FIELDS_SHOWN: Final = 8


class NotData(InputError):  # noqa: N818 - reads as a state
    """A file that is whole and holds something else; a folder may hold such.

    Args:
        path: the file.
        what: what it is, and what to do about it.
    """

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path}: {what}")
        self.what = what


@contextmanager
def name_file_in_errors(path: Path) -> Iterator[None]:
    """Note in errors of the block which raw file they are about."""
    try:
        yield
    except (InputError, LoadFailed) as error:
        error.path = error.path or path
        raise


def require_text(path: Path, head: bytes) -> None:
    """Refuse a file that begins like something that no reader knows.

    Raises:
        NotData: something else, whole.
        InputError: something in the place of the data that its name promises.
    """
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:2_000].lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head")):
        _refuse_file(path, _WEB_PAGE, is_instead=True)
    if text.startswith((b"<?xml", b"<")):
        _refuse_file(path, "XML, which is not read; save the data as JSON", is_instead=False)
    if head[_TAR] == b"ustar":
        _refuse_file(path, "a tar archive; unpack it and give the folder", is_instead=False)
    for start, what, is_instead in _STARTS:
        if head.startswith(start):
            _refuse_file(path, what, is_instead=is_instead)
    if head[1::2].count(0) * 4 > len(head[1::2]) * 3 > 0:
        _refuse_file(path, "UTF-16 text; convert it: iconv -f UTF-16LE -t UTF-8", is_instead=True)


def refuse_empty(path: Path, problem: str) -> NoReturn:
    """Refuse a file without any record that can be read.

    Raises:
        NotData: text of another kind.
        InputError: its name promises records.
    """
    what = f"no game, library or user with reviews {problem}"
    is_json = not _JSON.isdisjoint(map(str.lower, path.suffixes))
    raise InputError(f"{path}: {what}") if is_json else NotData(path, what)


def unknown_fields_message(fields: Collection[str]) -> str:
    """Say which fields records have, and which they should have."""
    shown = ", ".join(sorted(fields)[:_FIELDS_SHOWN])
    more = ", …" if len(fields) > _FIELDS_SHOWN else ""
    expected = "; ".join(
        f"{what} has {' and '.join(names)}"
        for what, names in _EXPECTED
        if ("user_id" in fields) == ("user_id" in names)
    )
    return (
        f"its records have the fields {shown}{more}, which no known format has ({expected}); "
        "`ludoteca formats` lists what is known, and --map names the fields of other tables"
    )


def _refuse_file(path: Path, what: str, *, is_instead: bool) -> None:
    promises = not _DATA.isdisjoint(map(str.lower, path.suffixes[-2:]))
    raise InputError(f"{path}: {what}") if is_instead and promises else NotData(path, what)
