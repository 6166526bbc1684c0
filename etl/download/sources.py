"""Where the official files are, what they are called here, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal

from db.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE: Final = 1_000_000
_FOLDER: Final = "https://mcauleylab.ucsd.edu/public_datasets/data/steam/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file to fetch.

    Attributes:
        name: what it is called in the folder; a bare file name.
        addresses: where it is found; the first that has it is used.
        sha256: the sum of its bytes in hexadecimal, where it is known.
    """

    name: str
    addresses: tuple[str, ...]
    sha256: str | None = None

    def __post_init__(self) -> None:
        """Refuse names that could lead out of the folder.

        Raises:
            InputError: the name is not a bare file name.
        """
        if self.name in {"", ".", ".."} or {"/", "\\", "\0", ":"} & set(self.name):
            raise InputError(f"{self.name!r} is not a bare file name such as 'games.json.gz'.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How patient to be.

    Attributes:
        attempts: tries of one address without getting anywhere before it is given up.
        wait_seconds: pause before the second try; it doubles from try to try.
        connect_seconds: how long a server may take to accept a connection.
        read_seconds: how long a server may stay silent.
    """

    attempts: int = 4
    wait_seconds: float = 1.0
    connect_seconds: float = 15.0
    read_seconds: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """What became of one source.

    Attributes:
        name: the file's name in the folder.
        path: where it is.
        byte_count: its size in bytes.
        sha256: the sum of its bytes in hexadecimal.
        verified: whether that sum was known beforehand and agrees.
        state: `kept` was there already, `fetched` came whole, `resumed` was continued.
        address: where it came from; None when it was there already.
    """

    name: str
    path: Path
    byte_count: int
    sha256: str
    verified: bool
    state: Literal["kept", "fetched", "resumed"]
    address: str | None

    @property
    def megabytes(self) -> float:
        """Size in MB (1,000,000 bytes), to one decimal."""
        return round(self.byte_count / MEGABYTE, 1)


OFFICIAL: Final = (
    Source(
        name="steam_games_v1.json.gz",
        addresses=(
            "https://cseweb.ucsd.edu/~wckang/steam_games.json.gz",
            f"{_FOLDER}steam_games.json.gz",
        ),
    ),
    Source(
        name="user_reviews.json.gz",
        addresses=(f"{_FOLDER}australian_user_reviews.json.gz",),
        sha256="a934bf74d8579bb25bc7bf24e652a87e2ccc91064e429a4cb4af5809178687a8",
    ),
    Source(
        name="users_items.json.gz",
        addresses=(f"{_FOLDER}australian_users_items.json.gz",),
        sha256="0b329f79ddf450aba0aad923c8cb6d1affac0c98efaf70242d22fd10987a8d99",
    ),
)


def part_of(path: Path) -> Path:
    """Give the name of a file that is still being fetched."""
    return path.with_name(path.name + ".part")


def origin_of(path: Path) -> Path:
    """Give the name of the note beside a part: where it came from and which version it is."""
    return path.with_name(path.name + ".part.origin")


def suffix_of(name: str) -> str:
    """Give the last suffix of a name, such as `.gz`."""
    return PurePath(name).suffix
