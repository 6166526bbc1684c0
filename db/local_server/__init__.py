"""Ludoteca's own local Postgres, for machines without DATABASE_URL; imported nowhere else."""

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
