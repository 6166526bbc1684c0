"""Fast path of library lines: rows of items without a parser.

Nearly every line is written in the same way, and nearly every name and playtime in it was there
before. So a line is cut before each playtime, by one split, and each piece is looked up: the first
time it must be of the usual form to the last byte, from then on it is known. The pieces are, in
turn, a step from one item to the next (the recent playtime of the one, nearly always 0, game and
name of the other) and a playtime. Any deviation at all leaves the whole line to the general parser,
so that nothing is lost or read differently.
"""

import re
from array import array
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from db.names import NAME_CHARACTERS
from etl.clean.numbers import PLAYTIME_MINUTES_MAX
from etl.read.parse import may_hold_unstorable, parse_line
from etl.transform.batches import ItemBlocks

# Printable ASCII without quotes and backslashes: nothing that any reader could take otherwise.
_PLAIN: Final = rb"[ !#-&(-\[\]-~]*"
_USER: Final = re.compile(
    rb"\{'user_id': '(%b)', 'items_count': (0|[1-9][0-9]{0,8}), 'steam_id': '(%b)', "
    rb"'user_url': '(%b)', 'items': \[\{'item_id': '" % (_PLAIN, _PLAIN, _PLAIN)
)
_CUT: Final = b", 'playtime_"
_FROM_NOWHERE: Final = b"2weeks': 0}, {'item_id': '"
_END: Final = b"}]}"
# Escapes that mean the same to every reader, and no control characters.
_ESCAPE: Final = rb"\\(?:['\"\\]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})"
_MINUTES: Final = rb"(0|[1-9][0-9]{0,7})"
_STEP: Final = re.compile(
    rb"""2weeks': %b(\}, \{'item_id': '([0-9]{1,18})', 'item_name': ("""
    rb"""'(?:[^'\\\x00-\x1f\x7f]|%b)*'|"(?:[^"\\\x00-\x1f\x7f]|%b)*"))"""
    % (_MINUTES, _ESCAPE, _ESCAPE)
)
_HELD: Final = 65_536  # playtimes of a kind
_STEPS_HELD: Final = 16_384  # after a recent playtime that is not 0
_RECENT: Final = 32  # where the bits of the recent playtime begin
_PLACE: Final = (1 << _RECENT) - 1


class PlainLibrary(NamedTuple):
    """One line: its user in printable ASCII, and its items as known pieces."""

    user_id: str
    items_count: int
    steam_id: str
    user_url: str
    steps: list[int]
    """Before each item, and after the last: the recent playtime of the item before and the place
    of the next one's game and name among those seen, in one number."""
    played: list[int]
    """Per item its playtime."""


class FastPath:
    """Reads lines of the usual form and fills blocks with what they hold, many lines at once."""

    def __init__(self, blocks: ItemBlocks) -> None:
        self._blocks = blocks
        self._seen = _Steps()
        self._counts: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._forever = _Playtimes(b"forever")
        self._recent = _Playtimes(b"2weeks")
        self._lines: list[int] = []
        self._sizes: list[int] = []
        self._counting: list[bool] = []
        self._steps: list[int] = []
        self._played: list[int] = []

    @property
    def names_count(self) -> int:
        """Count the pairs of game and name that were seen since `take_names`."""
        return len(self._seen.names)

    def read(self, raw: bytes) -> PlainLibrary | None:
        """Read a line; None where it is not of the usual form."""
        head = _USER.match(raw)
        if head is None or not raw.endswith(_END):
            return None
        pieces = raw[head.end() : -len(_END)].split(_CUT)
        pieces[0] = _FROM_NOWHERE + pieces[0]
        try:
            steps = list(map(self._seen.__getitem__, pieces[:-1:2]))
            played = list(map(self._forever.__getitem__, pieces[1::2]))
            steps.append(self._recent[pieces[-1]] << _RECENT)
        except (KeyError, UnicodeDecodeError):
            return None
        if len(steps) != len(played) + 1:
            return None
        user_id, items_count, steam_id, user_url = head.groups()
        return PlainLibrary(
            user_id=user_id.decode(),
            items_count=int(items_count),
            steam_id=steam_id.decode(),
            user_url=user_url.decode(),
            steps=steps,
            played=played,
        )

    def keep(self, line: int, library: PlainLibrary, *, is_counting_names: bool) -> None:
        """Keep the items of a line that was just read; `take_names` may leave its names out."""
        if len(self._played) + len(library.played) > self._blocks.room():
            self.flush()
        self._lines.append(line)
        self._sizes.append(len(library.played))
        self._counting.append(is_counting_names)
        self._steps += library.steps
        self._played += library.played

    def flush(self) -> None:
        """Write what was kept into the blocks, before anything else is."""
        if not self._lines:
            return
        sizes = np.array(self._sizes)
        steps = np.array(self._steps)
        items = np.arange(len(self._played))
        # a line has a step more than it has items
        before = items + np.repeat(np.arange(len(sizes)), sizes)
        games = steps[before] & _PLACE
        rows = self._blocks.reserve(len(items))
        rows["line_number"] = np.repeat(self._lines, sizes)
        rows["game_id"] = np.frombuffer(self._seen.ids, np.int64)[games]
        rows["playtime_minutes"] = self._played
        rows["playtime_2weeks_minutes"] = steps[before + 1] >> _RECENT
        rows["position"] = items + 1 - np.repeat(np.cumsum(sizes) - sizes, sizes)
        if len(self._seen.names) > len(self._counts):
            more = max(len(self._seen.names), 2 * len(self._counts)) - len(self._counts)
            self._counts = np.append(self._counts, np.zeros(more, np.int64))
        if not all(self._counting):
            games = games[np.repeat(self._counting, sizes)]
        self._counts += np.bincount(games, minlength=len(self._counts))
        for held in (self._lines, self._sizes, self._counting, self._steps, self._played):
            held.clear()

    def take_names(self) -> dict[tuple[str, str | None], int]:
        """Count the games and names that were kept, and forget them; call `flush` before."""
        seen, self._seen = self._seen, _Steps()
        counts, self._counts = self._counts, np.zeros(0, np.int64)
        names: dict[tuple[str, str | None], int] = {}
        # the two lengths differ: room ahead, and games of lines that were not kept
        for game_id, name, count in zip(seen.ids, seen.names, counts.tolist(), strict=False):
            pair = str(game_id), name
            if count:
                names[pair] = names.get(pair, 0) + count
        return names


class _Steps(dict[bytes, int]):
    """From a piece like "2weeks': 0}, {'item_id': '10', 'item_name': 'Half-Life'" to its number.

    That is the recent playtime and, in the lower bits, the place of game and name among those seen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ids = array("q")
        self.names: list[str] = []

    def __missing__(self, piece: bytes) -> int:
        found = _STEP.fullmatch(piece)
        if found is None:
            raise KeyError(piece)
        if recent := _parse_minutes(found[1]):
            value = self[b"2weeks': 0" + found[2]] | recent << _RECENT
            if len(self) - len(self.names) < _STEPS_HELD:
                self[piece] = value
            return value
        if not 0 < len(found[4]) - len("''") <= NAME_CHARACTERS:  # none, or perhaps too long
            raise KeyError(piece)
        name = found[4][1:-1].decode()
        if "\\" in name:
            if may_hold_unstorable(piece):
                raise KeyError(piece)
            name = str(parse_line(b"{'name': %b}" % found[4])["name"])
        place = self[piece] = len(self.names)
        self.names.append(name)
        self.ids.append(int(found[3]))
        return place


class _Playtimes(dict[bytes, int]):
    """From a piece like "forever': 6" to the minutes."""

    def __init__(self, kind: bytes) -> None:
        super().__init__()
        self._form = re.compile(rb"%b': %b" % (kind, _MINUTES))

    def __missing__(self, piece: bytes) -> int:
        found = self._form.fullmatch(piece)
        if found is None:
            raise KeyError(piece)
        value = _parse_minutes(found[1])
        if len(self) < _HELD:
            self[piece] = value
        return value


def _parse_minutes(digits: bytes) -> int:
    """Read a playtime; one that is beyond what is believed is for the general parser."""
    value = int(digits)
    if value > PLAYTIME_MINUTES_MAX:
        raise KeyError(digits)
    return value
