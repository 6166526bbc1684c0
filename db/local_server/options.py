"""Settings of the local server, by the memory of the machine."""

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

MB = 1024 * 1024
ASSUMED_MEMORY = 4096 * MB
LOG_FOLDER = "log"
"""Below the data."""
LOG_MB = 5
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - not a temporary file: looked at, never written
SHARED_MEMORY_NEEDED = 512 * MB


def default_server_options(*, durable: bool) -> dict[str, str]:
    """Settings of a server that shares a person's machine with everything else on it.

    Args:
        durable: False gives up what a crash would cost, for databases made by tests.
    """
    memory = machine_memory()
    options = {
        "listen_addresses": "127.0.0.1",  # this machine only, with the password
        "unix_socket_directories": "",
        "cluster_name": "ludoteca",  # shown by ps, so that a person sees whose server it is
        # Postgres' own cache, small: what answers need is hot, the system's file cache does the
        # rest, and on a machine of 512 MB the REST server wants to live too.
        "shared_buffers": "64MB",
        # A hint for the planner: what the two caches may hold together.
        "effective_cache_size": _memory_share_option(memory, part=2, least=512, most=16384),
        # Each sort or hash of a statement, before it goes to disk.
        "work_mem": _memory_share_option(memory, part=128, least=8, most=64),
        # Building an index after a bulk load.
        "maintenance_work_mem": _memory_share_option(memory, part=16, least=64, most=512),
        "max_wal_size": "2GB",  # room for a bulk load between two checkpoints...
        "checkpoint_timeout": "15min",  # ... which therefore come seldom
        "wal_level": "minimal",  # no replicas: a COPY into a table just made writes no log
        "max_wal_senders": "0",  # required by wal_level=minimal
        # What a day changes is enough to clear dead rows: a crash forgets how many there are, and
        # a fifth of a table might never be counted.
        "autovacuum_vacuum_scale_factor": "0.02",
        "jit": "off",  # compiling costs more than it saves in answers of milliseconds
        "random_page_cost": "1.1",  # today's disks read at random about as fast as in order
        # The same answers and messages on every machine.
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "log_checkpoints": "off",  # a small log
        "logging_collector": "on",  # which closes a file when it is large or old
        "log_directory": LOG_FOLDER,
        "log_filename": "server-%Y%m%d-%H%M%S.log",
        "log_rotation_size": f"{LOG_MB}MB",
        "log_rotation_age": "1d",
        "log_line_prefix": "%m [%p] %q%u@%d ",  # when and who
    }
    if sys.platform == "linux":  # a statement ends when its client has gone
        options["client_connection_check_interval"] = "1s"
    with suppress(OSError):  # where there is no such folder there is no such limit
        # Containers often have 64 MB of it, too little for parallel queries: use files instead.
        if shutil.disk_usage(SHARED_MEMORY).total < SHARED_MEMORY_NEEDED:
            options["dynamic_shared_memory_type"] = "mmap"
    if not durable:
        # Nothing waits for the disk; after a crash the data are lost.
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return options


def machine_memory() -> int:
    """Bytes of memory that this machine, or the container we are in, has; a guess if unknown."""
    if sys.platform == "win32":
        return ASSUMED_MEMORY
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in ("memory.max", "memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):  # no such file, or "max"
            memory = min(memory, int(Path("/sys/fs/cgroup", limit).read_text(encoding="utf-8")))
    return memory


def _memory_share_option(memory: int, *, part: int, least: int, most: int) -> str:
    return f"{min(max(memory // part // MB, least), most)}MB"
