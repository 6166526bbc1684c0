"""What was read, kept and refused in one file, counted as it goes."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(kw_only=True, slots=True)
class Stats:
    """Counts of one file.

    A record is a game, an item of a library or a review, by the kind of the file. A rejected line
    takes all its records with it; it counts once in `rejected`, and its records are not read.
    """

    bytes_read: int = 0
    """As they lie on the disk, packed or not."""
    lines_read: int = 0
    empty_lines: int = 0
    """Blank lines, and records whose every value is None or NaN."""
    records_read: int = 0
    records_accepted: int = 0
    users_accepted: int = 0
    """Accepted lines of a file of items or reviews; a user may have several."""
    rejected: Counter[str] = field(default_factory=Counter)
    """Rejected pieces by reason: exact, also where the table of rejects stops taking rows."""
    rejected_by_kind: Counter[str] = field(default_factory=Counter)
    """The same by kind of piece: line, game, user, item, review."""
    repeated_rejects: int = 0
    """Games without an id that an earlier file stated too: neither accepted nor rejected again."""
    unreadable_values: Counter[str] = field(default_factory=Counter)
    """Optional values by field that could not be read and are unknown now."""
    items_count_mismatches: int = 0
    """Libraries whose items_count is not the number of their items."""
