"""Ludoteca's own local Postgres, for machines without DATABASE_URL; imported nowhere else."""

from db.local_server.binaries import Binaries, find_binaries
from db.local_server.logins import end_overdue_readers
from db.local_server.server import (
    Server,
    find_running_server,
    is_server_used,
    remove_old_logs,
    server_death,
    start_server,
    stop_server,
)

__all__ = [
    "Binaries",
    "Server",
    "end_overdue_readers",
    "find_binaries",
    "find_running_server",
    "is_server_used",
    "remove_old_logs",
    "server_death",
    "start_server",
    "stop_server",
]
