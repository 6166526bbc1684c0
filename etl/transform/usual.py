"""Lines of libraries in the usual form in, filled item rows out, without a parser.

Nearly every line is written in the same way, and nearly every name and playtime in it was there
before. So a line is cut at the words between the values, and each piece is looked up: the first
time it must be of the usual form to the last byte, from then on it is known. Any deviation at all
leaves the whole line to the general parser, so that nothing is lost or read differently.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from etl.clean.numbers import PLAYTIME_MINUTES_MAX
from etl.parse import may_hold_unstorable, parse_line

if TYPE_CHECKING:
    import numpy.typing as npt

    from etl.transform.blocks import ItemBlocks

# Printable ASCII without quotes and backslashes: nothing that any reader could take otherwise.
_PLAIN: Final = rb"[ !#-&(-\[\]-~]*"
_USER: Final = re.compile(
    rb"\{'user_id': '(%b)', 'items_count': (0|[1-9][0-9]{0,8}), 'steam_id': '(%b)', "
    rb"'user_url': '(%b)', 'items': \[\{'item_id': '" % (_PLAIN, _PLAIN, _PLAIN)
)
_BETWEEN: Final = b"}, {'item_id': '"
_PLAYTIME: Final = b", 'playtime_forever': "
_END: Final = b"}]}"
_CUT: Final = b"\0"
_CUT_PLAYTIME: Final = b"\0\1"  # the second byte tells which of the two words was there
# Escapes that mean the same to every reader, and no control characters.
_ESCAPE: Final = rb"\\(?:['\"\\]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})"
_GAME: Final = re.compile(
    rb"""([0-9]{1,18})', 'item_name': ("""
    rb"""'(?:[^'\\\x00-\x1f\x7f]|%b)*'|"(?:[^"\\\x00-\x1f\x7f]|%b)*")""" % (_ESCAPE, _ESCAPE)
)
_PLAYED: Final = re.compile(
    rb"\x01(0|[1-9][0-9]{0,7}), 'playtime_2weeks': (0|[1-9][0-9]{0,7})",
)
_PLAYED_HELD: Final = 65_536
_RECENT: Final = 32  # where the bits of the second playtime begin
_FOREVER: Final = (1 << _RECENT) - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class UsualLibrary:
    """One line: its user as a parser would give it, and its items as known pieces."""

    user: dict[str, object]
    games: list[int]
    """Per item the place of its game and name among those seen."""
    played: list[int]
    """Per item both playtimes in one number."""


class UsualLines:
    """Reads lines of the usual form and fills blocks with what they hold, many lines at once."""

    def __init__(self, blocks: ItemBlocks) -> None:
        """Fill `blocks`; nothing was seen yet."""
        self._blocks = blocks
        self._seen = _Games()
        self._counts: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._playtimes = _Playtimes()
        self._lines: list[int] = []
        self._sizes: list[int] = []
        self._games: list[int] = []
        self._played: list[int] = []

    @property
    def names_count(self) -> int:
        """Count the pairs of game and name that were seen since `take_names`."""
        return len(self._seen)

    def read(self, raw: bytes) -> UsualLibrary | None:
        """Read a line; None where it is not of the usual form."""
        head = _USER.match(raw)
        if head is None or not raw.endswith(_END) or _CUT in raw:
            return None
        body = raw[head.end() : -len(_END)]
        pieces = body.replace(_BETWEEN, _CUT).replace(_PLAYTIME, _CUT_PLAYTIME).split(_CUT)
        try:
            games = list(map(self._seen.__getitem__, pieces[::2]))
            played = list(map(self._playtimes.__getitem__, pieces[1::2]))
        except (KeyError, UnicodeDecodeError):
            return None
        if len(games) != len(played):
            return None
        user_id, items_count, steam_id, user_url = head.groups()
        user: dict[str, object] = {
            "user_id": user_id.decode(),
            "items_count": int(items_count),
            "steam_id": steam_id.decode(),
            "user_url": user_url.decode(),
        }
        return UsualLibrary(user=user, games=games, played=played)

    def keep(self, line: int, library: UsualLibrary) -> None:
        """Keep the items of a line that was just read."""
        if len(self._games) + len(library.games) > self._blocks.room():
            self.flush()
        self._lines.append(line)
        self._sizes.append(len(library.games))
        self._games += library.games
        self._played += library.played

    def flush(self) -> None:
        """Write what was kept into the blocks, before anything else is."""
        if not self._lines:
            return
        sizes = np.array(self._sizes)
        games = np.array(self._games)
        played = np.array(self._played)
        rows = self._blocks.reserve(len(games))
        rows["line_number"] = np.repeat(self._lines, sizes)
        rows["game_id"] = np.frombuffer(self._seen.ids, np.int64)[games]
        rows["playtime_minutes"] = played & _FOREVER
        rows["playtime_2weeks_minutes"] = played >> _RECENT
        rows["position"] = np.arange(1, len(games) + 1) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        if len(self._seen) > len(self._counts):
            more = max(len(self._seen), 2 * len(self._counts)) - len(self._counts)
            self._counts = np.append(self._counts, np.zeros(more, np.int64))
        np.add.at(self._counts, games, 1)
        for held in (self._lines, self._sizes, self._games, self._played):
            held.clear()

    def take_names(self) -> dict[tuple[str, str | None], int]:
        """Count the games and names that were kept, and forget them; call `flush` before."""
        seen, self._seen = self._seen, _Games()
        counts, self._counts = self._counts, np.zeros(0, np.int64)
        names: dict[tuple[str, str | None], int] = {}
        # the two lengths differ: room ahead, and games of lines that were not kept
        for game_id, name, count in zip(seen.ids, seen.names, counts.tolist(), strict=False):
            pair = str(game_id), name
            if count:
                names[pair] = names.get(pair, 0) + count
        return names


class _Games(dict[bytes, int]):
    """From a piece like "10', 'item_name': 'Counter-Strike'" to its place among those seen."""

    def __init__(self) -> None:
        super().__init__()
        self.ids = array("q")
        self.names: list[str] = []

    def __missing__(self, piece: bytes) -> int:
        found = _GAME.fullmatch(piece)
        if found is None:
            raise KeyError(piece)
        name = found[2][1:-1].decode()
        if "\\" in name:
            if may_hold_unstorable(piece):
                raise KeyError(piece)
            name = str(parse_line(b"{'name': %b}" % found[2])["name"])
        self.names.append(name)
        self.ids.append(int(found[1]))
        place = self[piece] = len(self)
        return place


class _Playtimes(dict[bytes, int]):
    """From a piece like "6, 'playtime_2weeks': 0" to both numbers in one."""

    def __missing__(self, piece: bytes) -> int:
        found = _PLAYED.fullmatch(piece)
        if found is None:
            raise KeyError(piece)
        forever, recent = int(found[1]), int(found[2])
        if max(forever, recent) > PLAYTIME_MINUTES_MAX:
            raise KeyError(piece)
        value = forever | recent << _RECENT
        if len(self) < _PLAYED_HELD:
            self[piece] = value
        return value
