"""A folder in, a local Postgres server out: Ludoteca's own, for machines that have none.

Import this only when no DATABASE_URL is set: with one, nothing in here is needed.
"""

from db.embedded.answer import Server
from db.embedded.binaries import Binaries, find_binaries
from db.embedded.server import start, status, stop

__all__ = ["Binaries", "Server", "find_binaries", "start", "status", "stop"]
