"""Ludoteca's own local Postgres, for machines that have none.

Import this only where no DATABASE_URL is set: with one, nothing in here is needed.
"""

from db.local_server.binaries import Binaries, find_binaries
from db.local_server.logins import end_overdue_readers
from db.local_server.server import Server, is_used, start, status, stop

__all__ = [
    "Binaries",
    "Server",
    "end_overdue_readers",
    "find_binaries",
    "is_used",
    "start",
    "status",
    "stop",
]
