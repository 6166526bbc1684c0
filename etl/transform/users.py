"""Users of libraries and reviews as rows of staging.users."""

from collections.abc import Iterator
from typing import Final

from db.names import NAME_CHARACTERS
from etl.clean.errors import Reject, Unreadable, shortened_repr
from etl.clean.numbers import is_rounded, to_integer
from etl.clean.text import is_absent, to_text, to_url
from etl.transform.batches import Batch, make_batch
from etl.transform.rejects import Stats

_DIGITS_INT64: Final = 18  # any number of so many digits fits


class Users:
    """The users of one file, one row per accepted line."""

    def __init__(self, file_number: int, *, stats: Stats, has_library: bool) -> None:
        self._file_number = file_number
        self._stats = stats
        self._has_library = has_library
        self._rows: list[tuple[object, ...]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, line: int, record: dict[str, object]) -> None:
        """Keep the user of a line.

        Raises:
            Reject: the line has no user id that can be kept, or a text that cannot be stored.
        """
        user_id = read_user_id(record.get("user_id"))
        steam_id = self._stats.optional("steam_id", to_integer, record.get("steam_id"))
        url = self._stats.optional("user_url", to_url, record.get("user_url"))
        self._keep(line, user_id, steam_id, url)

    def add_plain(self, line: int, user_id: str, steam_id: str, url: str) -> bool:
        """Keep the user of a line whose texts are printable ASCII; False, and not kept, without id.

        The same as `add` does, in less time.
        """
        if not user_id.strip() or len(user_id) > NAME_CHARACTERS or is_rounded(user_id):
            return False
        is_short = steam_id.isdigit() and len(steam_id) <= _DIGITS_INT64
        present = self._stats.warnings.present
        if is_short:
            number: int | None = int(steam_id)
            present["steam_id"] += 1
        else:
            number = self._stats.optional("steam_id", to_integer, steam_id)
        present["user_url"] += url != ""
        self._keep(line, user_id, number, url.strip() or None)
        return True

    def _keep(self, line: int, user_id: str, steam_id: int | None, url: str | None) -> None:
        row = (self._file_number, line, user_id, steam_id, url, self._has_library)
        self._rows.append(row)
        self._stats.users_accepted += 1

    def batches(self) -> Iterator[Batch]:
        """Hand over the rows kept so far."""
        if self._rows:
            rows, self._rows = self._rows, []
            yield make_batch("staging.users", rows)


def read_user_id(value: object) -> str:
    """Read the key of a user, case-sensitive, as it is written; a number is its digits.

    Raises:
        Reject: `missing_user_id`, `invalid_user_id`, or the text cannot be stored.
    """
    try:
        text = to_text(value)
    except Unreadable as error:
        raise Reject("invalid_user_id", f"user_id: {error}") from error
    if text is None or not text.strip():
        found = "missing" if is_absent(value) else "blank"
        raise Reject("missing_user_id", f"user_id is {found}; every line should name its user")
    if len(text) > NAME_CHARACTERS:
        raise Reject(
            "invalid_user_id",
            f"user_id {shortened_repr(text)} has {len(text):,} characters; "
            f"it should have {NAME_CHARACTERS} at most",
        )
    if is_rounded(value):
        raise Reject(
            "invalid_user_id",
            f"user_id {shortened_repr(value)} went through a float and lost its last digits",
        )
    return text
